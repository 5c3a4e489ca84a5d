#include "controller/cli/completion.hpp"

#include <algorithm>
#include <string_view>

#include "api/base/take_until.hpp"

namespace fwop::controller::cli {
namespace {

using Others = Completions::Others;

bool takes_value(const CLI::Option& option) { return option.get_expected_max() > 0; }

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

/// Null when there is no such command.
const CLI::App* command_of(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : commands_of(app)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

/// The choices of an option: CLI11 gives it the type name "TEXT:{auto,always,never}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.find('}');
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::string_view rest = std::string_view(type).substr(open + 1, close - open - 1);
  while (!rest.empty()) choices.emplace_back(take_until(rest, ','));
  return choices;
}

/// The position of the word to complete, from the words before it.
struct Place {
  const CLI::App* command = nullptr;
  const CLI::Option* value_of = nullptr;  ///< Not null: the word is the value of this flag.
  std::size_t positionals = 0;            ///< How many positional arguments come before it.
  bool only_positionals = false;          ///< After "--".
};

Place place_of(const CLI::App& app, const std::vector<std::string>& words) {
  Place place{.command = &app};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    place.value_of = nullptr;
    if (!place.only_positionals && word == "--") {
      place.only_positionals = true;
    } else if (!place.only_positionals && word.size() > 1 && word.front() == '-') {
      const CLI::Option* flag = place.command->get_option_no_throw(word.substr(0, word.find('=')));
      if (flag == nullptr || !takes_value(*flag) || word.find('=') != std::string::npos) continue;
      if (i + 2 == words.size()) place.value_of = flag;
      ++i;
    } else if (const CLI::App* command = command_of(*place.command, word)) {
      place.command = command;
    } else {
      ++place.positionals;
    }
  }
  return place;
}

class Collector {
 public:
  explicit Collector(std::string typed) : typed_(std::move(typed)) {}

  void offer(const std::string& word, const std::string& what = {}) {
    if (word.starts_with(typed_)) found_.candidates.push_back({word, what});
  }

  void offer_values(const CLI::Option& option, const std::function<std::vector<std::string>()>& clusters) {
    for (const std::string& choice : choices_of(option)) offer(choice);
    const std::string type = option.get_type_name();
    if (type.starts_with("CLUSTER")) {
      for (const std::string& name : clusters()) offer(name);
    }
    if (type.starts_with("FILE")) found_.others = Others::Files;
    if (type.starts_with("DIR")) found_.others = Others::Folders;
  }

  Completions take() { return std::move(found_); }

 private:
  std::string typed_;
  Completions found_;
};

}  // namespace

Completions complete(const CLI::App& app, const std::vector<std::string>& words,
                     const std::function<std::vector<std::string>()>& clusters) {
  if (words.empty()) return {};
  const Place place = place_of(app, words);
  const std::string& typed = words.back();
  if (place.value_of != nullptr) {
    Collector values(typed);
    values.offer_values(*place.value_of, clusters);
    return values.take();
  }
  const auto equals = typed.find('=');
  if (!place.only_positionals && typed.starts_with("--") && equals != std::string::npos) {
    const CLI::Option* flag = place.command->get_option_no_throw(typed.substr(0, equals));
    Collector values(typed.substr(equals + 1));
    if (flag != nullptr && takes_value(*flag)) values.offer_values(*flag, clusters);
    return values.take();
  }
  Collector found(typed);
  if (!place.only_positionals && typed.starts_with('-')) {
    for (const CLI::Option* option : place.command->get_options()) {
      if (option->get_positional() || option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames())
        found.offer("--" + name, option->get_description());
    }
    return found.take();
  }
  for (const CLI::App* command : commands_of(*place.command))
    found.offer(command->get_name(), command->get_description());
  std::size_t left = place.positionals;
  for (const CLI::Option* option : place.command->get_options()) {
    if (!option->get_positional()) continue;
    const auto room = static_cast<std::size_t>(std::max(0, option->get_expected_max()));
    if (left < room) {
      found.offer_values(*option, clusters);
      break;
    }
    left -= room;
  }
  return found.take();
}

}  // namespace fwop::controller::cli
