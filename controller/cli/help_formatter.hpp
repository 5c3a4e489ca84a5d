#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace fwop::controller::cli {

/// One line a flag, so that a command's help fits a screen: its default instead of its type, its checks
/// and its environment variable, whose rule is in the footer. Groups that a newcomer needs not are named, and
/// shown by --help-all.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kFlagColumns); }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_expected_max() == 0) return "";
    const std::string shown = option->get_default_str();
    return shown.empty() ? " VALUE" : " =" + shown;
  }

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    const CLI::Option* all = app->get_help_all_ptr();
    show_all_ = mode == CLI::AppFormatMode::All || (all != nullptr && all->count() > 0);
    left_out_.clear();
    std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
    for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n", at))
      help.erase(at, 1);
    return help;
  }

  std::string make_group(std::string group, bool positional,
                         std::vector<const CLI::Option*> options) const override {
    const bool further = group == "Git" || group == "Pace" || group == "Stand-in";
    if (show_all_ || !further) return CLI::Formatter::make_group(group, positional, std::move(options));
    left_out_ += (left_out_.empty() ? "" : ", ") + group;
    return {};
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string more = left_out_.empty() ? "" : "\nMore flags with --help-all: " + left_out_ + ".\n";
    return more + CLI::Formatter::make_footer(app);
  }

 private:
  // Of the help that is being made.
  mutable bool show_all_ = false;
  mutable std::string left_out_;

  static constexpr std::size_t kFlagColumns = 42;
};

}  // namespace fwop::controller::cli
