#include "controller/daemon/health.hpp"

#include <algorithm>
#include <utility>

#include "api/base/logging.hpp"
#include "controller/daemon/standby.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

/// True while the API refuses the account's calls for a reason that only a person can fix.
bool is_refused(const AccountView& account) {
  return account.reads_fail_again() &&
         (account.gate_reason == Reason::Unauthenticated || account.gate_reason == Reason::PermissionDenied ||
          account.gate_reason == Reason::AccountNotFound);
}

std::string refusal_text(const AccountView& account) {
  const bool key = account.gate_reason == Reason::Unauthenticated;
  std::string text = key ? "the API refuses the key: " : "the API refuses its calls: ";
  text += account.gate_message;
  if (account.last_full_observation)
    text += "; its clusters are shown as they were last read at " +
            format_rfc3339(*account.last_full_observation);
  return text;
}

ReadyCheck account_check(const AccountView& account, Duration staleness_limit) {
  const bool recent = account.observation_age && *account.observation_age <= staleness_limit;
  const bool refused = is_refused(account);
  std::string why = refused                        ? refusal_text(account)
                    : account.gate_message.empty() ? "its last full observation is too old"
                                                   : account.gate_message;
  return {"account-" + account.account_id, recent && !refused, std::move(why)};
}

ReadyCheck source_check(const SourceStatus& source) {
  // Not ready after five missed reads in a row, as for accounts (Facts::staleness_limit).
  const auto oldest = std::chrono::system_clock::now() - 5 * source.expected_every;
  const bool recent = source.last_success && *source.last_success >= oldest;
  return {"source", recent, source.message.empty() ? "the manifests were not read yet" : source.message};
}

}  // namespace

bool has_errors(const manifests::Snapshot& snapshot) {
  return std::any_of(snapshot.diagnostics.begin(), snapshot.diagnostics.end(), [](const auto& diagnostic) {
    return diagnostic.severity == manifests::Severity::Error;
  });
}

void Health::manifests_read(const manifests::Snapshot& snapshot) {
  const auto& before = term_.snapshot();
  if (!before || has_errors(*before) != has_errors(snapshot))
    manifests_since_ = std::chrono::system_clock::now();
}

Condition Health::journal_condition() const {
  const Runtime* const runtime = term_.runtime();
  if (runtime != nullptr && runtime->journal_problem()) {
    const JournalProblem& problem = *runtime->journal_problem();
    return {ConditionStatus::False, Reason::JournalUnavailable, problem.message, problem.since, 0};
  }
  if (!set_aside_.standing().empty()) {
    const JournalNotice& newest = set_aside_.standing().back();
    return {ConditionStatus::False, Reason::JournalSetAside, newest.message, newest.since, 0};
  }
  return {ConditionStatus::True, Reason::JournalKept, {}, facts_.started, 0};
}

Condition Health::source_condition(const std::optional<SourceStatus>& source) const {
  if (source && source->outcome && *source->outcome != Reason::SourceRead)
    return {ConditionStatus::False, *source->outcome, source->message, source->since, 0};
  const auto& snapshot = term_.snapshot();
  if (!snapshot)
    return {ConditionStatus::Unknown, Reason::NotObservedYet, std::string("not read yet"), facts_.started, 0};
  if (std::string errors = manifest_errors(*snapshot); !errors.empty())
    return {ConditionStatus::False, Reason::ManifestsInvalid, std::move(errors), manifests_since_, 0};
  return {ConditionStatus::True, Reason::SourceRead, {}, source ? source->since : manifests_since_, 0};
}

std::optional<Condition> Health::refusal_condition() const {
  std::optional<Condition> condition;
  std::string text;
  for (const AccountView& account : term_.accounts()) {
    if (!is_refused(account)) continue;
    if (!condition)
      condition = {
          ConditionStatus::False, account.gate_reason, {}, account.last_success.value_or(facts_.started), 0};
    text += (text.empty() ? "account " : "; account ") + account.account_id + ": " + refusal_text(account);
  }
  if (condition) condition->message = std::move(text);
  return condition;
}

std::vector<OperatorCondition> Health::conditions() const {
  std::vector<OperatorCondition> all = {{"JournalHealthy", journal_condition()}};
  const auto source = source_.status();
  if (term_.snapshot() || (source && source->outcome))
    all.push_back({"SourceReady", source_condition(source)});
  if (auto refused = refusal_condition()) all.push_back({"ApiAccess", std::move(*refused)});
  return all;
}

std::vector<ReadyCheck> Health::ready_checks() const {
  const Engine* const engine = term_.engine();
  // Between terms the process is ready: it can take over.
  if (engine == nullptr) return {{"standby", true, {}}};
  std::vector<ReadyCheck> checks;
  checks.push_back({"first-observation", engine->observed_once(), "not every account was listed whole yet"});
  if (const auto source = source_.status()) checks.push_back(source_check(*source));
  for (const AccountView& account : term_.accounts())
    checks.push_back(account_check(account, facts_.staleness_limit));
  return checks;
}

OperatorView Health::operator_view() const {
  OperatorView own;
  own.version = facts_.version;
  own.started = facts_.started;
  own.control_socket = facts_.control_socket;
  own.conditions = conditions();
  const Engine* const engine = term_.engine();
  if (engine == nullptr) {
    own.changes_held = kStandby;
    return own;
  }
  const Now now = Runtime::now();
  own.changes_held = engine->changes_held(now).value_or("");
  own.held = engine->held(now);
  own.clusters = engine->verdicts(now);
  return own;
}

FleetView Health::fleet() const {
  const Engine* const engine = term_.engine();
  return {term_.accounts(), engine != nullptr ? engine->stats(Runtime::now()) : EngineStats(),
          term_.snapshot(), set_aside_.standing().size(),
          logger().lost(),  conditions(),
          source_.status()};
}

}  // namespace fwop::controller
