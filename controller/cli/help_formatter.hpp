#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace fwop::controller::cli {

/// Help within 80 columns: a flag with its default instead of its type, without its checks and its
/// environment variable, whose rule is in the footer. Groups of flags that a newcomer needs not are named,
/// and shown by
/// --help-all.
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
  // Of the help that is being made.
  mutable bool show_all_ = false;
  mutable std::string left_out_;
};

/// "--output =text", "--junit FILE", "-h,--help", "PATH...": as help and man page show a flag. With `names`
/// only those.
std::string flag_text(const CLI::Option& option);

}  // namespace fwop::controller::cli
