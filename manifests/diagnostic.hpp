#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fwop::manifests {

enum class Severity { Error, Warning };

/// Something a person should know about a manifest, and where it is.
struct Diagnostic {
  std::string file;  ///< Or a resource, as in an Origin.
  int line = 0;      ///< From 1; 0 when it is about the whole file, or when there are no lines.
  int column = 0;    ///< From 1; 0 when it is about the whole line.
  Severity severity = Severity::Error;
  std::string rule;  ///< Stable CamelCase name of what was checked, such as "UnknownField".
  std::string message;
  std::string field;  ///< Path within the document, such as "spec.eksCluster.region"; may be empty.

  bool operator==(const Diagnostic&) const = default;
};

/// `file:line:column`, leaving out a line or column that is 0. Every text that names a place has it from
/// here.
std::string place_text(std::string_view file, int line, int column = 0);

/// `file:line`, or `file` alone.
std::string place_of(const Diagnostic& diagnostic);

/// `file:line:column: error: message [rule]`, leaving out a line or column that is 0.
std::string to_string(const Diagnostic& diagnostic);

/// By file, line, column, then message.
void sort_diagnostics(std::vector<Diagnostic>& diagnostics);

/// True if at most `mistakes` typing errors separate the two. Case and separators do not count.
bool is_nearly(std::string_view a, std::string_view b, std::size_t mistakes);

/// The one of `known` nearest to `name` by edit distance (case and separators count little), or empty if none
/// is near enough.
std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace fwop::manifests
