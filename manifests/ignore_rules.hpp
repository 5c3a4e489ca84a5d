#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/base/or_why_not.hpp"

namespace fwop::manifests {

/// The file that says what a source leaves out, in the syntax of .gitignore. It is at the root of a folder
/// or, in Git, of the folder that is read.
inline constexpr std::string_view kIgnoreFile = ".fireworksignore";
inline constexpr std::size_t kMaxIgnoreFile = 1024 * 1024;

/// The rules of one such file, as libgit2 understands them. Not thread-safe.
class IgnoreRules {
 public:
  /// Ignores nothing.
  IgnoreRules() = default;
  /// The error is one line that says what is wrong with the file.
  static OrWhyNot<IgnoreRules> parse(std::string_view text);

  /// True if they cover `path`, which is relative to the folder of the rules; the path of a folder ends with
  /// a slash. Everything in a covered folder is covered too.
  [[nodiscard]] bool cover(const std::string& path) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fwop::manifests
