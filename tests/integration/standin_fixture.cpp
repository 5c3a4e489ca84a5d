#include "standin_fixture.hpp"

#include <algorithm>
#include <cctype>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <sys/socket.h>

namespace fwop::api {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// Longer than any answer takes: ends a test that would hang.
constexpr int kPatienceSeconds = 20;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

Caller::Caller(const Standin& server) : port_(server.port()) {
  if (server.ca_pem().empty()) return;
  tls_.emplace(asio::ssl::context::tls_client);
  tls_->add_certificate_authority(asio::buffer(server.ca_pem()));
  tls_->set_verify_mode(asio::ssl::verify_peer);
}

void Caller::connect() {
  socket_.emplace(context_);
  socket_->connect({asio::ip::address_v4::loopback(), port_});
  const timeval patience{kPatienceSeconds, 0};
  ::setsockopt(socket_->native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (!tls_) return;
  stream_ = std::make_unique<asio::ssl::stream<tcp::socket&>>(*socket_, *tls_);
  stream_->handshake(asio::ssl::stream_base::client);
}

void Caller::disconnect() {
  stream_.reset();
  socket_.reset();
  input_.clear();
}

Caller::Message Caller::message(std::string_view method, const std::string& target,
                                const std::string& body) const {
  Message message;
  message.method_string({method.data(), method.size()});
  message.target(target);
  message.version(11);
  message.set(http::field::host, "127.0.0.1");
  if (!key.empty()) message.set(http::field::authorization, "Bearer " + key);
  message.body() = body;
  message.prepare_payload();
  return message;
}

Got Caller::send(std::string_view method, const std::string& target, const std::string& body) {
  return send(message(method, target, body));
}

Got Caller::send(const Message& message) {
  if (!socket_) connect();
  Got got;
  if (stream_)
    http::write(*stream_, message, got.error);
  else
    http::write(*socket_, message, got.error);
  // A server that has answered and closed before it read everything is still to be heard.
  auto answer = read();
  return answer.error && got.error ? got : answer;
}

Got Caller::read() {
  Got got;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  if (stream_)
    http::read(*stream_, input_, parser, got.error);
  else
    http::read(*socket_, input_, parser, got.error);
  if (parser.is_header_done()) got.status = static_cast<int>(parser.get().result_int());
  got.body = parser.get().body();
  for (const auto& field : parser.get())
    got.head[lower(std::string(field.name_string()))] = std::string(field.value());
  if (got.error || !parser.get().keep_alive()) disconnect();
  return got;
}

void Caller::send_only(std::string_view method, const std::string& target, const std::string& body) {
  if (!socket_) connect();
  http::write(*socket_, message(method, target, body));
}

bool Caller::has_answer() {
  char byte = 0;
  return ::recv(socket_->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

void StandinTest::start(StandinOptions options) {
  auto started = Standin::start(std::move(options));
  ASSERT_TRUE(started) << started.error();
  server_ = std::move(*started);
}

void StandinTest::start_with_faults(std::string_view script) {
  auto faults = standin::parse_fault_script(script);
  ASSERT_TRUE(faults) << faults.error();
  start({.provisioning = std::chrono::milliseconds(0), .faults = std::move(*faults)});
}

Caller& StandinTest::caller() {
  if (!caller_) caller_.emplace(*server_);
  return *caller_;
}

std::string StandinTest::create_body(const std::string& id, const std::string& region) {
  return nlohmann::json{{"clusterId", id},
                        {"cluster", {{"eksCluster", {{"awsAccountId", "012345678901"}, {"region", region}}}}}}
      .dump();
}

}  // namespace fwop::api
