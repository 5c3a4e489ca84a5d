#include "controller/cli/connection_options.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include <sys/stat.h>

#include "api/base/logging.hpp"
#include "api/clusters/auth_ini.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/version.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/serve/control_request.hpp"

namespace fwop::controller::cli {

namespace {

/// The path of firectl's auth.ini; empty when HOME is not set.
std::string auth_file() {
  const char* home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::string() : std::string(home) + "/.fireworks/auth.ini";
}

bool auth_file_is_there() {
  const std::string path = auth_file();
  return !path.empty() && ::access(path.c_str(), F_OK) == 0;
}

/// Null when auth.ini does not exist or has no key.
std::shared_ptr<api::Credentials> key_of_auth_file() {
  const std::string path = auth_file();
  if (!auth_file_is_there()) return nullptr;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (file && api::parse_auth_ini(text.str()).api_key.empty()) return nullptr;
  return std::make_shared<api::KeyFile>(
      path, [](const std::string& warning) { log(LogLevel::Warn, warning); },
      [](const std::string& ini) { return api::parse_auth_ini(ini).api_key; });
}

/// Checks that the files of the flags can be read, and the repository too if it is a local folder.
OrWhyNot<void> check_git_files(const GitFlags& git) {
  const std::string& url = git.remote.url;
  const bool folder = url.find("://") == std::string::npos && url.find(':') == std::string::npos;
  if (folder && ::access(url.c_str(), R_OK) != 0)
    return "--git " + url + ": there is no such folder; give the folder of a repository, or a URL";
  for (const auto& [flag, file] : {std::pair("--git-verify", git.signers),
                                   {"--git-credentials-file", git.remote.credentials_file},
                                   {"--git-ca-file", git.remote.ca_file},
                                   {"--git-ssh-key", git.remote.ssh_key},
                                   {"--git-known-hosts", git.remote.known_hosts},
                                   {"--git-webhook-secret-file", git.webhook_secret}}) {
    if (file.empty() || ::access(file.c_str(), R_OK) == 0) continue;
    return std::string(flag) + ": cannot read " + file + ": " +
           std::error_code(errno, std::generic_category()).message();
  }
  return {};
}

}  // namespace

OrWhyNot<std::string> account_of(const RunOptions& options) {
  using Account = OrWhyNot<std::string>;
  const std::string path = auth_file();
  const auto given = [](std::string account) {
    return Account(boost::system::in_place_value, std::move(account));
  };
  // With --standin, the account of auth.ini must not be used.
  if (options.standin || !options.account_id.empty() || path.empty() || ::access(path.c_str(), F_OK) != 0)
    return given(options.account_id);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Account(boost::system::in_place_error, "cannot read " + path + ": give --account-id");
  return given(api::parse_auth_ini(text.str()).account_id);
}

OrWhyNot<Keys> keys_of(const RunOptions& options) {
  Keys keys;
  for (const std::string& text : options.api_key_files) {
    const auto equals = text.find('=');
    const std::string path = equals == std::string::npos ? text : text.substr(equals + 1);
    const auto file = std::make_shared<api::KeyFile>(
        path, [](const std::string& warning) { log(LogLevel::Warn, warning); });
    (equals == std::string::npos ? keys.others : keys.of_account[text.substr(0, equals)]) = file;
  }
  const char* key = std::getenv("FIREWORKS_API_KEY");
  if (!keys.others && key != nullptr && *key != '\0') {
    keys.others = std::make_shared<api::FixedKey>(key, "FIREWORKS_API_KEY");
  }
  if (!keys.others && keys.of_account.empty()) keys.others = key_of_auth_file();
  if (!keys.others && keys.of_account.empty()) {
    std::string problem =
        "there is no API key: set FIREWORKS_API_KEY, give --api-key-file FILE, or have api_key in "
        "~/.fireworks/auth.ini";
    if (auth_file_is_there()) problem += ", which has none";
    if (options.may_rehearse) problem += " (or --standin to rehearse without)";
    return problem;
  }
  const auto hide = [](api::Credentials& credentials) -> std::string {
    const auto value = credentials.bearer();
    if (!value) return value.error().message;
    logger().hide(*value);
    return {};
  };
  if (keys.others) {
    if (std::string problem = hide(*keys.others); !problem.empty()) return problem;
  }
  for (const auto& [account, credentials] : keys.of_account) {
    if (std::string problem = hide(*credentials); !problem.empty()) return problem;
  }
  return keys;
}

OrWhyNot<StatusAccessOptions> status_access_of(const RunOptions& options) {
  StatusAccessOptions access;
  access.hosts = options.status_hosts;
  access.tls = options.status_tls;
  if (options.status_open == "metrics") access.open = StatusOpen::Metrics;
  if (options.status_open == "all") access.open = StatusOpen::All;
  if (options.status_token_file.empty()) return access;
  access.token = std::make_shared<api::KeyFile>(
      options.status_token_file, api::KeyFile::Names{"the token file", "the token"},
      [](const std::string& warning) { log(LogLevel::Warn, warning); });
  const auto token = access.token->bearer();
  if (!token) return token.error().message;
  logger().hide(*token);
  return access;
}

OrWhyNot<api::HttpOptions> http_options_of(const RunOptions& options, const std::string& api_url) {
  const auto endpoint = api::parse_endpoint(api_url);
  if (!endpoint) return endpoint.error().message;
  // Check the file also for a plain http URL: the user wants it to be used.
  if (!options.api_ca_file.empty() && ::access(options.api_ca_file.c_str(), R_OK) != 0) {
    return "--api-ca-file: cannot read " + options.api_ca_file + ": " +
           std::error_code(errno, std::generic_category()).message();
  }
  api::HttpOptions http;
  http.endpoint = *endpoint;
  auto proxy = api::proxy_for(*endpoint, process_environment());
  if (!proxy) return proxy.error().message;
  http.proxy = std::move(*proxy);
  http.ca_file = options.api_ca_file;
  http.user_agent = std::string("fireworks-operator/") + kVersion;
  http.connect_timeout = options.connect_timeout;
  http.max_connections = options.engine.max_calls_in_flight;
  return http;
}

std::string owner_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "somebody";
  return user_name(status.st_uid);
}

OrWhyNot<void> check_source(const RunOptions& options) {
  const bool git = !options.git.remote.url.empty();
  if (git && !options.paths.empty()) return std::string("PATH and --git exclude each other: leave one out");
  if (git) {
    if (auto remote = manifests::check_git_remote(options.git.remote); !remote) return remote;
    return check_git_files(options.git);
  }
  if (options.paths.empty())
    return std::string("PATH is required: the folder or file that holds the manifests, or --git URL");
  for (const auto& path : options.paths) {
    if (::access(path.c_str(), R_OK) == 0) continue;
    const std::string why = std::error_code(errno, std::generic_category()).message();
    return "cannot read " + path.string() + ": " + why + "; give the folder or file that holds the manifests";
  }
  return {};
}

OrWhyNot<api::standin::FaultScript> read_faults(const std::string& path) {
  if (path.empty()) return api::standin::FaultScript{};
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return "cannot read the fault script " + path;
  auto script = api::standin::parse_fault_script(text.str());
  if (!script) return path + ": " + script.error();
  return script;
}

int refuse(const std::string& why) {
  // Flush, so that earlier log lines come first.
  logger().flush();
  complain(why);
  return 2;
}

}  // namespace fwop::controller::cli
