#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// What may stand in the place of a word.
struct Completions {
  enum class Others { None, Files, Folders };
  struct Candidate {
    std::string word;  ///< The whole word; of `--flag=VALUE` the value alone.
    std::string what;  ///< For people; may be empty.
  };
  std::vector<Candidate> candidates;
  /// What of the file system may stand there as well, for the shell to list.
  Others others = Others::None;
};

/// For the last of `words`, those after the program's name; the last is what has been typed of it so far and
/// may be empty. `clusters` gives the names of clusters, and is asked only where one may stand.
Completions complete(const CLI::App& app, const std::vector<std::string>& words,
                     const std::function<std::vector<std::string>()>& clusters);

/// The script that has `shell` (bash, zsh or fish) ask `fireworks-operator __complete`; empty for another
/// shell.
std::string completion_script(const std::string& shell);

}  // namespace fwop::controller::cli
