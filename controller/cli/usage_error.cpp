#include "controller/cli/usage_error.hpp"

#include <algorithm>
#include <string_view>

#include "manifests/diagnostic.hpp"

namespace fwop::controller::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return std::string(manifests::nearest_name(word, views));
}

const CLI::App* command_called(const CLI::App& app, const std::string& name) {
  const auto commands = commands_of(app);
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [&](const CLI::App* one) { return one->get_name() == name; });
  return found == commands.end() ? nullptr : *found;
}

bool is_flag(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

std::string name_of_flag(const std::string& word) { return word.substr(0, word.find('=')); }

bool has_flag(const CLI::App& app, const std::string& word) {
  return app.get_option_no_throw(name_of_flag(word)) != nullptr;
}

std::string did_you_mean(const std::string& before, const std::string& word) {
  return word.empty() ? "" : "; did you mean `" + before + word + "`?";
}

std::string no_such_command(const CLI::App& app, const std::string& before, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return "there is no command '" + before + word + "'" + did_you_mean(before, nearest(word, names));
}

/// True if some command has this flag: it was written before the command.
bool belongs_to_a_command(const CLI::App& app, const std::string& word) {
  const auto commands = commands_of(app);
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* command) { return has_flag(*command, word); });
}

std::string no_such_flag(const CLI::App& command, const std::string& before, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return name_of_flag(word) + " is no flag of `" + before + "`" +
         did_you_mean("", nearest(name_of_flag(word), names));
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error,
                        const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  std::string before;
  std::size_t next = 0;
  for (; next < words.size(); ++next) {
    const CLI::App* inner = command_called(*command, words[next]);
    if (inner == nullptr) break;
    command = inner;
    before += (before.empty() ? "" : " ") + words[next];
  }
  const bool at_the_top = command == &app;
  if (at_the_top && next < words.size() && is_flag(words[next]) && !has_flag(app, words[next]) &&
      belongs_to_a_command(app, words[next]))
    return name_of_flag(words[next]) + " stands before the command: write flags after it";
  const bool names_commands = !commands_of(*command).empty();
  if (names_commands && next < words.size() && !is_flag(words[next]))
    return no_such_command(*command, before.empty() ? "" : before + " ", words[next]);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    for (const std::string& word : app.remaining(true)) {
      if (is_flag(word)) return no_such_flag(*command, before, word);
    }
  }
  return error.what();
}

}  // namespace fwop::controller::cli
