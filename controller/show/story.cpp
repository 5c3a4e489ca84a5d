#include "controller/show/story.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/model/event.hpp"
#include "controller/model/reason.hpp"
#include "controller/show/age.hpp"
#include "controller/show/api_call_text.hpp"
#include "controller/show/json_fields.hpp"
#include "manifests/diagnostic.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

constexpr std::size_t kLabel = 14;
constexpr std::size_t kReason = 22;
constexpr std::size_t kEventsOfWhy = 8;

bool flag_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string line(const std::string& label, const std::string& text) {
  return text.empty() ? "" : "  " + pad(label, kLabel) + text + "\n";
}

/// "2026-11-23T12:00:00Z (5m ago)", or "(in 5m)".
std::string moment(const json& object, const char* name, WallTime now) {
  const std::string text = printable_text_of(object, name);
  const auto time = parse_rfc3339(text);
  if (!time) return {};
  const std::string shown = format_to_the_second(*time);
  return shown + (*time <= now ? " (" + age_text(time, now) + " ago)" : " (in " + age_text(now, *time) + ")");
}

std::string title(const json& cluster) {
  return printable_text_of(cluster, "name") + " (" + account_and_id_of(cluster) +
         "): " + printable_text_of(cluster, "verdict") + ", " + printable_text_of(cluster, "reason") + "\n";
}

std::string declared_at(const json& cluster) {
  if (!flag_of(cluster, "declared")) return "no manifest declares it now";
  const auto origin = cluster.find("origin");
  std::string text = "yes";
  if (origin != cluster.end() && origin->is_object())
    text = manifests::place_text(printable_text_of(*origin, "file"),
                                 static_cast<int>(number_of(*origin, "line")));
  if (flag_of(cluster, "staleManifest"))
    text += ", whose file is broken now: its last good version is in force";
  return text;
}

std::string drift_lines(const json& cluster) {
  std::string text;
  for (const json& field : cluster.value("drift", json::array())) {
    text +=
        line("differs", printable_text_of(field, "field") + " is \"" + printable_text_of(field, "actual") +
                            "\", declared \"" + printable_text_of(field, "wanted") + "\"" +
                            (flag_of(field, "immutable") ? " (cannot be changed after create)" : ""));
  }
  return text;
}

std::string meaning_of(const std::string& reason) {
  const auto known = reason_from_name(reason);
  return known ? std::string(catalogue_entry(*known).meaning) : std::string();
}

/// The held change, unless the message already says it.
std::string held_line(const json& cluster) {
  const std::string text = printable_text_of(cluster.value("held", json::object()), "text");
  return printable_text_of(cluster, "message").find(text) == std::string::npos ? text : std::string();
}

/// A call as the story shows it.
struct ToldCall {
  std::string ending;
  std::string sent;
  bool deletes = false;
};

/// Reads the one sentence that earlier releases kept of a call.
ToldCall call_of_sentence(const std::string& sentence) {
  const auto mark = sentence.find(kSentMark);
  if (mark == std::string::npos) return {sentence, "", sentence.starts_with("delete")};
  return {sentence.substr(0, mark), sentence.substr(mark + std::string_view(kSentMark).size()),
          sentence.starts_with("delete")};
}

ToldCall told_call(const json& event) {
  const auto call = event.find("call");
  if (call == event.end() || !call->is_object()) return call_of_sentence(printable_text_of(event, "message"));
  const ApiCall made = call_of_json(*call);
  return {call_ending(made), call_sent(made), made.verb == api::Verb::Delete};
}

bool is_call(const json& event) { return printable_text_of(event, "reason") == to_string(Reason::ApiCall); }

/// The event's message. For a call, only how it ended, not what it sent.
std::string short_message(const json& event) {
  return is_call(event) ? told_call(event).ending : printable_text_of(event, "message");
}

std::string call_lines(const char* label, const ToldCall& call) {
  return line(label, call.ending) + line("which sent", call.sent);
}

std::string event_lines(const json& events, std::size_t most, WallTime now) {
  std::string text;
  std::size_t shown = 0;
  for (const json& event : events) {
    if (shown++ == most) return text + "  … and " + std::to_string(events.size() - most) + " before\n";
    const auto time = parse_rfc3339(printable_text_of(event, "time"));
    const std::string at = time ? format_to_the_second(*time) : printable_text_of(event, "time");
    text += "  " + at + pad("  " + age_text(time, now), 6) + "  " +
            pad(printable_text_of(event, "reason"), kReason) + "  " + short_message(event) + "\n";
  }
  return text;
}

/// Null when there is none.
const json* newest_event(const json& events, Reason reason) {
  for (const json& event : events) {
    if (printable_text_of(event, "reason") == to_string(reason)) return &event;
  }
  return nullptr;
}

