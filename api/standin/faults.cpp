#include "api/standin/faults.hpp"

#include <algorithm>
#include <utility>

#include "api/standin/glob.hpp"

namespace fwop::api::standin {
namespace {

using nlohmann::json;

bool applies(const Match& match, Verb verb, std::string_view account_id, std::string_view cluster_id,
             bool shows_states) {
  if (match.verb && *match.verb != verb) return false;
  if (!matches_glob(match.account, account_id)) return false;
  if (verb == Verb::List) return match.cluster == "*" || shows_states;
  return matches_glob(match.cluster, cluster_id);
}

template <class T>
void add(std::optional<T>& target, const std::optional<T>& more) {
  if (!target) target = more;
}

void add(bool& target, bool more) { target = target || more; }

void add(Faults& target, const Faults& more) {
  add(target.latency, more.latency);
  // `after_effect` comes from the rule that has the error.
  if (!target.error && more.error) add(target.after_effect, more.after_effect);
  add(target.error, more.error);
  add(target.list_lag, more.list_lag);
  add(target.fail, more.fail);
  add(target.unset, more.unset);
  add(target.cut_request, more.cut_request);
  add(target.lost_answer, more.lost_answer);
  add(target.cut_body, more.cut_body);
  add(target.garbage, more.garbage);
  if (more.html) add(target.after_effect, more.after_effect);
  add(target.html, more.html);
  add(target.empty_body, more.empty_body);
  add(target.wrapped_errors, more.wrapped_errors);
  add(target.stall, more.stall);
  add(target.stall_after_effect, more.stall_after_effect);
  add(target.stuck_creating, more.stuck_creating);
  add(target.refuse_delete, more.refuse_delete);
  target.states.insert(target.states.end(), more.states.begin(), more.states.end());
}

/// The part of the faults that applies to a LIST, for a rule that names clusters.
Faults states_of(const Faults& faults) {
  Faults only;
  only.states = faults.states;
  return only;
}

}  // namespace

FaultScript::FaultScript(std::uint64_t seed, std::vector<Rule> rules)
    : seed_(seed), random_(seed), rules_(std::move(rules)) {}

void FaultScript::reseed(std::uint64_t seed) {
  seed_ = seed;
  random_.seed(seed);
}

Faults FaultScript::next(Verb verb, std::string_view account_id, std::string_view cluster_id) {
  Faults all;
  for (auto& rule : rules_) {
    if (!applies(rule.match, verb, account_id, cluster_id, !rule.faults.states.empty())) continue;
    ++rule.seen;
    if (rule.seen <= rule.after || (rule.times && rule.hits >= *rule.times)) continue;
    // 53 bits of the generator as a fraction: the standard's distributions differ between libraries.
    const double drawn = static_cast<double>(random_() >> 11U) * 0x1.0p-53;
    if (rule.probability < 1.0 && drawn >= rule.probability) continue;
    ++rule.hits;
    add(all, verb == Verb::List && rule.match.cluster != "*" ? states_of(rule.faults) : rule.faults);
  }
  return all;
}

std::chrono::milliseconds FaultScript::longest_lag() const {
  std::chrono::milliseconds longest{};
  for (const auto& rule : rules_)
    longest = std::max(longest, rule.faults.list_lag.value_or(std::chrono::milliseconds(0)));
  return longest;
}

json FaultScript::to_json() const {
  json rules = json::array();
  for (const auto& rule : rules_) {
    json shown = rule.source;
    shown["seen"] = rule.seen;
    shown["hits"] = rule.hits;
    rules.push_back(std::move(shown));
  }
  return {{"seed", seed_}, {"rules", std::move(rules)}};
}

RpcCode rpc_code_for(int http_status) {
  switch (http_status) {
    case 400: return RpcCode::InvalidArgument;
    case 401: return RpcCode::Unauthenticated;
    case 403: return RpcCode::PermissionDenied;
    case 404: return RpcCode::NotFound;
    case 405:
    case 501: return RpcCode::Unimplemented;
    case 409: return RpcCode::AlreadyExists;
    case 429: return RpcCode::ResourceExhausted;
    case 499: return RpcCode::Cancelled;
    case 500: return RpcCode::Internal;
    case 502:
    case 503: return RpcCode::Unavailable;
    case 504: return RpcCode::DeadlineExceeded;
  }
  return RpcCode::Unknown;
}

}  // namespace fwop::api::standin
