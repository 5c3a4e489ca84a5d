#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace fwop::controller::cli {

/// What is wrong with a command line that could not be read, in one line, with the nearest command or flag
/// where one is near. `words` are those after the program's name.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error,
                        const std::vector<std::string>& words);

}  // namespace fwop::controller::cli
