#include "operator_fixture.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <unistd.h>

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fwop::e2e {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using nlohmann::json;

constexpr const char* kRunning = "running";

std::vector<json> log_lines(const std::string& text, const std::string& message) {
  std::vector<json> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    json parsed = json::parse(line, nullptr, false);
    if (parsed.is_object() && parsed.value("message", "") == message) found.push_back(std::move(parsed));
  }
  return found;
}

}  // namespace

std::string logged_status_url(const std::string& log) {
  const std::vector<json> running = log_lines(log, kRunning);
  return running.empty() ? std::string() : running.front().at("status").get<std::string>();
}

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

HttpAnswer request(std::uint16_t port, std::string_view method, const std::string& target,
                   const std::string& body) {
  asio::io_context context;
  boost::beast::tcp_stream stream(context);
  stream.expires_after(kPatience);
  http::request<http::string_body> message;
  message.method_string({method.data(), method.size()});
  message.target(target);
  message.version(11);
  message.set(http::field::host, "127.0.0.1");
  message.keep_alive(false);
  message.body() = body;
  message.prepare_payload();
  boost::beast::flat_buffer input;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  // Asynchronous, because only that way a stream keeps to its time.
  boost::system::error_code failed;
  const auto read = [&](boost::system::error_code error, std::size_t) {
    failed = error;
    if (!error)
      http::async_read(stream, input, parser,
                       [&](boost::system::error_code read_error, std::size_t) { failed = read_error; });
  };
  stream.async_connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port),
                       [&](boost::system::error_code error) {
                         failed = error;
                         if (!error) http::async_write(stream, message, read);
                       });
  context.run();
  if (failed) return {};
  return {static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

HeldPort::HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, size) != 0 || ::getsockname(socket_, generic, &size) != 0)
    throw std::runtime_error("cannot take a port");
  number_ = ntohs(address.sin_port);
}

HeldPort::~HeldPort() { ::close(socket_); }

std::optional<double> Daemon::metric(const std::string& series) const {
  std::istringstream page(get("/metrics").body);
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(series + " ")) return std::stod(line.substr(series.size() + 1));
  }
  return std::nullopt;
}

json Daemon::clusters() const {
  const json body = json::parse(get("/api/v1/clusters").body, nullptr, false);
  return body.is_object() ? body.at("clusters") : json::array();
}

json Daemon::cluster(const std::string& name) const {
  for (const json& one : clusters()) {
    if (one.at("name") == name) return one;
  }
  return json::object();
}

bool Daemon::all_are(const std::string& verdict, std::size_t how_many) const {
  const json all = clusters();
  return all.size() == how_many && std::all_of(all.begin(), all.end(), [&](const json& cluster) {
           return cluster.at("verdict") == verdict;
         });
}

std::vector<json> Daemon::logged(const std::string& message) const {
  return log_lines(process_.err(), message);
}

OperatorTest::OperatorTest() { std::filesystem::create_directory(folder_); }

void OperatorTest::start_standin(std::string_view faults, std::chrono::milliseconds provisioning) {
  api::StandinOptions options{.api_key = kKey, .provisioning = provisioning};
  if (!faults.empty()) {
    auto script = api::standin::parse_fault_script(faults);
    ASSERT_TRUE(script) << script.error();
    options.faults = std::move(*script);
  }
  auto started = api::Standin::start(std::move(options));
  ASSERT_TRUE(started) << started.error();
  standin_ = std::move(*started);
}

void OperatorTest::clear_faults() {
  EXPECT_EQ(request(standin_->port(), "DELETE", "/_standin/faults").status, 200);
}

std::uint64_t OperatorTest::effective_creates() const {
  const json creates = stats().at("creates");
  return static_cast<std::uint64_t>(
      std::count_if(creates.begin(), creates.end(), [](const json& one) { return one.at("status") == 200; }));
}

std::string OperatorTest::manifest(const std::string& name) {
  return "apiVersion: fireworks.ai/v1alpha1\n"
         "kind: FireworksCluster\n"
         "metadata:\n"
         "  name: " +
         name +
         "\n"
         "spec:\n"
         "  fakeCluster: {projectId: p, location: l, clusterName: " +
         name + "}\n";
}

Process OperatorTest::start(std::vector<std::string> arguments,
                            std::map<std::string, std::string> environment,
                            const std::filesystem::path& err) {
  ProcessOptions options;
  options.program = FWOP_BINARY;
  options.arguments = std::move(arguments);
  options.environment = std::move(environment);
  // What the person who runs the tests keeps there is not theirs.
  options.environment.try_emplace("HOME", temp_.path().string());
  options.output_prefix = temp_.path() / ("operator-" + std::to_string(++started_));
  options.err = err;
  return Process(std::move(options));
}

std::vector<std::string> OperatorTest::run_arguments(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"run",
                                     "--account-id=acme",
                                     "--log-format=json",
                                     "--log-level=debug",
                                     "--table=never",
                                     "--state-dir=" + (temp_.path() / "state").string()};
  const bool addressed = std::any_of(more.begin(), more.end(), [](const std::string& argument) {
    return argument.starts_with("--status-address=");
  });
  if (!addressed) arguments.push_back("--status-address=127.0.0.1:0");
  arguments.insert(arguments.end(), sources_.begin(), sources_.end());
  if (standin_) arguments.push_back("--api-url=" + standin_->base_url());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Process OperatorTest::start_run(std::vector<std::string> more, const std::string& key,
                                const std::filesystem::path& err) {
  return start(run_arguments(more), {{"FIREWORKS_API_KEY", key}}, err);
}

Daemon OperatorTest::start_daemon(std::vector<std::string> more, const std::string& key) {
  Process process = start_run(std::move(more), key);
  std::string url;
  const bool runs = eventually([&] {
    url = logged_status_url(process.err());
    return !url.empty() || process.wait(std::chrono::milliseconds(0)).has_value();
  });
  if (!runs || url.empty()) throw std::runtime_error("the operator does not run: " + process.err());
  return {std::move(process), port_of(url)};
}

}  // namespace fwop::e2e
