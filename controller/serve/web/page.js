'use strict';
// Data from the API is put into the page only through textContent, so it cannot become HTML.
const kMaxRows = 500;
const kSilence = 45000;    // Milliseconds.
const kRestEvery = 15000;  // Milliseconds.
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

// An unchanged read of an account's clusters is reported only in the bookmarks.
function lastSeen(c) {
  const whole = observed[c.account];
  return c.observedAt && whole && Date.parse(whole) > Date.parse(c.observedAt) ? whole : c.observedAt;
}

function clusterRow(c, now) {
  const row = el('tr');
  const name = el('td', c.name, 'fixed');
  name.append(el('small', c.account + '/' + c.clusterId + (c.region ? ' · ' + c.region : '')));
  const verdict = el('td', undefined, 'fixed');
  verdict.append(el('span', c.verdict, 'pill ' + known(c.verdict)));
  verdict.append(el('small', c.reason));
  const age = el('td', span(c.firstSeen, now), 'fixed');
  const seen = lastSeen(c);
  age.append(el('small', seen ? 'seen ' + span(seen, now) + ' ago' : 'not seen yet'));
  const message = el('td', c.message);
  if (c.held && !c.message.includes(c.held.text)) message.append(el('small', c.held.text));
  if (c.lastError && !c.message.includes(c.lastError)) message.append(el('small', c.lastError));
  row.append(name, el('td', c.stateText || c.state, 'fixed'), verdict, age, message, el('td', c.nextStep));
  return row;
}

function showClusters(clusters, now) {
  const list = clusters.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  byId('clusters').replaceChildren(...list.slice(0, kMaxRows).map((c) => clusterRow(c, now)));
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

function alarm(error) {
  if (error) byId('alarm').textContent = 'The operator does not answer; what you see may be old. (' + error.message + ')';
  byId('alarm').hidden = !error;
}

// The clusters, from the lines of /api/v1/clusters?watch=true.
const fleet = new Map();
let unconfirmed = new Set();  // Known before RESTART, and not yet in the list that follows it.
let complete = false;         // False from RESTART until the BOOKMARK after it.
let observed = {};            // For each account: when all its clusters were last read.
let ahead = 0;                // The operator's clock minus ours, in milliseconds.
let lastLine = 0;             // When the last line came.
let changed = true;           // Something changed since the other parts were read.

function take(line) {
  lastLine = performance.now();
  if (line.type === 'RESTART') {
    complete = false;
    unconfirmed = new Set(fleet.keys());
  } else if (line.type === 'BOOKMARK') {
    complete = true;
    ahead = Date.parse(line.time) - Date.now();
    observed = line.observed;
    unconfirmed.forEach((name) => fleet.delete(name));
    unconfirmed.clear();
    alarm(null);
  } else {
    const name = line.cluster.resourceName;
    unconfirmed.delete(name);
    if (line.type === 'DELETED') fleet.delete(name); else fleet.set(name, line.cluster);
    changed = true;
  }
}

async function watchOnce(stop) {
  const answer = await fetch('/api/v1/clusters?watch=true', {cache: 'no-store', signal: stop.signal});
  if (!answer.ok) throw new Error((await answer.json()).error);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) throw new Error('it ended the watch');
    const lines = (pending + value).split('\n');
    pending = lines.pop();
    lines.forEach((line) => take(JSON.parse(line)));
  }
}

async function watch() {
  const stop = new AbortController();
  lastLine = performance.now();
  // The operator sends a line at least every 15 seconds.
  const silence = setInterval(() => { if (performance.now() - lastLine > kSilence) stop.abort(); }, 1000);
  try {
    await watchOnce(stop);
  } catch (error) {
    alarm(error);
  }
  clearInterval(silence);
  setTimeout(watch, 2000);
}

// Drawing a large fleet is slow, so draw at most a tenth of the time. Redraw without changes too: ages grow.
function draw() {
  const start = performance.now();
  if (complete) showClusters([...fleet.values()], new Date(Date.now() + ahead).toISOString());
  setTimeout(draw, Math.max(1000, 9 * (performance.now() - start)));
}

async function get(path) {
  const answer = await fetch(path, {cache: 'no-store'});
  return answer.json();
}

// The other parts of the page: read when something changed, and every kRestEvery.
let asked = -kRestEvery;
async function askForTheRest() {
  const start = performance.now();
  if (changed || start - asked > kRestEvery) {
    changed = false;
    asked = start;
    try {
      const [accounts, manifests, own] = await Promise.all(
        [get('/api/v1/accounts'), get('/api/v1/manifests'), get('/api/v1/operator')]);
      showOperator(own);
      byId('accounts').replaceChildren(...accounts.accounts.map(accountLine));
      showManifests(manifests);
    } catch (error) {
      alarm(error);
    }
  }
  setTimeout(askForTheRest, Math.max(2000, 9 * (performance.now() - start)));
}

watch();
draw();
askForTheRest();
