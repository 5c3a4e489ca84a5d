#include "manifests/reporter.hpp"

#include <algorithm>
#include <utility>

namespace fwop::manifests {
namespace {

/// More than anybody reads; one bad file must not fill the memory.
constexpr std::size_t kMaxDiagnosticsPerFile = 1000;

}  // namespace

Reporter::Reporter(std::string_view file, std::string_view text) : file_(file), text_(text), line_starts_{0} {
  for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
    line_starts_.push_back(i + 1);
  }
}

void Reporter::error(Position at, std::string rule, std::string field, std::string message) {
  add(Severity::Error, at, std::move(rule), std::move(field), std::move(message));
}

void Reporter::warning(Position at, std::string rule, std::string field, std::string message) {
  add(Severity::Warning, at, std::move(rule), std::move(field), std::move(message));
}

Position Reporter::for_people(Position at) const {
  if (at.line < 1 || at.column < 1 || static_cast<std::size_t>(at.line) > line_starts_.size()) return at;
  const std::size_t start = line_starts_[static_cast<std::size_t>(at.line) - 1];
  const std::string_view before = text_.substr(start, static_cast<std::size_t>(at.column) - 1);
  return {.line = at.line, .column = 1 + static_cast<int>(count_code_points(before))};
}

void Reporter::add(Severity severity, Position at, std::string rule, std::string field, std::string message) {
  if (severity == Severity::Error) ++errors_;
  if (diagnostics_.size() == kMaxDiagnosticsPerFile) {
    ++left_out_;
    return;
  }
  const Position shown = for_people(at);
  diagnostics_.push_back({.file = file_,
                          .line = shown.line,
                          .column = shown.column,
                          .severity = severity,
                          .rule = std::move(rule),
                          .message = std::move(message),
                          .field = std::move(field)});
}

std::vector<Diagnostic> Reporter::take() {
  if (left_out_ > 0) {
    diagnostics_.push_back({.file = file_,
                            .severity = errors_ > 0 ? Severity::Error : Severity::Warning,
                            .rule = "TooManyDiagnostics",
                            .message = std::to_string(left_out_) + " more are not shown"});
  }
  sort_diagnostics(diagnostics_);
  return std::exchange(diagnostics_, {});
}

}  // namespace fwop::manifests
