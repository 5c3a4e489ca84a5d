#include "controller/show/diagnostic_report.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/base/characters.hpp"
#include "api/base/text_width.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

using manifests::Diagnostic;
using manifests::Severity;
using nlohmann::json;

std::size_t count(const manifests::Snapshot& snapshot, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(snapshot.diagnostics.begin(), snapshot.diagnostics.end(),
                    [severity](const Diagnostic& diagnostic) { return diagnostic.severity == severity; }));
}

std::string_view level(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::Error ? "error" : "warning";
}

/// A relative reference of RFC 3986: a character that is not allowed in a path becomes %XX.
std::string uri_of(const std::string& file) {
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=:@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : file) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alphanumeric(c) || kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    }
  }
  return uri;
}

json result_of(const Diagnostic& diagnostic) {
  json location = {{"artifactLocation", {{"uri", uri_of(diagnostic.file)}}}};
  if (diagnostic.line > 0) {
    location["region"] = {{"startLine", diagnostic.line}};
    if (diagnostic.column > 0) location["region"]["startColumn"] = diagnostic.column;
  }
  return {{"ruleId", diagnostic.rule},
          {"level", level(diagnostic)},
          {"message", {{"text", diagnostic.message}}},
          {"locations", json::array({{{"physicalLocation", std::move(location)}}})}};
}

/// Escapes a text for the runner of GitHub Actions. In a property's value, two more characters are escaped.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else if (property && c == ':')
      out += "%3A";
    else if (property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

}  // namespace

json validation_json(const manifests::Snapshot& snapshot) {
  json diagnostics = json::array();
  for (const Diagnostic& diagnostic : snapshot.diagnostics)
    diagnostics.push_back(diagnostic_json(diagnostic));
  return {{"format", "fireworks-operator.validate/v1"},
          {"clusters", snapshot.manifests.size()},
          {"files", snapshot.files},
          {"ignored", snapshot.ignored_files},
          {"errors", count(snapshot, Severity::Error)},
          {"warnings", count(snapshot, Severity::Warning)},
          {"diagnostics", std::move(diagnostics)}};
}

json validation_sarif(const manifests::Snapshot& snapshot, const std::string& version) {
  std::set<std::string> ids;
  json results = json::array();
  for (const Diagnostic& diagnostic : snapshot.diagnostics) {
    ids.insert(diagnostic.rule);
    results.push_back(result_of(diagnostic));
  }
  json rules = json::array();
  for (const std::string& id : ids) rules.push_back({{"id", id}});
  const json driver = {{"name", "fireworks-operator"}, {"version", version}, {"rules", std::move(rules)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array({{{"tool", {{"driver", driver}}},
                                 {"columnKind", "unicodeCodePoints"},
                                 {"results", std::move(results)}}})}};
}

std::string validation_github(const manifests::Snapshot& snapshot) {
  std::string out;
  for (const Diagnostic& diagnostic : snapshot.diagnostics) {
    std::string line = "::" + std::string(level(diagnostic)) + " file=" + escaped(diagnostic.file, true);
    if (diagnostic.line > 0) line += ",line=" + std::to_string(diagnostic.line);
    if (diagnostic.column > 0) line += ",col=" + std::to_string(diagnostic.column);
    line += ",title=" + escaped(diagnostic.rule, true) + "::" + escaped(diagnostic.message, false);
    out += printable(line) + "\n";
  }
  return out;
}

}  // namespace fwop::controller
