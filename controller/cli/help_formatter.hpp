#pragma once

#include <string>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace fwop::controller::cli {

/// One line a flag, so that a command's help fits a screen: its default instead of its type, its checks
/// and its environment variable, whose rule is in the footer.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kFlagColumns); }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_expected_max() == 0) return "";
    const std::string shown = option->get_default_str();
    return shown.empty() ? " VALUE" : " =" + shown;
  }

 private:
  static constexpr std::size_t kFlagColumns = 42;
};

}  // namespace fwop::controller::cli
