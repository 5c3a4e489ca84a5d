#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/diagnostic.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {

/// Collects a bounded number of diagnostics of one file. It takes positions as yaml-cpp counts (columns in
/// bytes) and reports them as editors count (in code points).
class Reporter {
 public:
  /// `text` must outlive the reporter.
  Reporter(std::string_view file, std::string_view text);

  void error(Position at, std::string rule, std::string field, std::string message);
  void warning(Position at, std::string rule, std::string field, std::string message);

  /// Errors so far, those beyond the bound included.
  [[nodiscard]] std::size_t errors() const { return errors_; }
  /// True if the bound is reached: further ones are only counted.
  [[nodiscard]] bool full() const;
  [[nodiscard]] Position for_people(Position at) const;
  std::vector<Diagnostic> take();

 private:
  void add(Severity severity, Position at, std::string rule, std::string field, std::string message);

  std::string file_;
  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace fwop::manifests
