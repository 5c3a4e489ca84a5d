#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <nlohmann/json.hpp>

#include "controller/cli/commands.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/surface/control_server.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using local = asio::local::stream_protocol;
using nlohmann::json;

/// How many clusters it concerned; a negative number is the exit code of what was refused, and said.
int ask(const ControlOptions& options, const std::string& path,
        const std::vector<std::pair<std::string, std::string>>& more = {}) {
  const auto state_dir = resolve_state_dir(options.state_dir, process_environment());
  if (!state_dir) return -refuse(state_dir.error().message);
  const auto socket_path = *state_dir / kControlSocket;
  std::string target = path;
  if (!options.name.empty())
    target += "?cluster=" + boost::urls::encode(options.name, boost::urls::unreserved_chars);
  for (const auto& [name, value] : more) {
    if (!value.empty())
      target += "&" + name + "=" + boost::urls::encode(value, boost::urls::unreserved_chars);
  }
  try {
    asio::io_context loop;
    local::socket socket(loop);
    socket.connect(local::endpoint(socket_path.string()));
    http::request<http::empty_body> request(http::verb::post, target, 11);
    request.set(http::field::host, "localhost");
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(socket, buffer, answer);
    const json body = json::parse(answer.body());
    if (answer.result() == http::status::ok) return body.at("clusters").get<int>();
    std::cerr << "fireworks-operator: " << body.value("error", "the daemon refuses, and does not say why")
              << '\n';
    return -1;
  } catch (const boost::system::system_error& error) {
    return -refuse("no daemon answers at " + socket_path.string() + " (" + error.code().message() +
                   "): start `fireworks-operator run`, or give its --state-dir");
  } catch (const json::exception&) {
    return -refuse("what answers at " + socket_path.string() + " is no fireworks-operator");
  }
}

/// The one behind sudo, if there is one.
std::string who_asks() {
  if (const char* behind = std::getenv("SUDO_USER"); behind != nullptr) return behind;
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

std::string counted(int clusters) {
  return std::to_string(clusters) + (clusters == 1 ? " cluster" : " clusters");
}

}  // namespace

void describe_reconcile(CLI::App* app, ControlOptions& control) {
  app->add_option("NAME", control.name, "a cluster, or ACCOUNT/CLUSTER");
  add_switch(app, "--all", control.all, "every cluster")->excludes("NAME");
  add(app, "--state-dir", control.state_dir, "of the running daemon");
}

void describe_brake_release(CLI::App* app, ControlOptions& control) {
  app->add_option("NAME", control.name, "a cluster, or ACCOUNT/CLUSTER");
  add_switch(app, "--all", control.all, "all that waits")->excludes("NAME");
  add(app, "--state-dir", control.state_dir, "of the running daemon");
}

void describe_suspend(CLI::App* app, SuspendOptions& suspend) {
  app->add_option("NAME", suspend.control.name, "a cluster, or ACCOUNT/CLUSTER")->required();
  add(app, "--reason", suspend.reason, "shown wherever the cluster is");
  add(app, "--owner", suspend.owner, "who asks for it; who runs this when not given");
  const auto until = app->add_option_function<std::string>(
      "--until",
      [&](const std::string& text) {
        suspend.until = api::parse_rfc3339(text);
        if (!suspend.until)
          throw CLI::ValidationError("--until", text + " is no time in UTC such as 2026-12-24T18:00:00Z");
      },
      "it ends by itself then");
  add_duration(
      app, "--for", "", [&](auto d) { suspend.until = std::chrono::system_clock::now() + d; },
      "it ends by itself after that")
      ->excludes(until);
  add(app, "--state-dir", suspend.control.state_dir, "of the running daemon");
}

void describe_resume(CLI::App* app, ControlOptions& control) {
  app->add_option("NAME", control.name, "a cluster, or ACCOUNT/CLUSTER")->required();
  add(app, "--state-dir", control.state_dir, "of the running daemon");
}

int suspend(const SuspendOptions& options) {
  const std::string until = options.until ? api::format_rfc3339(*options.until) : "";
  const int clusters = ask(options.control, "/v1/suspend",
                           {{"reason", options.reason},
                            {"owner", options.owner.empty() ? who_asks() : options.owner},
                            {"until", until}});
  if (clusters < 0) return -clusters;
  std::cout << options.control.name << " is suspended: it is looked at, and nothing about it is changed "
            << (until.empty() ? "until `fireworks-operator resume " + options.control.name + "`"
                              : "until " + until)
            << '\n';
  return 0;
}

int resume(const ControlOptions& options) {
  const int clusters = ask(options, "/v1/resume");
  if (clusters < 0) return -clusters;
  std::cout << options.name << (clusters > 0 ? " goes on\n" : " was not suspended by command; see `why`\n");
  return clusters > 0 ? 0 : 1;
}

int reconcile(const ControlOptions& options) {
  if (options.name.empty() && !options.all) return refuse("reconcile needs the NAME of a cluster, or --all");
  const int clusters = ask(options, "/v1/reconcile");
  if (clusters < 0) return -clusters;
  std::cout << counted(clusters) << " looked at now, whatever the back-off\n";
  return 0;
}

int brake_release(const ControlOptions& options) {
  if (options.name.empty() && !options.all)
    return refuse("brake release needs the NAME of a cluster, or --all");
  const int clusters = ask(options, "/v1/brake/release");
  if (clusters < 0) return -clusters;
  if (clusters == 0) {
    std::cout << "nothing waits for the brake\n";
    return options.all ? 0 : 1;
  }
  std::cout << "the brake lets go what it held of " << counted(clusters) << ", once\n";
  return 0;
}

}  // namespace fwop::controller::cli
