#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace fwop::controller::cli {

/// One line that says what is wrong with a command line, and suggests the nearest command or flag. `words`
/// are the words after the program's name.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error,
                        const std::vector<std::string>& words);

}  // namespace fwop::controller::cli
