#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

// floor MANIFESTS PORT: the least that bringing these clusters up can cost, one after the other: the bare
// parser over the files, then the creates over bare keep-alive connections against the stand-in, each at the
// best of several concurrencies. Prints one line of JSON. It decodes nothing, checks nothing, remembers
// nothing and reads no answer beyond its length.

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "floor: " << what << '\n';
  std::exit(1);
}

/// Takes the parser's events and does nothing with them.
class Nothing : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

double parse_all(const std::vector<fs::path>& files, unsigned threads) {
  const auto start = Clock::now();
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    Nothing nothing;
    for (std::size_t i = next++; i < files.size(); i = next++) {
      std::ifstream stream(files[i]);
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(nothing)) {
      }
    }
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return seconds_since(start);
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    fail(std::string("cannot reach the stand-in: ") + std::strerror(errno));
  return fd;
}

std::string create_request(const std::string& account, std::size_t number) {
  const std::string id = "floor-" + std::to_string(number);
  const std::string body =
      R"({"cluster":{"displayName":"Floor )" + id +
      R"(","eksCluster":{"awsAccountId":"123456789012","region":"us-east-1",)"
      R"("fireworksManagerRole":"arn:aws:iam::123456789012:role/FireworksManagerRole",)"
      R"("clusterName":")" +
      id + R"(","storageBucketName":")" + id +
      R"(","metricWriterRole":"arn:aws:iam::123456789012:role/MetricsWriterRole",)"
      R"("loadBalancerControllerRole":"arn:aws:iam::123456789012:role/LbRole",)"
      R"("inferenceRole":"arn:aws:iam::123456789012:role/InferenceRole"}},"clusterId":")" +
      id + R"("})";
  return "POST /v1/accounts/" + account +
         "/clusters HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer k\r\n" +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

/// Whether `text` holds one whole answer; its status must be 200.
bool is_whole(const std::string& text) {
  const auto head = text.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  if (text.compare(0, 12, "HTTP/1.1 200") != 0) fail("the stand-in answers " + text.substr(0, 80));
  const auto at = text.find("Content-Length: ");
  if (at == std::string::npos) fail("an answer without a length");
  return text.size() >= head + 4 + std::stoul(text.substr(at + 16));
}

struct Connection {
  int fd = -1;
  std::string answer;
};

/// All requests over that many connections, one in flight on each, by one thread.
double create_all(const std::vector<std::string>& requests, std::uint16_t port, std::size_t connections) {
  const auto start = Clock::now();
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Connection> all(std::min(connections, requests.size()));
  std::size_t next = 0;
  std::size_t done = 0;
  const auto send_next = [&](Connection& connection) {
    if (next == requests.size()) return;
    const std::string& request = requests[next++];
    if (::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      fail("a request could not be sent whole");
  };
  for (Connection& connection : all) {
    connection.fd = connect_to(port);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, connection.fd, &event);
    send_next(connection);
  }
  std::vector<epoll_event> events(all.size());
  std::vector<char> buffer(16 * 1024);
  while (done < requests.size()) {
    const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      const ssize_t got = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) fail("the stand-in closed a connection");
      connection.answer.append(buffer.data(), static_cast<std::size_t>(got));
      if (!is_whole(connection.answer)) continue;
      connection.answer.clear();
      ++done;
      send_next(connection);
    }
  }
  for (const Connection& connection : all) ::close(connection.fd);
  ::close(poll);
  return seconds_since(start);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: floor MANIFESTS PORT");
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(argv[1])) files.push_back(file.path());
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[2]));

  double parse = 0;
  unsigned parse_threads = 0;
  for (unsigned threads = 1; threads <= std::thread::hardware_concurrency(); threads *= 2) {
    const double took = parse_all(files, threads);
    if (parse_threads != 0 && took >= parse) continue;
    parse = took;
    parse_threads = threads;
  }
  double create = 0;
  std::size_t connections = 0;
  for (const std::size_t tried : {8, 32, 128}) {
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < files.size(); ++i)
      requests.push_back(create_request("floor-" + std::to_string(tried), i));
    const double took = create_all(requests, port, tried);
    if (connections != 0 && took >= create) continue;
    create = took;
    connections = tried;
  }
  std::cout << R"({"parse_s": )" << parse << R"(, "parse_threads": )" << parse_threads << R"(, "create_s": )"
            << create << R"(, "connections": )" << connections << R"(, "floor_s": )" << parse + create
            << "}\n";
  return 0;
}
