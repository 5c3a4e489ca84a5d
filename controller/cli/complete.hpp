#pragma once

#include <string>
#include <vector>

namespace fwop::controller::cli {

/// Answers what a shell asks while somebody types: prints what may stand in the place of the last of `words`,
/// which are those after the program's name, the unfinished one last. Returns 0.
int print_completions(const std::vector<std::string>& words);

}  // namespace fwop::controller::cli
