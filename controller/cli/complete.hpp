#pragma once

#include <string>
#include <vector>

namespace fwop::controller::cli {

/// For shell completion: prints the candidates for the last of `words`. `words` are the words after the
/// program's name; the last one may be unfinished or empty. Returns 0.
int print_completions(const std::vector<std::string>& words);

}  // namespace fwop::controller::cli
