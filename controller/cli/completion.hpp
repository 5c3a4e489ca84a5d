#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// The possible completions of a word.
struct Completions {
  enum class Others { None, Files, Folders };
  struct Candidate {
    std::string word;  ///< The whole word; for `--flag=VALUE` only the value.
    std::string what;  ///< Its description; may be empty.
  };
  std::vector<Candidate> candidates;
  /// Whether files or folders are possible too. The shell lists them.
  Others others = Others::None;
};

/// The completions of the last of `words`, which may be empty. `words` are the words after the program's
/// name. `clusters` returns the names of clusters; it is called only where a cluster is possible.
Completions complete(const CLI::App& app, const std::vector<std::string>& words,
                     const std::function<std::vector<std::string>()>& clusters);

/// The completion script for `shell` (bash, zsh or fish), which calls `fireworks-operator __complete`; empty
/// for another shell.
std::string completion_script(const std::string& shell);

}  // namespace fwop::controller::cli
