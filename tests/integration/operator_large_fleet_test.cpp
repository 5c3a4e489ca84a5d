#include <chrono>
#include <iostream>
#include <sstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "operator_fixture.hpp"

// What it costs to look at a large fleet, above all when those who look do not read.

namespace fwop::e2e {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kFiles = 10;
// The sanitizers take many times as long, and memory of their own.
constexpr std::size_t kClusters = FWOP_SANITIZED != 0 ? 500 : 10'000;
constexpr int kReaders = 63;
constexpr int kIdle = 64;
constexpr double kMostMemory = 1.5;
constexpr const char* kLongestPause = "fireworks_loop_longest_pause_seconds";

class OperatorLargeFleet : public OperatorTest {
 protected:
  void declare_all() {
    for (std::size_t file = 0; file < kFiles; ++file) {
      std::string text;
      for (std::size_t i = file; i < kClusters; i += kFiles)
        text += "---\n" + manifest("c-" + std::to_string(i));
      write_text(folder_ / ("part-" + std::to_string(file) + ".yaml"), text);
    }
  }

  /// A daemon for which all clusters have become READY, and which looks no more by itself.
  Daemon settled_daemon() {
    start_standin();
    declare_all();
    auto daemon =
        start_daemon({"--api-budget=0", "--max-in-flight=128", "--first-poll=20ms", "--sweep-interval=1h"});
    EXPECT_TRUE(eventually([&] {
      const json own = json::parse(daemon.get("/api/v1/operator").body, nullptr, false);
      return own.is_object() && own.at("clusters").value("Ready", 0U) == kClusters;
    })) << daemon.get("/api/v1/operator").body;
    return daemon;
  }

  static double resident_mib(const Daemon& daemon) {
    std::istringstream status(read_text("/proc/" + std::to_string(daemon.process().id()) + "/status"));
    for (std::string word; status >> word;) {
      double kib = 0;
      if (word == "VmRSS:" && status >> kib) return kib / 1024;
    }
    return 0;
  }

  /// How long the loop's thread was ready to run so far, and got no core: others use the machine too.
  static double seconds_without_a_core(const Daemon& daemon) {
    const std::string id = std::to_string(daemon.process().id());
    std::istringstream counted(read_text("/proc/" + id + "/task/" + id + "/schedstat"));
    double ran = 0;
    double waited = 0;
    counted >> ran >> waited;
    return waited / 1e9;
  }

  tcp::socket connect(const Daemon& daemon) {
    tcp::socket socket(clients_);
    socket.open(tcp::v4());
    socket.set_option(tcp::socket::receive_buffer_size(4096));
    socket.connect({asio::ip::address_v4::loopback(), daemon.port()});
    return socket;
  }
  /// Asks for it, and reads nothing.
  tcp::socket reader_who_does_not_read(const Daemon& daemon, const std::string& target) {
    tcp::socket socket = connect(daemon);
    asio::write(socket, asio::buffer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    return socket;
  }
  /// Waits until its answer begins, and reads no more of it.
  static std::string status_line(tcp::socket& socket) {
    std::string begin(12, '\0');
    asio::read(socket, asio::buffer(begin));
    return begin;
  }
  static double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
  }

  asio::io_context clients_;
};

TEST_F(OperatorLargeFleet, ReadersWhoDoNotReadAndIdleSocketsCostLittleAndKeepNobodyOut) {
  auto daemon = settled_daemon();
  const double before = resident_mib(daemon);
  ASSERT_TRUE(daemon.metric(kLongestPause));  // From here on.
  const double waited = seconds_without_a_core(daemon);

  const auto asked = Clock::now();
  std::vector<tcp::socket> readers;
  for (int i = 0; i < kReaders; ++i) readers.push_back(reader_who_does_not_read(daemon, "/api/v1/clusters"));
  std::vector<tcp::socket> idle;
  for (int i = 0; i < kIdle; ++i) idle.push_back(connect(daemon));

  auto began = Clock::now();
  EXPECT_EQ(daemon.get("/healthz").status, 200);
  const double healthz = seconds_since(began);
  for (tcp::socket& reader : readers) EXPECT_EQ(status_line(reader), "HTTP/1.1 200");
  const double answers = seconds_since(asked);

  began = Clock::now();
  auto get = start({"get", "-o", "name", "--status-address=" + daemon.address()});
  EXPECT_EQ(get.wait(), 0) << get.err();
  const double get_took = seconds_since(began);
  const std::string names = get.out();
  EXPECT_EQ(static_cast<std::size_t>(std::count(names.begin(), names.end(), '\n')), kClusters);
  const double after = resident_mib(daemon);

  began = Clock::now();
  const auto pause = daemon.metric(kLongestPause);
  const double scrape = seconds_since(began);
  ASSERT_TRUE(pause) << "a scrape gets through";
  std::cout << kClusters << " clusters, " << kReaders << " readers who do not read, " << kIdle
            << " idle sockets: RSS " << before << " -> " << after << " MiB (" << after / before
            << " times), answers begun after " << answers << " s, /healthz " << healthz << " s, get "
            << get_took << " s, scrape " << scrape << " s, the loop's longest pause " << *pause
            << " s, its thread without a core " << seconds_without_a_core(daemon) - waited << " s\n";
  if (FWOP_SANITIZED == 0) {
    EXPECT_LE(after, kMostMemory * before);
  }
}

TEST_F(OperatorLargeFleet, ScrapersWhoDoNotReadShareOnePage) {
  auto daemon = settled_daemon();
  const double before = resident_mib(daemon);
  std::vector<tcp::socket> readers;
  for (int i = 0; i < kReaders; ++i) readers.push_back(reader_who_does_not_read(daemon, "/metrics"));
  for (tcp::socket& reader : readers) EXPECT_EQ(status_line(reader), "HTTP/1.1 200");
  const double after = resident_mib(daemon);
  std::cout << kClusters << " clusters, " << kReaders << " scrapers who do not read: RSS " << before << " -> "
            << after << " MiB (" << after / before << " times)\n";
  if (FWOP_SANITIZED == 0) {
    EXPECT_LE(after, 2 * before);
  }
}

}  // namespace
}  // namespace fwop::e2e
