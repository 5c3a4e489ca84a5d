#include "controller/cli/standin.hpp"

#include <csignal>
#include <iostream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "api/standin/standin.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

void add_standin_flags(CLI::App* app, StandinCommandOptions& standin) {
  add_number(app, "--port", standin.port, "on 127.0.0.1; 0 for any free one",
             {0, 65535, true, "a number from 1 to 65535, or 0 for any free port"});
  add(app, "--api-key", standin.api_key, "the only key that is let in; any when not given");
  add_duration(
      app, "--provisioning", "2s", [&](auto d) { standin.provisioning = d; }, "time from CREATING to READY");
  add_duration(
      app, "--deletion", "half of it", [&](auto d) { standin.deletion = d; }, "time in DELETING");
  add_file(app, "--faults", standin.faults, "fault script, JSON");
  add(app, "--account", standin.account, "the only account there is; any when not given");
  add_switch(app, "--tls", standin.tls, "https with a certificate made at start");
}

int run_standin(const StandinCommandOptions& options) {
  auto faults = read_faults(options.faults);
  if (!faults) return refuse(faults.error());
  api::StandinOptions standin_options;
  standin_options.port = options.port;
  standin_options.api_key = options.api_key;
  standin_options.account = options.account;
  standin_options.provisioning = options.provisioning;
  standin_options.deletion = options.deletion;
  standin_options.tls = options.tls;
  standin_options.faults = std::move(*faults);
  const auto server = api::Standin::start(std::move(standin_options));
  if (!server) return refuse(server.error());

  std::cout << "The stand-in of the clusters API serves " << (*server)->base_url() << "\n"
            << "  fireworks-operator run PATH --api-url " << (*server)->base_url() << "\n"
            << "  curl " << (*server)->base_url() << "/_standin/stats\n";
  if (options.tls) std::cout << "Its certificate, to trust with --api-ca-file:\n" << (*server)->ca_pem();
  std::cout.flush();
  if (!std::cout) return 1;

  boost::asio::io_context loop(1);
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([](boost::system::error_code, int) {});
  loop.run();
  return 0;
}

}  // namespace

Command standin_command() {
  return {kOther, "standin", "the local clusters API, with faults on request",
          "0 stopped by a signal; 2 it could not start", prepare(add_standin_flags, run_standin)};
}

}  // namespace fwop::controller::cli