/// The message of the newest event with that reason; empty if there is none.
std::string newest(const json& events, Reason reason) {
  const json* event = newest_event(events, reason);
  return event == nullptr ? std::string() : printable_text_of(*event, "message");
}

std::string last_error(const json& cluster) {
  const std::string error = printable_text_of(cluster, "lastError");
  return error.empty() ? "" : "; the last: " + error;
}

std::string next_lines(const json& cluster, WallTime now) {
  std::string text = line("next step", printable_text_of(cluster, "nextStep"));
  const bool resting = flag_of(cluster, "settled") && number_of(cluster, "failures") == 0;
  text += line(resting ? "next look" : "next try", moment(cluster, "nextTry", now));
  text += line("expected", moment(cluster, "expectedReady", now));
  if (const auto failures = number_of(cluster, "failures"); failures > 0)
    text += line("failures", std::to_string(failures) + " in a row" + last_error(cluster));
  return text;
}

}  // namespace

std::string why_text(const json& cluster, const json& events, WallTime now) {
  std::string text = title(cluster);
  text += line("because", printable_text_of(cluster, "message"));
  text += line("held", held_line(cluster));
  // For a removal that waits for its grace, the message says everything; the reason's meaning is more
  // general.
  if (printable_text_of(cluster.value("held", json::object()), "by") != "grace")
    text += line("that means", meaning_of(printable_text_of(cluster, "reason")));
  text += line("declared", declared_at(cluster));
  text += line("since", newest(events, Reason::Declared));
  text += drift_lines(cluster);
  text += line("at the API", printable_text_of(cluster, "state") +
                                 (flag_of(cluster, "owned") ? ", ours" : ", not ours") +
                                 (printable_text_of(cluster, "observedAt").empty()
                                      ? ", not looked at yet"
                                      : ", seen " + moment(cluster, "observedAt", now)));
  if (const json* call = newest_event(events, Reason::ApiCall))
    text += call_lines("last call", told_call(*call));
  text += next_lines(cluster, now);
  if (!events.empty()) text += "what happened, newest first\n" + event_lines(events, kEventsOfWhy, now);
  return text;
}

std::string description_text(const json& cluster, const json& events, WallTime now) {
  std::string text = title(cluster);
  text += line("resource", printable_text_of(cluster, "resourceName"));
  text += line("region", printable_text_of(cluster, "region"));
  const json labels = cluster.value("labels", json::object());
  for (const auto& [name, value] : labels.items())
    text +=
        line("label", printable(name) + "=" + (value.is_string() ? printable(value.get<std::string>()) : ""));
  text += line("declared", declared_at(cluster));
  text += line("generation", std::to_string(number_of(cluster, "generation")) + ", observed " +
                                 std::to_string(number_of(cluster, "observedGeneration")));
  text += line("state", printable_text_of(cluster, "state"));
  text += line("owned", flag_of(cluster, "owned") ? "yes" : "no");
  text += line("first seen", moment(cluster, "firstSeen", now));
  text += line("observed", moment(cluster, "observedAt", now));
  text += line("ready since", moment(cluster, "readySince", now));
  text += drift_lines(cluster);
  text += line("message", printable_text_of(cluster, "message"));
  text += line("held", held_line(cluster));
  text += next_lines(cluster, now);
  text += "conditions\n";
  for (const json& condition : cluster.value("conditions", json::array())) {
    text += "  " + pad(printable_text_of(condition, "type"), kLabel) +
            pad(printable_text_of(condition, "status"), 9) +
            pad(printable_text_of(condition, "reason"), kReason) + "  " +
            moment(condition, "lastTransitionTime", now) + "\n";
  }
  text += "events, newest first\n" + event_lines(events, events.size() + 1, now);
  return text;
}

std::string gone_text(const json& events, WallTime now) {
  const json none = json::object();
  const json& last = events.empty() ? none : events.front();
  const json* deleted = newest_event(events, Reason::Deleted);
  const json* end = deleted;
  for (const Reason reason : {Reason::Released, Reason::Abandoned}) {
    if (end == nullptr) end = newest_event(events, reason);
  }
  std::string text = account_and_id_of(last) + (deleted != nullptr ? ": deleted, and gone\n"
                                                : end != nullptr   ? ": not managed any more\n"
                                                                   : ": not declared, and not ours\n");
  if (end != nullptr)
    text += line(deleted != nullptr ? "deleted" : "let go",
                 moment(*end, "time", now) + ": " + printable_text_of(*end, "message"));
  text += line("because", newest(events, Reason::RemovalPending));
  text += line("released", newest(events, Reason::HoldReleased));
  for (const json& event : events) {
    if (!is_call(event)) continue;
    const ToldCall call = told_call(event);
    if (!call.deletes) continue;
    text += call_lines("by the call", call);
    break;
  }
  return text + "what happened, newest first\n" + event_lines(events, events.size() + 1, now);
}

}  // namespace fwop::controller
