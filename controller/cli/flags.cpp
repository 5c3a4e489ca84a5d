#include "controller/cli/flags.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include <system_error>

namespace fwop::controller::cli {

std::string environment_name(const std::string& flag) {
  std::string name = "FIREWORKS_OPERATOR_" + flag.substr(2);
  std::replace(name.begin(), name.end(), '-', '_');
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

std::string why_no_number(const std::string& text, const Numbers& numbers) {
  const char* end = text.data() + text.size();
  double number = 0;
  std::uint64_t whole = 0;
  const auto read = numbers.whole ? std::from_chars(text.data(), end, whole)
                                  : std::from_chars(text.data(), end, number, std::chars_format::general);
  if (numbers.whole) number = static_cast<double>(whole);
  const bool good = read.ec == std::errc{} && read.ptr == end && std::isfinite(number) &&
                    number >= numbers.least && number <= numbers.most;
  return good ? "" : "must be " + numbers.told + ", not " + text;
}

CLI::Option* with_environment(CLI::Option* option, const std::string& flag) {
  return option->envname(environment_name(flag));
}

CLI::Option* add_switch(CLI::App* app, const std::string& flag, bool& value, const std::string& help) {
  return with_environment(app->add_flag(flag, value, help), flag);
}

void add_output(CLI::App* app, std::string& output, const std::string& help, std::vector<std::string> forms) {
  app->add_option("--output,-o", output, help)
      ->capture_default_str()
      ->envname(environment_name("--" + app->get_name() + "-output"))
      ->check(CLI::IsMember(std::move(forms)));
}

void add_daemon(CLI::App* app, std::string& state_dir) {
  add_folder(app, "--state-dir", state_dir, "of the running daemon");
}

void add_status_flags(CLI::App* app, StatusFlags& daemon) {
  add(app, "--status-address", daemon.address, "of the running daemon");
  add_file(app, "--status-token-file", daemon.token_file,
           "the token that it asks for, if any (or FIREWORKS_STATUS_TOKEN)");
  add_file(app, "--status-ca-file", daemon.ca_file, "who signed its certificate, where it serves https");
  add_file(app, "--status-client-cert-file", daemon.identity.certificate_file,
           "the certificate that it asks for, if any");
  add_file(app, "--status-client-key-file", daemon.identity.key_file, "the key of that");
}

StatusFlags status_flags_of_environment() {
  StatusFlags daemon;
  const auto read = [](const char* flag, std::string& value) {
    if (const char* text = std::getenv(environment_name(flag).c_str())) value = text;
  };
  read("--status-address", daemon.address);
  read("--status-token-file", daemon.token_file);
  read("--status-ca-file", daemon.ca_file);
  read("--status-client-cert-file", daemon.identity.certificate_file);
  read("--status-client-key-file", daemon.identity.key_file);
  return daemon;
}

void add_account(CLI::App* app, std::string& account) {
  app->add_option("--account-id", account, "of manifests without one (FIREWORKS_ACCOUNT_ID)")
      ->envname("FIREWORKS_ACCOUNT_ID");
}

}  // namespace fwop::controller::cli
