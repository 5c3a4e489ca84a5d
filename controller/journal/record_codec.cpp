#include "controller/journal/record_codec.hpp"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/clusters/json.hpp"
#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

using api::JsonWriter;
using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;
using nlohmann::json;

constexpr std::size_t kUsualBody = 1536;

/// The value among `known` with that name; `least`, which does the least, if there is none.
template <class T, std::size_t N>
T named(std::string_view name, const std::array<T, N>& known, T least) {
  for (const T value : known) {
    if (to_string(value) == name) return value;
  }
  return least;
}

// ---- Writing. Default values are left out.

void put_time(JsonWriter& out, std::string_view name, const std::optional<WallTime>& time) {
  if (time) out.field(name, to_nanoseconds(*time));
}

void put_count(JsonWriter& out, std::string_view name, std::uint64_t count) {
  if (count != 0) out.field(name, count);
}

void put_spec(JsonWriter& out, std::string_view name, const std::shared_ptr<const api::ClusterSpec>& spec) {
  if (!spec) return;
  out.begin_object(name);
  api::write_spec(out, *spec);
  out.end_object();
}

void put_flag(JsonWriter& out, std::string_view name, bool value) {
  if (value) out.field(name, value);
}

/// The members that have no column of their own.
void put_intent(JsonWriter& out, const Boxed<Intent>& intent) {
  if (!intent) return;
  put_spec(out, "intentSpec", intent->spec);
  put_flag(out, "intentAnswerLost", intent->answer_lost);
  put_flag(out, "intentAccepted", intent->accepted);
  put_flag(out, "intentEnded", intent->ended);
  put_time(out, "intentArrivesBy", intent->arrives_by);
  put_time(out, "intentOpenUntil", intent->open_until);
  if (!intent->asked) return;
  out.begin_object("intentAsked");
  out.field("earliest", to_nanoseconds(intent->asked->earliest));
  out.field("latest", to_nanoseconds(intent->asked->latest));
  out.end_object();
}

void put_suspension(JsonWriter& out, const Boxed<manifests::Suspension>& suspension) {
  if (!suspension) return;
  out.begin_object("suspend");
  out.field("reason", std::string_view(suspension->reason));
  out.field("owner", std::string_view(suspension->owner));
  put_time(out, "until", suspension->until);
  out.end_object();
}

void put_policy(JsonWriter& out, const manifests::Policy& policy) {
  out.begin_object("policy");
  out.field("adoption", to_string(policy.adoption));
  out.field("drift", to_string(policy.drift));
  out.field("onFailed", to_string(policy.on_failed));
  put_suspension(out, policy.suspend);
  out.end_object();
}

void put_conditions(JsonWriter& out, const Conditions& conditions) {
  out.begin_object("conditions");
  for (const ConditionType type : kAllConditionTypes) {
    const Condition& condition = conditions[type];
    out.begin_object(to_string(type));
    out.field("status", to_string(condition.status));
    out.field("reason", to_string(condition.reason));
    if (condition.message) out.field("message", std::string_view(*condition.message));
    out.field("lastTransition", to_nanoseconds(condition.last_transition));
    put_count(out, "observedGeneration", condition.observed_generation);
    out.end_object();
  }
  out.end_object();
}

std::string body_of(const Record& record) {
  std::string body;
  body.reserve(kUsualBody);
  JsonWriter out(body);
  out.begin_object();
  put_count(out, "generation", record.generation);
  put_count(out, "appliedGeneration", record.applied_generation);
  put_count(out, "digest", record.digest);
  put_policy(out, record.policy);
  put_suspension(out, record.suspend);
  if (record.adopt_once) {
    out.begin_object("adoptOnce");
    put_time(out, "incarnation", record.adopt_once->incarnation);
    put_count(out, "digest", record.adopt_once->digest);
    out.end_object();
  }
  out.field("firstSeen", to_nanoseconds(record.first_seen));
  put_count(out, "recreations", record.recreations);
  put_count(out, "bounces", record.bounces);
  put_conditions(out, record.conditions);
  put_time(out, "incarnation", record.incarnation);
  put_time(out, "createSent", record.create_sent);
  put_time(out, "readySince", record.ready_since);
  put_time(out, "lastRecreation", record.last_recreation);
  put_spec(out, "applied", record.applied);
  if (record.was_ready != record.ready_since.has_value()) out.field("wasReady", record.was_ready);
  put_intent(out, record.intent);
  if (record.brake) {
    out.begin_object("brake");
    out.field("verb", stored_name(record.brake->verb));
    out.field("released", record.brake->released);
    out.end_object();
  }
  out.end_object();
  return body;
}

// ---- Reading. A value of a wrong type throws json::exception, which decode_record() turns into an error.

std::optional<WallTime> take_time(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return from_nanoseconds(found->get<std::int64_t>());
}

boost::system::result<std::shared_ptr<const api::ClusterSpec>, api::DecodeError> take_spec(const json& object,
                                                                                           const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::shared_ptr<const api::ClusterSpec>();
  auto spec = api::spec_from_json(*found);
  if (!spec) return spec.error();
  return std::shared_ptr<const api::ClusterSpec>(std::make_shared<api::ClusterSpec>(std::move(*spec)));
}

Boxed<manifests::Suspension> take_suspension(const json& object) {
  const auto found = object.find("suspend");
  if (found == object.end() || found->is_null()) return {};
  return manifests::Suspension{found->value("reason", ""), found->value("owner", ""),
                               take_time(*found, "until")};
}

