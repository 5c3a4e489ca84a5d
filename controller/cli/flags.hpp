#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "api/base/duration.hpp"
#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// What the commands' flags are made with: each is also an environment variable, FIREWORKS_OPERATOR_<FLAG>.

/// FIREWORKS_OPERATOR_ and the flag in capitals: "FIREWORKS_OPERATOR_API_BUDGET" of "--api-budget".
std::string environment_name(const std::string& flag);

CLI::Option* with_environment(CLI::Option* option, const std::string& flag);

template <class Value>
CLI::Option* add(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return with_environment(app->add_option(flag, value, help)->capture_default_str(), flag);
}

/// The numbers that a flag takes, and how they are told to people: "0 or more; 0 means no limit".
struct Numbers {
  double least = 0;
  double most = 0;
  bool whole = true;
  std::string told;
};
/// Empty when `text` is one of them; else what it should be.
std::string why_no_number(const std::string& text, const Numbers& numbers);

template <class Value>
CLI::Option* add_number(CLI::App* app, const std::string& flag, Value& value, const std::string& help,
                        const Numbers& numbers) {
  return add(app, flag, value, help)->check([numbers](const std::string& text) {
    return why_no_number(text, numbers);
  });
}

/// The name of a file or a folder, which shells complete.
template <class Value>
CLI::Option* add_file(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return add(app, flag, value, help)->type_name("FILE");
}
template <class Value>
CLI::Option* add_folder(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return add(app, flag, value, help)->type_name("DIR");
}

/// NAME, of a cluster or, in a vector, of several.
template <class Value>
CLI::Option* add_cluster(CLI::App* app, Value& name, const std::string& help) {
  return app->add_option("NAME", name, help)->type_name("CLUSTER");
}

CLI::Option* add_switch(CLI::App* app, const std::string& flag, bool& value, const std::string& help);

/// A duration such as "2s". `keep` takes it.
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

/// --output, -o. Its environment variable is the command's own, FIREWORKS_OPERATOR_GET_OUTPUT: each has
/// other forms.
void add_output(CLI::App* app, std::string& output, const std::string& help, std::vector<std::string> forms);

/// --state-dir, by which a command finds the daemon that it speaks to.
void add_daemon(CLI::App* app, std::string& state_dir);

/// --status-address, --status-token-file and those of TLS, by which a command reads a daemon's status.
void add_status_flags(CLI::App* app, StatusFlags& daemon);
/// Those flags as their environment variables have them, for what has no flags of its own.
StatusFlags status_flags_of_environment();

/// --account-id, of FIREWORKS_ACCOUNT_ID.
void add_account(CLI::App* app, std::string& account);

}  // namespace fwop::controller::cli
