#include "controller/cli/help_formatter.hpp"

#include <sstream>

namespace fwop::controller::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kFlagColumn = 32;
constexpr std::size_t kCommandColumn = 14;

/// Wraps `text` at kWidth. Its first line starts at `column`; the other lines are indented to `column`.
std::string wrapped(const std::string& text, std::size_t column) {
  std::istringstream words(text);
  std::string out;
  std::size_t at = column;
  for (std::string word; words >> word;) {
    if (at > column && at + 1 + word.size() > kWidth) {
      out += "\n" + std::string(column, ' ');
      at = column;
    } else if (at > column) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
  }
  return out + "\n";
}

std::string paragraphs(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) out += line.empty() ? "\n" : wrapped(line, 0);
  return out;
}

std::string two_columns(const std::string& left, const std::string& right, std::size_t column) {
  std::string out = "  " + left;
  if (right.empty()) return out + "\n";
  // A name that is too long gets its own line.
  if (out.size() + 2 > column) out += "\n";
  const std::size_t at = out.back() == '\n' ? 0 : out.size();
  return out + std::string(column - at, ' ') + wrapped(right, column);
}

}  // namespace

std::string flag_text(const CLI::Option& option) {
  const bool many = option.get_expected_max() > 1 && option.get_positional();
  if (option.get_positional()) return option.get_name(true, false) + (many ? "..." : "");
  const std::string name = option.get_name(false, true);
  if (option.get_expected_max() == 0) return name;
  const std::string shown = option.get_default_str();
  if (!shown.empty() && shown != "[]") return name + " =" + shown;
  // Leave out what the checks add after a colon. The type names of CLI11 do not help people: show only ours.
  const std::string type = option.get_type_name().substr(0, option.get_type_name().find(':'));
  const bool ours = type == "FILE" || type == "DIR" || type == "DURATION";
  return name + " " + (ours ? type : "VALUE");
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  const CLI::Option* all = app->get_help_all_ptr();
  show_all_ = mode == CLI::AppFormatMode::All || (all != nullptr && all->count() > 0);
  left_out_.clear();
  std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
  for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n", at))
    help.erase(at, 1);
  return help;
}

std::string HelpFormatter::make_group(std::string group, bool positional,
                                      std::vector<const CLI::Option*> options) const {
  const bool further = group == "Git" || group == "Pace" || group == "Stand-in" || group == "Status port";
  if (show_all_ || !further) return CLI::Formatter::make_group(group, positional, std::move(options));
  left_out_ += (left_out_.empty() ? "" : ", ") + group;
  return {};
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return two_columns(command->get_name(), command->get_description(), kCommandColumn);
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool) const {
  return two_columns(flag_text(*option), option->get_description(), kFlagColumn);
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return paragraphs(app->get_description()) + "\n";
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  const std::string more = left_out_.empty() ? "" : "More flags with --help-all: " + left_out_ + ".\n";
  return paragraphs(more + app->get_footer());
}

}  // namespace fwop::controller::cli
