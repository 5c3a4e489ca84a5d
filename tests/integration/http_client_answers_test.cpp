#include <gmock/gmock.h>

#include "http_client_fixture.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using HttpClientAnswers = HttpClientTest;

TEST_F(HttpClientAnswers, EachCallIsTheContractsRequest) {
  std::vector<std::string> requests;
  auto& server = serve([&](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    for (;;) {
      const auto request = co_await peer->read_request();
      if (!request) co_return;
      requests.push_back(*request);
      const bool list = request->find("pageSize") != std::string::npos;
      co_await peer->send(an_answer(200, list ? "{}" : kReadyCluster));
    }
  });
  auto& api = client_for(server);
  EXPECT_EQ(create(api).value().state, ClusterState::Ready);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(run<Result<ClusterPage>>(api.list_page("acme", "t/2", kPatience)).has_value());
  EXPECT_TRUE(run<Result<Cluster>>(api.update(kKey, kSpec, {"display_name"}, kPatience)).has_value());
  EXPECT_TRUE(run<Result<void>>(api.remove(kKey, kPatience)).has_value());

  ASSERT_EQ(requests.size(), 5U);
  EXPECT_THAT(requests[0], StartsWith("POST /v1/accounts/acme/clusters HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0], HasSubstr("\r\nAuthorization: Bearer fw_secret\r\n"));
  EXPECT_THAT(requests[0], HasSubstr("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"));
  EXPECT_THAT(
      requests[0],
      EndsWith(R"({"cluster":{"displayName":"D","fakeCluster":{"projectId":"p"}},"clusterId":"prod"})"));
  EXPECT_THAT(requests[1], StartsWith("GET /v1/accounts/acme/clusters/prod HTTP/1.1\r\n"));
  EXPECT_THAT(requests[2],
              StartsWith("GET /v1/accounts/acme/clusters?pageSize=200&pageToken=t%2F2 HTTP/1.1\r\n"));
  EXPECT_THAT(requests[3],
              StartsWith("PATCH /v1/accounts/acme/clusters/prod?updateMask=display_name HTTP/1.1\r\n"));
  EXPECT_THAT(requests[3], EndsWith(R"({"displayName":"D","fakeCluster":{"projectId":"p"}})"));
  EXPECT_THAT(requests[4], StartsWith("DELETE /v1/accounts/acme/clusters/prod HTTP/1.1\r\n"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientAnswers, AnErrorKeepsWhatTheServerSaid) {
  auto& server = serve(always(
      an_answer(429, R"({"code":8,"message":"slow down"})", "Retry-After: 2\r\nX-Request-Id: req-7\r\n")));
  EXPECT_EQ(failure(get(client_for(server))), (Error{.kind = ErrorKind::Throttled,
                                                     .http_status = 429,
                                                     .code = RpcCode::ResourceExhausted,
                                                     .message = "slow down",
                                                     .retry_after = std::chrono::seconds(2),
                                                     .request_id = "req-7"}));
}

TEST_F(HttpClientAnswers, ARetryDateIsReadAgainstTheServersOwnClock) {
  auto& server = serve(always(an_answer(503, "",
                                        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                        "Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n")));
  EXPECT_EQ(failure(get(client_for(server))).retry_after, std::chrono::seconds(10));
}

TEST_F(HttpClientAnswers, ARedirectIsNotFollowed) {
  auto& server = serve(always(an_answer(302, "", "Location: http://127.0.0.1:1/\r\n")));
  const auto error = failure(get(client_for(server)));
  EXPECT_EQ(error.kind, ErrorKind::Unsupported);
  EXPECT_THAT(error.message, HasSubstr("redirect"));
}

TEST_F(HttpClientAnswers, AKeyThatIsPartOfWhatStandsForItEndsNoLoop) {
  auto& server = serve(always(an_answer(403, R"({"code":7,"message":"unknown key"})")));
  const auto error = failure(get(client(options_for(server), std::make_shared<FixedKey>("key"))));
  EXPECT_EQ(error.message, "unknown [API key]");
}

TEST_F(HttpClientAnswers, TheKeyIsInNoErrorEvenWhenTheServerEchoesIt) {
  auto& server = serve(always(an_answer(403, R"({"code":7,"message":"fw_secret and fw_secret may not"})",
                                        "X-Request-Id: fw_secret\r\n")));
  const auto error = failure(get(client_for(server)));
  EXPECT_EQ(error.message, "[API key] and [API key] may not");
  EXPECT_THAT(error.request_id, Not(HasSubstr("fw_secret")));
  ASSERT_EQ(exchanges_.size(), 1U);
  EXPECT_THAT(exchanges_[0].request_id, Not(HasSubstr("fw_secret")));
}

TEST_F(HttpClientAnswers, ADeleteNeedsNoBody) {
  auto& server = serve(always("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_TRUE(run<Result<void>>(client_for(server).remove(kKey, kPatience)).has_value());
}

TEST_F(HttpClientAnswers, AnInterimAnswerIsNotTheAnswer) {
  auto& server =
      serve(always("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + an_answer(200, kReadyCluster)));
  auto& api = client_for(server);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientAnswers, AChunkedBodyIsRead) {
  auto& server =
      serve(always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "11\r\n{\"state\":\"READY\",\r\n"
                   "4\r\n\"x\":\r\n2\r\n1}\r\n0\r\n\r\n"));
  EXPECT_EQ(get(client_for(server)).value().state, ClusterState::Ready);
}

TEST_F(HttpClientAnswers, AnAnswerAboutAnotherClusterIsLost) {
  auto& server = serve(always(an_answer(200, R"({"name":"accounts/acme/clusters/other","state":"READY"})")));
  const auto error = failure(get(client_for(server)));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_THAT(error.message, HasSubstr("other"));
}

TEST_F(HttpClientAnswers, EveryExchangeIsReportedOnce) {
  auto& server = serve(always(an_answer(404, R"({"code":5,"message":"no"})", "X-Request-Id: r1\r\n")));
  EXPECT_TRUE(get(client_for(server)).has_error());
  ASSERT_EQ(exchanges_.size(), 1U);
  EXPECT_EQ(exchanges_[0].verb, Verb::Get);
  EXPECT_EQ(exchanges_[0].account_id, "acme");
  EXPECT_EQ(exchanges_[0].cluster_id, "prod");
  EXPECT_EQ(exchanges_[0].host, "127.0.0.1:" + server.port());
  EXPECT_EQ(exchanges_[0].http_status, 404);
  EXPECT_EQ(exchanges_[0].request_id, "r1");
  EXPECT_GT(exchanges_[0].duration.count(), 0);
  EXPECT_GT(exchanges_[0].bytes_sent, 0U);
  EXPECT_GT(exchanges_[0].bytes_received, 0U);
}

TEST_F(HttpClientAnswers, AnIdThatWouldReachAnotherPathIsRefusedBeforeItLeaves) {
  auto& server = serve(always(an_answer(200, kReadyCluster)));
  const auto removed =
      run<Result<void>>(client_for(server).remove({.account_id = "acme", .cluster_id = ".."}, kPatience));
  EXPECT_EQ(failure(removed).kind, ErrorKind::Invalid);
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace fwop::api
