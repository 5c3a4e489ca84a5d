#pragma once

#include <string>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// The manual page of `app`, its commands and every flag of theirs (man(7), section 1).
std::string man_page(const CLI::App& app, const std::string& version);

}  // namespace fwop::controller::cli
