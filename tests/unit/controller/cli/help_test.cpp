#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/cli/command_set.hpp"
#include "controller/cli/man_page.hpp"

namespace fwop::controller::cli {
namespace {

using testing::HasSubstr;

constexpr std::size_t kColumns = 80;
constexpr std::size_t kLines = 41;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (const std::string& line : lines_of(text)) most = std::max(most, line.size());
  return most;
}

/// The commands that people see, brake's own one among them.
std::vector<CLI::App*> commands_of(CLI::App& app) {
  std::vector<CLI::App*> all;
  for (CLI::App* command : app.get_subcommands([](CLI::App* one) { return !one->get_group().empty(); })) {
    const auto inner = commands_of(*command);
    inner.empty() ? all.push_back(command) : void(all.insert(all.end(), inner.begin(), inner.end()));
  }
  return all;
}

TEST(Help, FitsAScreenAndTellsTheExitStatus) {
  CommandSet commands;
  EXPECT_LE(widest(commands.app().help()), kColumns);
  EXPECT_LE(lines_of(commands.app().help()).size(), kLines);
  ASSERT_GE(commands_of(commands.app()).size(), 21U);
  for (CLI::App* command : commands_of(commands.app())) {
    SCOPED_TRACE(command->get_name());
    EXPECT_LE(widest(command->help()), kColumns);
    EXPECT_LE(widest(command->help("", CLI::AppFormatMode::All)), kColumns);
    EXPECT_LE(lines_of(command->help()).size(), kLines);
    EXPECT_THAT(command->help(), HasSubstr("Exit status: 0"));
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;
      EXPECT_NE(option->get_description(), "") << option->get_name();
    }
  }
}

/// What a number's flag says to what is none; empty when it takes it.
std::string refusal(const std::string& command, const CLI::Option& option, const std::string& value) {
  CommandSet commands;
  std::vector<std::string> words = {"--" + option.get_lnames().front() + "=" + value, command};
  try {
    commands.app().parse(std::vector<std::string>(words));
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

TEST(Flags, EveryNumberRefusesWhatIsNoneInOneShortLine) {
  CommandSet commands;
  std::size_t numbers = 0;
  for (CLI::App* command : commands_of(commands.app())) {
    for (const CLI::Option* option : command->get_options()) {
      const std::string type = option->get_type_name();
      if (!type.starts_with("INT") && !type.starts_with("UINT") && !type.starts_with("FLOAT")) continue;
      ++numbers;
      for (const char* value : {"-1", "80x", "x", "1e999", "99999999999999999999", "nan", "inf", "0x10"}) {
        const std::string said = refusal(command->get_name(), *option, value);
        SCOPED_TRACE(command->get_name() + " " + option->get_name() + " " + value + ": " + said);
        EXPECT_THAT(said, HasSubstr("must be "));
        EXPECT_LT(said.size(), 160U);
      }
    }
  }
  EXPECT_GE(numbers, 10U);
}

TEST(Help, TellsTheRuleOfTheEnvironmentAndNoOddExample) {
  CommandSet commands;
  for (CLI::App* command : commands_of(commands.app())) {
    EXPECT_THAT(command->help(), HasSubstr("FIREWORKS_OPERATOR_ and the flag in capitals."));
    EXPECT_THAT(command->help(), testing::Not(HasSubstr("FIREWORKS_OPERATOR_API_BUDGET")));
  }
}

TEST(Help, LeavesOutWhatANewcomerNeedsNotAndSaysSo) {
  CommandSet commands;
  const CLI::App* run = commands.app().get_subcommand("run");
  EXPECT_THAT(run->help(), testing::Not(HasSubstr("--api-burst")));
  EXPECT_THAT(run->help(), HasSubstr("More flags with --help-all: Status port, Git, Pace, Stand-in."));
  EXPECT_THAT(run->help("", CLI::AppFormatMode::All), HasSubstr("--api-burst"));
  EXPECT_THAT(commands.app().help(), testing::Not(HasSubstr("git-fetch")));
}

TEST(ManPage, HasEveryCommandAndEveryFlag) {
  CommandSet commands;
  const std::string page = man_page(commands.app(), "1.2.3");
  for (CLI::App* command : commands_of(commands.app())) {
    EXPECT_NE(page.find(command->get_name() + "\"\n"), std::string::npos) << command->get_name();
    for (const CLI::Option* option : command->get_options()) {
      const bool common = option == command->get_help_ptr() || option == command->get_help_all_ptr();
      if (common || option->get_group().empty() || option->get_lnames().empty()) continue;
      std::string flag;
      for (const char c : "--" + option->get_lnames().front()) flag += c == '-' ? "\\-" : std::string(1, c);
      EXPECT_NE(page.find(flag), std::string::npos) << flag;
    }
  }
  EXPECT_EQ(page.find("git\\-fetch"), std::string::npos);
}

}  // namespace
}  // namespace fwop::controller::cli
