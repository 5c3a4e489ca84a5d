#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace fwop::controller::cli {

/// Formats help in 80 columns. Shows a flag with its default instead of its type, without its checks and its
/// environment variable; the footer has the rule for those. Groups of flags that a new user does not need are
/// only named; --help-all shows them.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_group(std::string group, bool positional,
                         std::vector<const CLI::Option*> options) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_option(const CLI::Option* option, bool positional) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_footer(const CLI::App* app) const override;

 private:
  // State of the make_help() call in progress.
  mutable bool show_all_ = false;
  mutable std::string left_out_;
};

/// How the help and the man page show a flag: "--output =text", "--junit FILE", "-h,--help", "PATH...".
std::string flag_text(const CLI::Option& option);

}  // namespace fwop::controller::cli
