#pragma once

#include <string>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// The manual page (roff, section 1) of `app`, its commands and all their flags.
std::string man_page(const CLI::App& app, const std::string& version);

}  // namespace fwop::controller::cli
