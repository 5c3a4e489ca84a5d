#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "api/base/duration.hpp"
#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// Helpers that add flags to commands. Each flag is also an environment variable, FIREWORKS_OPERATOR_<FLAG>.

/// The environment variable of a flag: "FIREWORKS_OPERATOR_API_BUDGET" for "--api-budget".
std::string environment_name(const std::string& flag);

CLI::Option* with_environment(CLI::Option* option, const std::string& flag);

template <class Value>
CLI::Option* add(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return with_environment(app->add_option(flag, value, help)->capture_default_str(), flag);
}

/// The numbers that a flag accepts. `told` describes them for people: "0 or more; 0 means no limit".
struct Numbers {
  double least = 0;
  double most = 0;
  bool whole = true;
  std::string told;
};
/// Empty when `text` is one of `numbers`; else one line that says what it must be.
std::string why_no_number(const std::string& text, const Numbers& numbers);

template <class Value>
CLI::Option* add_number(CLI::App* app, const std::string& flag, Value& value, const std::string& help,
                        const Numbers& numbers) {
  return add(app, flag, value, help)->check([numbers](const std::string& text) {
    return why_no_number(text, numbers);
  });
}

/// A flag for the name of a file (or, add_folder(), a folder). Shell completion offers files (folders).
template <class Value>
CLI::Option* add_file(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return add(app, flag, value, help)->type_name("FILE");
}
template <class Value>
CLI::Option* add_folder(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return add(app, flag, value, help)->type_name("DIR");
}

/// The argument NAME: one cluster or, if `name` is a vector, several.
template <class Value>
CLI::Option* add_cluster(CLI::App* app, Value& name, const std::string& help) {
  return app->add_option("NAME", name, help)->type_name("CLUSTER");
}

CLI::Option* add_switch(CLI::App* app, const std::string& flag, bool& value, const std::string& help);

/// A flag for a duration such as "2s". Parsing calls `keep` with it; `shown` is the default for the help.
template <class Keep>
CLI::Option* add_duration(CLI::App* app, const std::string& flag, const std::string& shown, Keep keep,
                          const std::string& help) {
  const auto convert = [flag, keep](const std::string& text) {
    const auto duration = parse_duration(text);
    if (!duration) throw CLI::ValidationError(flag, duration.error());
    keep(*duration);
  };
  return with_environment(app->add_option_function<std::string>(flag, convert, help)->default_str(shown),
                          flag)
      ->type_name("DURATION");
}

/// --output, -o. Its environment variable has the command's name, FIREWORKS_OPERATOR_GET_OUTPUT, because the
/// possible values differ by command.
void add_output(CLI::App* app, std::string& output, const std::string& help, std::vector<std::string> forms);

/// --state-dir, where a command finds the control socket of the daemon.
void add_daemon(CLI::App* app, std::string& state_dir);

/// --status-address, --status-token-file and the TLS flags of commands that read a daemon's status.
void add_status_flags(CLI::App* app, StatusFlags& daemon);
/// The values of those flags from their environment variables, for code without these flags.
StatusFlags status_flags_of_environment();

/// --account-id; its environment variable is FIREWORKS_ACCOUNT_ID.
void add_account(CLI::App* app, std::string& account);

}  // namespace fwop::controller::cli
