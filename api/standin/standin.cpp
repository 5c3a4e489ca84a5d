#include "api/standin/standin.hpp"

#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/net/self_signed.hpp"
#include "api/standin/server.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using StartError = std::string;

std::shared_ptr<asio::ssl::context> make_server_tls(const SelfSigned& identity) {
  auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  tls->use_certificate_chain(asio::buffer(identity.cert_pem));
  tls->use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem);
  return tls;
}

std::string explain(const boost::system::system_error& error, std::uint16_t port) {
  const auto where = "127.0.0.1:" + std::to_string(port);
  if (error.code() == asio::error::address_in_use)
    return "cannot start the stand-in: port " + std::to_string(port) + " is in use; stop what listens on " +
           where + ", or choose another port (0 takes a free one)";
  if (error.code() == asio::error::access_denied)
    return "cannot start the stand-in: this user may not listen on port " + std::to_string(port) +
           "; choose one above 1023 (0 takes a free one)";
  return "cannot start the stand-in on " + where + ": " + error.code().message();
}

}  // namespace

struct Standin::Running {
  std::shared_ptr<standin::Service> service;
  std::unique_ptr<standin::Server> server;  ///< Null once stopped.
  std::string ca_pem;
  std::string base_url;
  std::uint16_t port = 0;
  std::thread thread;
};

OrWhyNot<std::unique_ptr<Standin>> Standin::start(StandinOptions options) {
  if (options.seed) options.faults.reseed(*options.seed);
  auto running = std::make_unique<Running>();
  running->service = std::make_shared<standin::Service>(
      standin::ServiceOptions{.world = {.provisioning = options.provisioning, .deletion = options.deletion},
                              .api_key = std::move(options.api_key),
                              .account = std::move(options.account),
                              .faults = std::move(options.faults)});
  std::shared_ptr<asio::ssl::context> tls;
  try {
    if (options.tls) {
      const auto identity = make_self_signed_certificate({"localhost", "127.0.0.1"});
      running->ca_pem = identity.cert_pem;
      tls = make_server_tls(identity);
    }
    running->server = std::make_unique<standin::Server>(running->service, options.port, tls);
  } catch (const boost::system::system_error& error) {
    return explain(error, options.port);
  } catch (const std::runtime_error& error) {
    return "cannot start the stand-in: " + std::string(error.what());
  }
  running->port = running->server->port();
  running->base_url =
      (options.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(running->port);
  running->thread = std::thread([&context = running->server->context()] { context.run(); });
  return std::unique_ptr<Standin>(new Standin(std::move(running)));
}

Standin::Standin(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Standin::~Standin() { stop(); }

std::string Standin::base_url() const { return running_->base_url; }
std::uint16_t Standin::port() const { return running_->port; }
const std::string& Standin::ca_pem() const { return running_->ca_pem; }

std::string Standin::stats_json() const {
  if (running_->server == nullptr) return running_->service->stats_json();
  std::packaged_task<std::string()> task([service = running_->service] { return service->stats_json(); });
  auto stats = task.get_future();
  asio::post(running_->server->context(), std::move(task));
  return stats.get();
}

void Standin::stop() {
  if (running_->server == nullptr) return;
  running_->server->context().stop();
  running_->thread.join();
  running_->server.reset();
}

}  // namespace fwop::api