manifests::Policy take_policy(const json& body, std::string_view deletion) {
  manifests::Policy policy;
  policy.deletion = named(deletion, std::array{Deletion::Retain, Deletion::Delete}, Deletion::Retain);
  const json object = body.value("policy", json::object());
  policy.adoption =
      named(object.value("adoption", "IfIdentical"),
            std::array{Adoption::Never, Adoption::IfIdentical, Adoption::Always}, Adoption::Never);
  policy.drift = named(object.value("drift", "Heal"), std::array{Drift::Heal, Drift::Report}, Drift::Report);
  policy.on_failed =
      named(object.value("onFailed", "Hold"), std::array{OnFailed::Hold, OnFailed::Recreate}, OnFailed::Hold);
  policy.suspend = take_suspension(object);
  return policy;
}

Conditions take_conditions(const json& body) {
  Conditions conditions;
  const json object = body.value("conditions", json::object());
  for (const ConditionType type : kAllConditionTypes) {
    const auto found = object.find(std::string(to_string(type)));
    if (found == object.end()) continue;
    Condition& condition = conditions[type];
    condition.status =
        named(found->value("status", "Unknown"),
              std::array{ConditionStatus::True, ConditionStatus::False, ConditionStatus::Unknown},
              ConditionStatus::Unknown);
    condition.reason = reason_from_stored(found->value("reason", ""));
    if (std::string text = found->value("message", ""); !text.empty()) condition.message = std::move(text);
    condition.last_transition = take_time(*found, "lastTransition").value_or(WallTime{});
    condition.observed_generation = found->value("observedGeneration", std::uint64_t{0});
  }
  return conditions;
}

boost::system::result<Boxed<Intent>, api::DecodeError> take_intent(const RecordRow& row, const json& body) {
  if (!row.intent) return Boxed<Intent>();
  const auto verb = verb_from_stored(*row.intent);
  if (!verb) return api::DecodeError{"unknown intent \"" + *row.intent + "\""};
  auto spec = take_spec(body, "intentSpec");
  if (!spec) return spec.error();
  Intent intent{*verb, std::move(*spec), from_nanoseconds(row.intent_written.value_or(0)),
                static_cast<std::uint32_t>(row.intent_attempt.value_or(1))};
  intent.answer_lost = body.value("intentAnswerLost", false);
  intent.accepted = body.value("intentAccepted", false);
  intent.ended = body.value("intentEnded", false);
  intent.arrives_by = take_time(body, "intentArrivesBy");
  intent.open_until = take_time(body, "intentOpenUntil");
  if (const auto asked = body.find("intentAsked"); asked != body.end()) {
    const auto earliest = take_time(*asked, "earliest");
    const auto latest = take_time(*asked, "latest");
    if (earliest && latest) intent.asked = ServerMoment{*earliest, *latest};
  }
  return Boxed<Intent>(std::move(intent));
}

boost::system::result<Record, api::DecodeError> take_record(const RecordRow& row) {
  const json body = json::parse(row.body);
  Record record;
  record.key = {row.account_id, row.cluster_id};
  record.owned = row.owned;
  record.ever_seen = row.ever_seen;
  record.incarnation = take_time(body, "incarnation");
  auto intent = take_intent(row, body);
  if (!intent) return intent.error();
  record.intent = std::move(*intent);
  auto applied = take_spec(body, "applied");
  if (!applied) return applied.error();
  record.applied = std::move(*applied);
  record.generation = body.value("generation", std::uint64_t{0});
  record.applied_generation = body.value("appliedGeneration", std::uint64_t{0});
  record.digest = body.value("digest", std::uint64_t{0});
  record.policy = take_policy(body, row.deletion);
  record.suspend = take_suspension(body);
  if (const auto once = body.find("adoptOnce"); once != body.end())
    record.adopt_once = AdoptOnce{take_time(*once, "incarnation"), once->value("digest", std::uint64_t{0})};
  record.first_seen = take_time(body, "firstSeen").value_or(WallTime{});
  record.create_sent = take_time(body, "createSent");
  record.ready_since = take_time(body, "readySince");
  // wasReady is written only where it differs from this.
  record.was_ready = body.value("wasReady", record.ready_since.has_value());
  record.recreations = body.value("recreations", std::uint32_t{0});
  record.last_recreation = take_time(body, "lastRecreation");
  record.bounces = body.value("bounces", std::uint32_t{0});
  if (const auto hold = body.find("brake"); hold != body.end()) {
    const auto verb = verb_from_stored(hold->at("verb").get<std::string>());
    if (!verb) return api::DecodeError{"the brake holds an unknown verb"};
    record.brake = BrakeHold{*verb, hold->value("released", false)};
  }
  record.conditions = take_conditions(body);
  return record;
}

JournalError unreadable(const RecordRow& row, std::string_view why) {
  return {"the record of " + api::to_string(api::ClusterKey{row.account_id, row.cluster_id}) +
              " does not read: " + std::string(why),
          false};
}

}  // namespace

RecordRow encode_record(const Record& record) {
  RecordRow row;
  row.account_id = record.key.account_id;
  row.cluster_id = record.key.cluster_id;
  row.owned = record.owned;
  row.ever_seen = record.ever_seen;
  row.deletion = to_string(record.policy.deletion);
  if (record.intent) {
    row.intent = stored_name(record.intent->verb);
    row.intent_written = to_nanoseconds(record.intent->written);
    row.intent_attempt = record.intent->attempt;
  }
  row.body = body_of(record);
  return row;
}

boost::system::result<Record, JournalError> decode_record(const RecordRow& row) {
  try {
    auto record = take_record(row);
    if (!record) return unreadable(row, record.error().message);
    return std::move(*record);
  } catch (const json::exception& error) {
    return unreadable(row, error.what());
  }
}

}  // namespace fwop::controller
