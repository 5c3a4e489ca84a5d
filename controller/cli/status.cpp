#include <chrono>
#include <iostream>

#include <nlohmann/json.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/cli/status_flags.hpp"
#include "controller/show/status_text.hpp"

namespace fwop::controller::cli {
namespace {

struct StatusOptions {
  std::string output = "text";
  StatusFlags daemon;
};

void add_status_flags(CLI::App* app, StatusOptions& status) {
  add_output(app, status.output, "text or json", {"text", "json"});
  add_status_flags(app, status.daemon);
}

int run_status(const StatusOptions& options) {
  const auto own = ask_status(options.daemon, "/api/v1/operator");
  if (!own) return refuse(own.error());
  if (own->status != 200) return refuse("what answers at " + options.daemon.address + " is an older daemon");
  // Before the first read of the manifests the body is an error, which is shown too.
  const auto manifests = ask_status(options.daemon, "/api/v1/manifests");
  if (!manifests) return refuse(manifests.error());
  const auto accounts = ask_status(options.daemon, "/api/v1/accounts");
  if (!accounts) return refuse(accounts.error());
  const OperatorReport report{own->body, manifests->body, accounts->body};
  const bool well = all_is_well(report);
  if (options.output == "json") {
    std::cout << nlohmann::json{{"well", well},
                                {"operator", own->body},
                                {"manifests", manifests->body},
                                {"accounts", accounts->body.value("accounts", nlohmann::json::array())}}
                     .dump(2)
              << '\n';
  } else {
    std::cout << status_text(report, std::chrono::system_clock::now());
  }
  return well ? 0 : 1;
}

}  // namespace

Command status_command() {
  return {kAsk, "status", "the operator itself, at a glance",
          "0 all is well; 1 something needs a look; 2 no daemon answers",
          prepare(add_status_flags, run_status)};
}

}  // namespace fwop::controller::cli
