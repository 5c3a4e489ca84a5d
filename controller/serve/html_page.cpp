#include "controller/serve/html_page.hpp"

#include <array>

#include <openssl/evp.h>

namespace fwop::controller {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #1b1f27; --quiet: #667085; --line: #e4e7ec;
  --Ready: #067647; --Progressing: #175cd3; --Degraded: #b54708; --Failed: #b42318; --Suspended: #6941c6;
  --Unknown: #667085; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1217; --card: #171b22; --ink: #e6e9ef; --quiet: #98a2b3;
  --line: #2a303b; --Ready: #47cd89; --Progressing: #84adff; --Degraded: #fdb022; --Failed: #f97066;
  --Suspended: #bdb4fe; --Unknown: #98a2b3; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 78rem; margin: 0 auto; padding: 1rem 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: baseline; }
h1 { font-size: 1.25rem; margin: 0; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--Progressing); }
#counts { display: flex; flex-wrap: wrap; gap: .4rem; }
.pill { border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .6rem; font-size: .85rem;
  white-space: nowrap; }
.Ready { color: var(--Ready); } .Progressing { color: var(--Progressing); } .Degraded { color: var(--Degraded); }
.Failed { color: var(--Failed); } .Suspended { color: var(--Suspended); } .Unknown { color: var(--Unknown); }
.alarm { margin: 0 0 1rem; padding: .6rem 1rem; border: 1px solid var(--Failed); border-radius: .5rem;
  color: var(--Failed); background: var(--card); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
th { font-size: .8rem; color: var(--quiet); font-weight: 600; white-space: nowrap; }
td.fixed { white-space: nowrap; }
td small { display: block; color: var(--quiet); }
ul { margin: 0; padding: .6rem 1rem .6rem 2rem; overflow-wrap: anywhere; }
.empty { padding: .8rem; color: var(--quiet); }
#more { color: var(--quiet); font-size: .85rem; }
)css";

// Everything that comes from outside goes into the page through textContent alone.
constexpr std::string_view kScript = R"js(
'use strict';
const kMaxRows = 500;
const kOrder = ['Failed', 'Degraded', 'Unknown', 'Progressing', 'Suspended', 'Ready'];
const byId = (id) => document.getElementById(id);
const el = (tag, text, cls) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (cls) node.className = cls;
  return node;
};
const span = (from, to) => {
  if (!from) return '–';
  const s = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (s < 120) return s + 's';
  if (s < 7200) return Math.floor(s / 60) + 'm';
  if (s < 172800) return Math.floor(s / 3600) + 'h';
  return Math.floor(s / 86400) + 'd';
};
const rank = (c) => kOrder.indexOf(c.verdict);
const known = (verdict) => kOrder.includes(verdict) ? verdict : 'Unknown';

function clusterRow(c, now) {
  const row = el('tr');
  const name = el('td', c.name, 'fixed');
  name.append(el('small', c.account + '/' + c.clusterId + (c.region ? ' · ' + c.region : '')));
  const verdict = el('td', undefined, 'fixed');
  verdict.append(el('span', c.verdict, 'pill ' + known(c.verdict)));
  verdict.append(el('small', c.reason));
  const age = el('td', span(c.firstSeen, now), 'fixed');
  age.append(el('small', c.observedAt ? 'seen ' + span(c.observedAt, now) + ' ago' : 'not seen yet'));
  const message = el('td', c.message);
  if (c.held && !c.message.includes(c.held.text)) message.append(el('small', c.held.text));
  if (c.lastError && !c.message.includes(c.lastError)) message.append(el('small', c.lastError));
  row.append(name, el('td', c.stateText || c.state, 'fixed'), verdict, age, message, el('td', c.nextStep));
  return row;
}

function showClusters(data) {
  const list = data.clusters.slice().sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  byId('clusters').replaceChildren(...list.slice(0, kMaxRows).map((c) => clusterRow(c, data.time)));
  byId('more').textContent = list.length > kMaxRows
    ? (list.length - kMaxRows) + ' more are at /api/v1/clusters; those that need a look are shown first.' : '';
  byId('none').hidden = list.length > 0;
  const counts = kOrder.map((v) => [v, list.filter((c) => c.verdict === v).length]).filter(([, n]) => n > 0);
  byId('counts').replaceChildren(...counts.map(([v, n]) => el('span', n + ' ' + v, 'pill ' + v)));
}

