#include "manifests/diagnostic.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>

#include "api/base/characters.hpp"

namespace fwop::manifests {
namespace {

/// Longer names are no typing errors, and are slow to compare.
constexpr std::size_t kMaxComparedName = 128;

/// `name` without what people mix up: case, '-', '_', ' ' and '.'.
std::string simplified(std::string_view name) {
  std::string result;
  for (char c : name) {
    if (c == '-' || c == '_' || c == ' ' || c == '.') continue;
    result += to_lower(c);
  }
  return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` out of `a`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string place_text(std::string_view file, int line, int column) {
  std::string text(file);
  if (line <= 0) return text;
  text += ":" + std::to_string(line);
  if (column > 0) text += ":" + std::to_string(column);
  return text;
}

std::string place_of(const Diagnostic& diagnostic) { return place_text(diagnostic.file, diagnostic.line); }

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = place_text(diagnostic.file, diagnostic.line, diagnostic.column);
  text += diagnostic.severity == Severity::Error ? ": error: " : ": warning: ";
  text += diagnostic.message;
  if (!diagnostic.rule.empty()) text += " [" + diagnostic.rule + "]";
  return text;
}

void sort_diagnostics(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column, a.message) < std::tie(b.file, b.line, b.column, b.message);
  });
}

bool is_nearly(std::string_view a, std::string_view b, std::size_t mistakes) {
  if (a.size() > kMaxComparedName || b.size() > kMaxComparedName) return false;
  return edit_distance(simplified(a), simplified(b)) <= mistakes;
}

std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& known) {
  if (name.size() > kMaxComparedName) return {};
  const std::string wanted = simplified(name);
  std::string_view nearest;
  std::size_t nearest_distance = 0;
  for (const std::string_view candidate : known) {
    const std::string plain = simplified(candidate);
    const std::size_t distance = edit_distance(wanted, plain);
    // One mistake in every three characters at most: `foo` is not meant to be `kind`.
    const std::size_t allowed = std::max<std::size_t>(1, std::max(wanted.size(), plain.size()) / 3);
    if (wanted.empty() || distance > allowed) continue;
    if (nearest.empty() || distance < nearest_distance) {
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  return nearest;
}

}  // namespace fwop::manifests
