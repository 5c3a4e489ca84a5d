#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "api/base/logging.hpp"
#include "controller/daemon/operator.hpp"

// What the daemon writes to its log about manifests, clusters and accounts.

namespace fwop::controller {
namespace {

LogLevel level_of(EventType type) { return type == EventType::Warning ? LogLevel::Warn : LogLevel::Info; }

/// Rounded up, so that nobody looks too early.
std::int64_t seconds_until_retry(const AccountEvent& event) {
  return std::chrono::ceil<std::chrono::seconds>(event.retry_in).count();
}

void log_account_event(const AccountEvent& event) {
  if (event.type == EventType::Normal) {
    log(LogLevel::Info, event.message, {{"account", event.account_id}, {"reason", to_string(event.reason)}});
    return;
  }
  log(LogLevel::Warn, event.message,
      {{"account", event.account_id},
       {"reason", to_string(event.reason)},
       {"retry_in_seconds", seconds_until_retry(event)}});
}

}  // namespace

void Operator::log_diagnostics(const manifests::Snapshot& snapshot) {
  std::set<std::string> all;
  for (const manifests::Diagnostic& diagnostic : snapshot.diagnostics) {
    std::string text = manifests::to_string(diagnostic);
    if (!logged_diagnostics_.contains(text)) {
      const bool error = diagnostic.severity == manifests::Severity::Error;
      log(error ? LogLevel::Error : LogLevel::Warn, text, {{"reason", diagnostic.rule}});
    }
    all.insert(std::move(text));
  }
  if (all.empty() && !logged_diagnostics_.empty()) log(LogLevel::Info, "all manifests are valid");
  logged_diagnostics_ = std::move(all);
}

void Operator::log_events(const Effects& effects) const {
  for (const AccountEvent& event : effects.account_events) log_account_event(event);
  for (const Event& event : effects.batch.events) {
    log(level_of(event.type), event.message,
        {{"cluster", event.key.account_id + "/" + event.key.cluster_id},
         {"reconcile_id", event.reconcile_id},
         {"reason", to_string(event.reason)}});
  }
}

void Operator::log_leaving(const Call& call) {
  log(LogLevel::Info, std::string(api::verb_name(call.verb)),
      {{"cluster", call.key.account_id + "/" + call.key.cluster_id},
       {"reconcile_id", call.reconcile_id},
       {"reason", to_string(call.reason)}});
}

}  // namespace fwop::controller
