#include "controller/show/view_json.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "api/clusters/types.hpp"
#include "controller/show/api_call_text.hpp"
#include "controller/show/counted.hpp"
#include "controller/show/held.hpp"
#include "controller/show/state_label.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

void put_time(json& object, const char* name, const std::optional<WallTime>& time) {
  if (time) object[name] = format_rfc3339(*time);
}

void put_text(json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

json origin_json(const manifests::Origin& origin) {
  json place = {{"file", origin.file}};
  if (origin.line > 0) place["line"] = origin.line;
  if (origin.column > 0) place["column"] = origin.column;
  return place;
}

json condition_json(std::string_view type, const Condition& condition) {
  json one = {{"type", type},
              {"status", to_string(condition.status)},
              {"reason", to_string(condition.reason)},
              {"message", condition.text()}};
  if (condition.last_transition != WallTime{}) {
    one["lastTransitionTime"] = format_rfc3339(condition.last_transition);
  }
  return one;
}

json conditions_json(const Conditions& conditions) {
  json list = json::array();
  for (const ConditionType type : kAllConditionTypes) {
    json one = condition_json(to_string(type), conditions[type]);
    one["observedGeneration"] = conditions[type].observed_generation;
    list.push_back(std::move(one));
  }
  return list;
}

json drift_json(const std::vector<api::FieldDifference>& drift) {
  json list = json::array();
  for (const api::FieldDifference& field : drift) {
    list.push_back({{"field", field.path},
                    {"wanted", field.wanted},
                    {"actual", field.actual},
                    {"immutable", field.immutable}});
  }
  return list;
}

json suspensions_json(const std::vector<SuspensionView>& suspensions) {
  json list = json::array();
  for (const SuspensionView& suspension : suspensions) {
    json one = {{"by", suspension.by_command ? "command" : "manifest"}};
    put_text(one, "owner", suspension.what.owner);
    put_text(one, "reason", suspension.what.reason);
    put_time(one, "until", suspension.what.until);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

json diagnostic_json(const manifests::Diagnostic& diagnostic) {
  json one = {{"severity", diagnostic.severity == manifests::Severity::Error ? "error" : "warning"},
              {"file", diagnostic.file},
              {"rule", diagnostic.rule},
              {"message", diagnostic.message},
              {"text", manifests::to_string(diagnostic)}};
  if (diagnostic.line > 0) one["line"] = diagnostic.line;
  if (diagnostic.column > 0) one["column"] = diagnostic.column;
  put_text(one, "field", diagnostic.field);
  return one;
}

json held_json(const HeldChange& held) {
  json one = {{"account", held.key.account_id},
              {"clusterId", held.key.cluster_id},
              {"change", api::verb_name(held.verb)},
              {"by", to_string(held.cause)},
              {"text", hold_text(held)}};
  if (held.cause == HeldChange::Cause::Brake) {
    one["used"] = held.used;
    one["limit"] = held.limit;
  }
  put_time(one, "roomAt", held.room_at);
  put_time(one, "since", held.since);
  put_time(one, "dueAt", held.due_at);
  return one;
}

json cluster_json(const ClusterView& cluster) {
  json one = {{"name", cluster.name},
              {"account", cluster.key.account_id},
              {"clusterId", cluster.key.cluster_id},
              {"resourceName", api::to_string(cluster.key)},
              {"declared", cluster.declared},
              {"owned", cluster.owned},
              {"exists", cluster.exists},
              {"state", state_label(cluster)},
              {"verdict", to_string(cluster.verdict)},
              {"reason", to_string(cluster.reason)},
              {"message", shown_message(cluster)},
              {"nextStep", shown_next_step(cluster)},
              {"conditions", conditions_json(cluster.conditions)},
              {"generation", cluster.generation},
              {"observedGeneration", cluster.observed_generation},
              {"failures", cluster.failures},
              {"drift", drift_json(cluster.drift)},
              {"settled", cluster.settled}};
  put_text(one, "region", cluster.region);
  if (!cluster.labels.empty()) one["labels"] = cluster.labels;
  if (cluster.declared && !cluster.origin.file.empty()) one["origin"] = origin_json(cluster.origin);
  if (cluster.stale_manifest) one["staleManifest"] = true;
  if (!cluster.suspensions.empty()) one["suspensions"] = suspensions_json(cluster.suspensions);
  if (cluster.held) {
    one["held"] = held_json(*cluster.held);
    one["held"]["text"] = hold_text(*cluster.held);
  }
  if (cluster.exists) {
    one["status"] = {{"code", cluster.status.code}, {"message", cluster.status.message}};
    if (cluster.state_text != one["state"]) put_text(one, "stateText", cluster.state_text);
  }
  if (cluster.first_seen != WallTime{}) put_time(one, "firstSeen", cluster.first_seen);
  put_time(one, "observedAt", cluster.observed_at);
  put_time(one, "readySince", cluster.ready_since);
  put_time(one, "expectedReady", cluster.expected_ready);
  put_time(one, "nextTry", cluster.next_try);
  put_text(one, "lastError", cluster.last_error);
  return one;
}

std::string manifest_errors(const manifests::Snapshot& snapshot) {
  std::set<std::string> files;
  std::string first;
  for (const manifests::Diagnostic& diagnostic : snapshot.diagnostics) {
    if (diagnostic.severity != manifests::Severity::Error) continue;
    if (files.empty()) first = manifests::to_string(diagnostic);
    files.insert(diagnostic.file);
  }
  if (files.empty()) return {};
  return counted(files.size(), "manifest has", "manifests have") + " errors: " + first;
}

json operator_json(const OperatorView& own) {
  json list = json::array();
  for (const OperatorCondition& one : own.conditions) {
    json condition = condition_json(one.type, one.condition);
    condition["nextStep"] = catalogue_entry(one.condition.reason).fix;
    list.push_back(std::move(condition));
  }
  json held = json::array();
  for (const HeldChange& change : own.held) held.push_back(held_json(change));
  json clusters = json::object();
  for (const auto& [verdict, count] : own.clusters) clusters[std::string(to_string(verdict))] = count;
  json one = {{"version", own.version},
              {"conditions", std::move(list)},
              {"held", std::move(held)},
              {"clusters", std::move(clusters)}};
  if (own.started != WallTime{}) put_time(one, "startedAt", own.started);
  put_text(one, "controlSocket", own.control_socket);
  put_text(one, "changesHeld", own.changes_held);
  return one;
}

json account_json(const AccountView& account) {
  json one = {{"account", account.account_id},
              {"gateOpen", account.gate_open},
              {"budgetTokens", account.budget_tokens},
              {"callsInFlight", account.calls_in_flight},
              {"sweepsComplete", account.sweeps_complete},
              {"sweepsFailed", account.sweeps_failed},
              {"clustersSeen", account.clusters_seen}};
  if (!account.gate_open) {
    one["gateReason"] = to_string(account.gate_reason);
    one["gateFailures"] = account.gate_failures;
    put_text(one, "gateMessage", account.gate_message);
    put_time(one, "gateRetryAt", account.gate_retry_at);
    one["gateOf"] = account.gate_changes_only ? "changes" : "all";
  }
  put_text(one, "listProblem", account.list_problem);
  put_time(one, "lastSuccess", account.last_success);
  put_time(one, "lastFullObservation", account.last_full_observation);
  if (account.observation_age) {
    one["observationAgeSeconds"] = std::chrono::duration<double>(*account.observation_age).count();
  }
  return one;
}

json manifests_json(const manifests::Snapshot& snapshot) {
  json diagnostics = json::array();
  for (const auto& diagnostic : snapshot.diagnostics) diagnostics.push_back(diagnostic_json(diagnostic));
  json duplicates = json::array();
  for (const auto& duplicate : snapshot.duplicates) {
    json origins = json::array();
    for (const auto& origin : duplicate.origins) origins.push_back(origin_json(origin));
    duplicates.push_back({{"resourceName", api::to_string(duplicate.key)}, {"origins", std::move(origins)}});
  }
  json one = {{"source", snapshot.revision.source},
              {"manifests", snapshot.manifests.size()},
              {"files", snapshot.files},
              {"brokenFiles", snapshot.broken_files},
              {"errors", manifest_errors(snapshot)},
              {"ignoredFiles", snapshot.ignored_files},
              {"absenceIsMeaningful", snapshot.absence_is_meaningful},
              {"duplicates", std::move(duplicates)},
              {"diagnostics", std::move(diagnostics)}};
  put_text(one, "removalHold", snapshot.removal_hold);
  put_text(one, "commit", snapshot.revision.commit);
  put_text(one, "author", snapshot.revision.author);
  put_text(one, "subject", snapshot.revision.subject);
  put_time(one, "time", snapshot.revision.time);
  return one;
}

json event_json(const Event& event) {
  json one = {{"time", format_rfc3339(event.time)},
              {"account", event.key.account_id},
              {"clusterId", event.key.cluster_id},
              {"type", event.type == EventType::Normal ? "Normal" : "Warning"},
              {"reason", to_string(event.reason)},
              {"message", event.call ? call_sentence(*event.call) : event.message}};
  if (event.call) one["call"] = call_json(*event.call);
  if (event.reconcile_id != 0) one["reconcileId"] = event.reconcile_id;
  return one;
}

json catalogue_json() {
  json list = json::array();
  for (const CatalogueEntry& entry : catalogue()) {
    list.push_back({{"reason", entry.name}, {"meaning", entry.meaning}, {"fix", entry.fix}});
  }
  return list;
}

std::string json_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace fwop::controller