function accountLine(a) {
  const seen = a.observationAgeSeconds === undefined
    ? 'not observed yet' : 'observed ' + Math.round(a.observationAgeSeconds) + 's ago';
  const gate = a.gateOpen ? 'gate open' : (a.gateOf === 'changes' ? 'changes wait: ' : 'gate closed: ') + a.gateReason + (a.gateMessage ? ', ' + a.gateMessage : '');
  const listed = a.listProblem ? 'cannot be listed: ' + a.listProblem : a.clustersSeen + ' clusters';
  return el('li', [a.account, listed, seen, gate, a.callsInFlight + ' calls in flight',
    Math.floor(a.budgetTokens) + ' calls left in the budget'].join(' · '), a.gateOpen && !a.listProblem ? '' : 'Failed');
}

function showManifests(m) {
  const lines = (m.diagnostics || []).map((d) => el('li', d.text, d.severity === 'error' ? 'Failed' : 'Degraded'));
  if (m.removalHold) lines.unshift(el('li', 'Removals wait: ' + m.removalHold, 'Degraded'));
  byId('diagnostics').replaceChildren(...(lines.length ? lines : [el('li', 'No findings.')]));
  const commit = m.commit ? ' at ' + m.commit.slice(0, 12) + ', "' + m.subject + '" by ' + m.author : '';
  byId('source').textContent = m.source ? m.source + commit + ' · ' + m.manifests + ' clusters in ' + m.files + ' files' : '';
}

function showOperator(own) {
  const trouble = own.conditions.filter((c) => c.status !== 'True');
  byId('operator').replaceChildren(...trouble.map((c) => el('p', c.reason + ': ' + c.message + '. ' + c.nextStep, 'alarm')));
  byId('held').replaceChildren(...own.held.map((h) => el('li', h.account + '/' + h.clusterId + ': ' + h.text)));
  byId('holds').hidden = own.held.length === 0;
}

async function get(path) {
  const answer = await fetch(path, {cache: 'no-store'});
  return answer.json();
}

// A large fleet takes the operator a while to tell: ask for it at most a tenth of the time.
async function refresh() {
  const start = performance.now();
  try {
    const [clusters, accounts, manifests, own] = await Promise.all(
      [get('/api/v1/clusters'), get('/api/v1/accounts'), get('/api/v1/manifests'), get('/api/v1/operator')]);
    showOperator(own);
    showClusters(clusters);
    byId('accounts').replaceChildren(...accounts.accounts.map(accountLine));
    showManifests(manifests);
    byId('alarm').hidden = true;
  } catch (error) {
    byId('alarm').textContent = 'The operator does not answer; what you see may be old. (' + error.message + ')';
    byId('alarm').hidden = false;
  }
  setTimeout(refresh, Math.max(2000, 9 * (performance.now() - start)));
}
refresh();
)js";

constexpr std::string_view kBody = R"html(
<header><h1>fireworks-operator</h1><div id="counts"></div>
<nav><a href="/metrics">metrics</a> · <a href="/readyz">readiness</a> · <a href="/api/v1/clusters">clusters</a> ·
<a href="/api/v1/reasons">reasons</a></nav></header>
<main><p id="alarm" class="alarm" role="alert" hidden></p><div id="operator" role="status"></div>
<section id="holds" hidden><h2>Held changes</h2><div class="card"><ul id="held"></ul></div></section>
<noscript>This page needs JavaScript; everything it shows is at /api/v1/clusters.</noscript>
<div class="card"><table><thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Verdict</th>
<th scope="col">Age</th><th scope="col">Message</th><th scope="col">Next step</th></tr></thead>
<tbody id="clusters"></tbody></table><div class="empty" id="none">No clusters yet.</div></div><p id="more"></p>
<h2>Accounts</h2><div class="card"><ul id="accounts"></ul></div>
<h2>Manifests <small id="source"></small></h2><div class="card"><ul id="diagnostics"></ul></div></main>
)html";

std::string digest_source(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return "'sha256-" + std::string(encoded.begin(), encoded.begin() + length) + "'";
}

}  // namespace

std::string_view html_page() {
  static const std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>fireworks-operator</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" "
      "href=\"data:,\">\n<style>" +
      std::string(kStyle) + "</style></head><body>" + std::string(kBody) + "<script>" + std::string(kScript) +
      "</script></body></html>\n";
  return page;
}

const std::string& content_security_policy() {
  static const std::string policy =
      "default-src 'none'; script-src " + digest_source(kScript) + "; style-src " + digest_source(kStyle) +
      "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'";
  return policy;
}

}  // namespace fwop::controller
