// ?watch=true over real sockets.
#include <future>

#include <boost/asio/read_until.hpp>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "controller/serve/cluster_watches.hpp"
#include "status_server_fixture.hpp"

namespace fwop::controller {
namespace {

using testing::HasSubstr;

class StatusWatch : public StatusServerTest {
 protected:
  StatusSource source() override {
    StatusSource made = a_source();
    made.subscribe = [this] { return bus_.subscribe(loop_.get_executor()); };
    made.cluster = [this](const api::ClusterKey& key) -> std::optional<ClusterView> {
      return a_cluster(key.cluster_id, verdict_);
    };
    return made;
  }
  void change(const std::string& id, Verdict verdict) {
    asio::post(loop_, [this, id, verdict] {
      verdict_ = verdict;
      const api::ClusterKey keys[] = {{"acc", id}};
      bus_.publish({.changed = keys});
    });
  }
  tcp::socket ask(const std::string& line) {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(line + "\r\nHost: localhost\r\n\r\n"));
    return socket;
  }
  /// Reads on until `end` has come.
  static std::string read_until(tcp::socket& socket, const std::string& end) {
    std::string text;
    asio::read_until(socket, asio::dynamic_buffer(text), end);
    return text;
  }

  Bus bus_;
  Verdict verdict_ = Verdict::Ready;
};

TEST_F(StatusWatch, TellsAllAndThenEachChange) {
  tcp::socket reader = ask("GET /api/v1/clusters?watch=true HTTP/1.1");
  const std::string first = read_until(reader, "BOOKMARK");
  EXPECT_THAT(first, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(first, HasSubstr("\"ADDED\""));
  change("prod", Verdict::Failed);
  const std::string later = read_until(reader, "\"MODIFIED\"");
  EXPECT_THAT(later, HasSubstr("Failed"));
}

TEST_F(StatusWatch, HeadAndOldHttpWaitForNothing) {
  tcp::socket head = ask("HEAD /api/v1/clusters?watch=true HTTP/1.1");
  EXPECT_THAT(read_until(head, "\r\n\r\n"), HasSubstr("200 OK"));
  tcp::socket old = ask("GET /api/v1/clusters?watch=true HTTP/1.0");
  EXPECT_THAT(read_until(old, "\n"), HasSubstr("505"));
}

TEST_F(StatusWatch, MoreReadersThanItServesAreToldSoAndOthersAreServed) {
  std::vector<tcp::socket> readers;
  for (std::size_t i = 0; i < ClusterWatches::kMost; ++i) {
    readers.push_back(ask("GET /api/v1/clusters?watch=true HTTP/1.1"));
    read_until(readers.back(), "BOOKMARK");
  }
  tcp::socket late = connect();
  const Response refused = exchange(late, http::verb::get, "/api/v1/clusters?watch=true");
  EXPECT_EQ(refused.result_int(), 503U);
  EXPECT_THAT(refused.body(), HasSubstr("without ?watch=true"));
  EXPECT_EQ(exchange(late, http::verb::get, "/api/v1/clusters/prod").result_int(), 200U);
}

TEST_F(StatusWatch, AReaderThatDoesNotReadKeepsNobodyWaitingAndGetsAGap) {
  tcp::socket slow = ask("GET /api/v1/clusters?watch=true HTTP/1.1");
  tcp::socket quick = ask("GET /api/v1/clusters?watch=true HTTP/1.1");
  read_until(quick, "BOOKMARK");
  // More clusters change than wait for one reader.
  asio::post(loop_, [this] {
    std::vector<api::ClusterKey> keys;
    for (int i = 0; i < 5000; ++i) keys.push_back({"acc", "c" + std::to_string(i)});
    bus_.publish({.changed = keys});
  });
  EXPECT_THAT(read_until(quick, "RESTART"), HasSubstr("RESTART"));
  EXPECT_EQ(exchange(*std::make_unique<tcp::socket>(connect()), http::verb::get, "/healthz").result_int(),
            200U);
}

TEST_F(StatusWatch, EndsWithTheServer) {
  tcp::socket reader = ask("GET /api/v1/clusters?watch=true HTTP/1.1");
  read_until(reader, "BOOKMARK");
  asio::post(loop_, [this] { server_->stop(); });
  std::string rest;
  boost::system::error_code ended;
  asio::read(reader, asio::dynamic_buffer(rest), ended);
  EXPECT_TRUE(ended);
  thread_.join();
  server_.reset();
}

}  // namespace
}  // namespace fwop::controller
