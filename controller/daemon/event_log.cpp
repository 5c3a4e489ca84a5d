#include "controller/daemon/event_log.hpp"

#include <chrono>
#include <utility>

#include "api/base/logging.hpp"

namespace fwop::controller {
namespace {

LogLevel level_of(EventType type) { return type == EventType::Warning ? LogLevel::Warn : LogLevel::Info; }

/// Rounded up, so that the retry is never later than the log says.
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

void EventLog::manifests_read(const manifests::Snapshot& snapshot) {
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
  log(LogLevel::Debug, "manifests read",
      {{"manifests", snapshot.manifests.size()},
       {"files", snapshot.files},
       {"broken", snapshot.broken_files}});
}

void EventLog::updated(const FleetUpdate& update) {
  for (const AccountEvent& event : update.account_events) log_account_event(event);
  for (const Event& event : update.events) {
    log(level_of(event.type), event.message,
        {{"cluster", api::account_and_id(event.key)},
         {"reconcile_id", event.reconcile_id},
         {"reason", to_string(event.reason)}});
  }
}

void EventLog::call_leaves(const Call& call) {
  log(LogLevel::Info, std::string(api::verb_name(call.verb)),
      {{"cluster", api::account_and_id(call.key)},
       {"reconcile_id", call.reconcile_id},
       {"reason", to_string(call.reason)}});
}

void EventLog::call_ended(const api::RequestInfo& request) {
  log(LogLevel::Debug, "api call",
      {{"verb", api::verb_name(request.verb)},
       {"cluster", request.account_id + "/" + request.cluster_id},
       {"status", request.http_status},
       {"request_id", request.request_id},
       {"ms", std::chrono::duration<double, std::milli>(request.duration).count()}});
}

void EventLog::journal_failed(const JournalError& error) { log(LogLevel::Error, error.message); }

}  // namespace fwop::controller
