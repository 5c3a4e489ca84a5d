#include "controller/show/status_text.hpp"

#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/show/age.hpp"
#include "controller/show/json_fields.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

constexpr std::size_t kLabel = 16;
constexpr std::size_t kErrorsShown = 5;
constexpr std::size_t kHeldShown = 10;

/// The array of that name; empty when there is none.
json list_of(const json& object, const char* name) {
  if (!object.is_object()) return json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : json::array();
}

/// The object of that name; an empty one when there is none.
json object_of(const json& object, const char* name) {
  if (!object.is_object()) return json::object();
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : json::object();
}

bool is_open(const json& account) {
  if (!account.is_object()) return true;
  const auto found = account.find("gateOpen");
  return found == account.end() || !found->is_boolean() || found->get<bool>();
}

std::string line(const std::string& label, const std::string& text) {
  return text.empty() ? "" : pad(label, kLabel) + text + "\n";
}

std::string since(const json& object, const char* name, WallTime now) {
  const auto time = parse_rfc3339(printable_text_of(object, name));
  if (!time) return {};
  return " since " + format_to_the_second(*time) + " (" + age_text(time, now) + ")";
}

/// "1 Failed, 3 Ready"; with `only_bad`, only the verdicts that need a look.
std::string verdicts(const json& own, bool only_bad) {
  std::string text;
  for (const char* verdict : {"Failed", "Degraded", "Unknown", "Progressing", "Suspended", "Ready"}) {
    if (only_bad && std::string_view(verdict) == "Progressing") break;
    const auto count = number_of(object_of(own, "clusters"), verdict);
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + verdict;
  }
  return text;
}

std::string source_lines(const OperatorReport& report) {
  const json& manifests = report.manifests;
  if (const std::string error = printable_text_of(manifests, "error"); !error.empty())
    return line("manifests", error);
  std::string source = printable_text_of(manifests, "source");
  if (const std::string commit = printable_text_of(manifests, "commit"); !commit.empty())
    source += " at " + manifests::short_commit(commit) + ", \"" + printable_text_of(manifests, "subject") +
              "\" by " + printable_text_of(manifests, "author");
  std::string text = line("source", source);
  text += line("manifests", std::to_string(number_of(manifests, "manifests")) + " clusters in " +
                                std::to_string(number_of(manifests, "files")) + " files, " +
                                std::to_string(number_of(manifests, "brokenFiles")) + " of them broken");
  std::size_t shown = 0;
  std::size_t errors = 0;
  for (const json& diagnostic : list_of(manifests, "diagnostics")) {
    if (printable_text_of(diagnostic, "severity") != "error") continue;
    if (++errors <= kErrorsShown) text += line("", printable_text_of(diagnostic, "text"));
    shown = std::min(errors, kErrorsShown);
  }
  if (errors > shown) text += line("", "… and " + std::to_string(errors - shown) + " errors more");
  if (const std::string hold = printable_text_of(manifests, "removalHold"); !hold.empty())
    text += line("removals", "wait: " + hold);
  return text;
}

std::string condition_lines(const json& own, WallTime now) {
  std::string text;
  for (const json& condition : list_of(own, "conditions")) {
    std::string told = printable_text_of(condition, "status") + ", " + printable_text_of(condition, "reason");
    if (const std::string message = printable_text_of(condition, "message"); !message.empty())
      told += ": " + message;
    text += line(printable_text_of(condition, "type"), told + since(condition, "lastTransitionTime", now));
  }
  return text;
}

std::string account_lines(const json& accounts, WallTime now) {
  std::string text;
  for (const json& account : list_of(accounts, "accounts")) {
    std::string told = std::to_string(number_of(account, "clustersSeen")) + " clusters seen";
    const auto seen = parse_rfc3339(printable_text_of(account, "lastFullObservation"));
    told += seen ? ", " + age_text(seen, now) + " ago" : std::string(", not observed yet");
    if (const std::string problem = printable_text_of(account, "listProblem"); !problem.empty())
      told += ", cannot be listed: " + problem;
    if (!is_open(account))
      told += std::string(printable_text_of(account, "gateOf") == "changes" ? ", changes wait: "
                                                                            : ", calls wait: ") +
              printable_text_of(account, "gateReason") + ", " + printable_text_of(account, "gateMessage");
    text += line("account", printable_text_of(account, "account") + ": " + told);
  }
  return text;
}

std::string held_lines(const json& own) {
  const json held = list_of(own, "held");
  if (held.empty()) return line("held", "nothing");
  std::string text;
  std::size_t shown = 0;
  for (const json& one : held) {
    if (shown++ == kHeldShown)
      return text +
             line("", "… and " + std::to_string(held.size() - kHeldShown) + " more: `brake` lists all");
    text += line(shown == 1 ? "held" : "", account_and_id_of(one) + ": " + printable_text_of(one, "text"));
  }
  return text;
}

}  // namespace

std::string status_text(const OperatorReport& report, WallTime now) {
  const json& own = report.own;
  std::string text = "fireworks-operator " + printable_text_of(own, "version") + ", running" +
                     since(own, "startedAt", now) + "\n";
  text += source_lines(report);
  text += condition_lines(own, now);
  text += account_lines(report.accounts, now);
  const std::string all = verdicts(own, false);
  text += line("clusters", all.empty() ? "none" : all);
  text += line("changes", printable_text_of(own, "changesHeld"));
  text += held_lines(own);
  const std::string socket = printable_text_of(own, "controlSocket");
  text += line("commands", socket.empty() ? "no socket: it takes none" : "at " + socket);
  return text;
}

bool all_is_well(const OperatorReport& report) {
  for (const json& condition : list_of(report.own, "conditions")) {
    if (printable_text_of(condition, "status") != "True") return false;
  }
  for (const json& account : list_of(report.accounts, "accounts")) {
    if (!is_open(account) || !printable_text_of(account, "listProblem").empty()) return false;
  }
  if (!list_of(report.own, "held").empty()) return false;
  const bool read = printable_text_of(report.manifests, "error").empty() &&
                    printable_text_of(report.manifests, "errors").empty();
  return read && printable_text_of(report.own, "changesHeld").empty() && verdicts(report.own, true).empty();
}

}  // namespace fwop::controller
