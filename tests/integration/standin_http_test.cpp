#include <set>

#include "standin_fixture.hpp"

namespace fwop::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class StandinHttp : public StandinTest {};

TEST_F(StandinHttp, CreatesShowsChangesAndDeletesACluster) {
  start();
  const auto created = create("prod");
  ASSERT_EQ(created.status, 200) << created.body;
  EXPECT_EQ(created.json()["name"], "accounts/acme/clusters/prod");
  EXPECT_EQ(created.json()["state"], "CREATING");
  EXPECT_EQ(get("prod").json()["state"], "READY");
  const auto updated = call("PATCH", kClusters + "/prod", R"({"displayName": "new"})");
  EXPECT_EQ(updated.status, 200) << updated.body;
  EXPECT_EQ(get("prod").json()["displayName"], "new");
  const auto deleted = call("DELETE", kClusters + "/prod");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(deleted.body, "{}");
  EXPECT_EQ(get("prod").status, 404);
}

TEST_F(StandinHttp, AnswersTheSecondCreateWith409AndCountsIt) {
  start();
  EXPECT_EQ(create("prod").status, 200);
  const auto second = create("prod");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.code(), 6);
  EXPECT_GT(stats()["bytes"]["received"], 2 * create_body("prod").size());
  const auto sent = stats()["bytes"]["sent"];
  EXPECT_GT(sent, 0);
  EXPECT_EQ(stats()["bytes"]["sent"], sent) << "what was asked of the stand-in itself does not count";
  const auto creates = stats()["creates"];
  ASSERT_EQ(creates.size(), 2U);
  EXPECT_EQ(creates[0]["status"], 200);
  EXPECT_EQ(creates[1]["status"], 409);
  EXPECT_EQ(creates[1]["name"], "accounts/acme/clusters/prod");
}

TEST_F(StandinHttp, WantsAKeyInEitherHeader) {
  start({.api_key = "secret", .provisioning = milliseconds(0)});
  caller().key = "";
  const auto without = call("GET", kClusters);
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(without.code(), 16);
  caller().key = "wrong";
  EXPECT_EQ(call("GET", kClusters).status, 401);
  caller().key = "secret";
  EXPECT_EQ(call("GET", kClusters).status, 200);
  caller().key = "";
  auto message = caller().message("GET", kClusters, "");
  message.set("X-Api-Key", "secret");
  EXPECT_EQ(caller().send(message).status, 200);
  EXPECT_EQ(stats()["requests"]["list"], 4) << "refused requests count too";
}

TEST_F(StandinHttp, TakesAnyKeyWhenNoneIsSetButNotNone) {
  start();
  EXPECT_EQ(call("GET", kClusters).status, 200);
  caller().key = "";
  EXPECT_EQ(call("GET", kClusters).status, 401);
}

TEST_F(StandinHttp, RefusesAnotherAccountThanItsOwn) {
  start({.account = "acme", .provisioning = milliseconds(0)});
  EXPECT_EQ(call("GET", kClusters).status, 200);
  const auto other = call("GET", "/v1/accounts/other/clusters");
  EXPECT_EQ(other.status, 403);
  EXPECT_EQ(other.code(), 7);
}

TEST_F(StandinHttp, TellsWrongPathsMethodsAndBodiesApart) {
  start();
  EXPECT_EQ(call("GET", "/v1/accounts/acme/models").status, 404);
  EXPECT_EQ(call("GET", "/").code(), 5);
  const auto put = call("PUT", kClusters);
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.code(), 12);
  EXPECT_EQ(put.head.at("allow"), "GET, POST");
  EXPECT_EQ(call("POST", kClusters, "{").code(), 3);
  EXPECT_EQ(call("POST", kClusters, std::string(2 * 1024 * 1024, ' ')).status, 413);
  EXPECT_EQ(call("POST", kClusters, R"({"clusterId":"a","cluster":{"state":"READY"}})").message(),
            "unknown field \"cluster.state\"");
}

TEST_F(StandinHttp, GivesEachAnswerItsOwnRequestId) {
  start();
  std::set<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.insert(call("GET", kClusters).head.at("x-request-id"));
  ids.insert(call("GET", "/nowhere").head.at("x-request-id"));
  EXPECT_EQ(ids.size(), 4U);
}

TEST_F(StandinHttp, PagesThrough450Clusters) {
  start();
  for (int i = 0; i < 450; ++i) ASSERT_EQ(create("c" + std::to_string(i)).status, 200);
  std::set<std::string> names;
  std::vector<std::size_t> sizes;
  std::string token;
  do {
    const auto page = call("GET", kClusters + "?pageSize=500&pageToken=" + token).json();
    EXPECT_EQ(page["totalSize"], 450);
    sizes.push_back(page["clusters"].size());
    for (const auto& cluster : page["clusters"]) names.insert(cluster["name"]);
    token = page.value("nextPageToken", "");
  } while (!token.empty());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{200, 200, 50}));
  EXPECT_EQ(names.size(), 450U);
  EXPECT_EQ(call("GET", kClusters).json()["clusters"].size(), 50U);
}

TEST_F(StandinHttp, RefusesATokenOfAnotherList) {
  start();
  for (const char* id : {"a", "b", "c"}) create(id);
  const auto token = call("GET", kClusters + "?pageSize=1").json()["nextPageToken"].get<std::string>();
  EXPECT_EQ(call("GET", kClusters + "?pageSize=1&pageToken=" + token).status, 200);
  EXPECT_EQ(call("GET", kClusters + "?pageSize=2&pageToken=" + token).status, 400);
  EXPECT_EQ(call("GET", kClusters + "?pageSize=1&orderBy=state&pageToken=" + token).status, 400);
  EXPECT_EQ(call("GET", kClusters + "?pageSize=1&pageToken=garbage").code(), 3);
}

TEST_F(StandinHttp, ReadsOnlyWhatTheMaskNames) {
  start();
  create("prod");
  EXPECT_EQ(
      call("GET", kClusters + "/prod?readMask=name,eks_cluster.region").json(),
      nlohmann::json::parse(R"({"name":"accounts/acme/clusters/prod","eksCluster":{"region":"us-east-1"}})"));
  EXPECT_EQ(call("GET", kClusters + "/prod?readMask=nonsense").status, 400);
}

TEST_F(StandinHttp, IgnoresAReadMaskWhereThereIsNone) {
  start();
  EXPECT_EQ(call("POST", kClusters + "?readMask=nonsense", create_body("prod")).status, 200);
  EXPECT_EQ(call("PATCH", kClusters + "/prod?readMask=nonsense", R"({"displayName":"n"})").status, 200);
}

TEST_F(StandinHttp, RefusesTargetsThatItsAnswersCouldNotRepeat) {
  start();
  for (const char* target : {"/v1/accounts/%ff/clusters", "/v1/accounts/acme/clusters/%c3",
                             "/v1/accounts/acme/clusters?filter=%80", "/v1/accounts/%c0%af/clusters",
                             "/v1/accounts/%ed%a0%80/clusters", "/v1/accounts/%f4%90%80%80/clusters",
                             "/v1/accounts/acme/clusters/%zz"})
    EXPECT_EQ(call("GET", target).code(), 3) << target;
  EXPECT_EQ(call("GET", "/v1/accounts/a%2Fb/clusters").status, 404);
  EXPECT_EQ(call("GET", "/v1/accounts/m%C3%BCnchen/clusters").status, 200);
}

TEST_F(StandinHttp, GivesConnectionInfoOnlyOnceReady) {
  start({.provisioning = std::chrono::hours(1)});
  create("prod");
  const auto early = call("GET", kClusters + "/prod:getConnectionInfo");
  EXPECT_EQ(early.status, 400);
  EXPECT_EQ(early.code(), 9);
}

TEST_F(StandinHttp, CanBeChangedBehindTheApisBack) {
  start({.provisioning = milliseconds(0), .deletion = std::chrono::hours(1)});
  create("prod");
  const auto moved =
      call("PATCH", "/_standin/clusters/acme/prod", R"({"eksCluster":{"region":"eu-west-1"}})");
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(get("prod").json()["eksCluster"]["region"], "eu-west-1");
  EXPECT_EQ(call("DELETE", "/_standin/clusters/acme/prod").status, 200);
  EXPECT_EQ(get("prod").json()["state"], "DELETING");
  EXPECT_EQ(call("DELETE", "/_standin/clusters/acme/prod?atOnce=true").status, 200);
  EXPECT_EQ(get("prod").status, 404);
  EXPECT_TRUE(stats()["deletes"].empty());
}

TEST_F(StandinHttp, StartsAnewOnReset) {
  start();
  create("prod");
  EXPECT_EQ(call("POST", "/_standin/reset").status, 200);
  EXPECT_EQ(get("prod").status, 404);
  EXPECT_TRUE(stats()["creates"].empty());
}

TEST_F(StandinHttp, SpeaksTlsWithACertificateOfItsOwn) {
  start({.provisioning = milliseconds(0), .tls = true});
  EXPECT_EQ(server_->base_url(), "https://127.0.0.1:" + std::to_string(server_->port()));
  EXPECT_EQ(create("prod").status, 200);
  EXPECT_EQ(get("prod").json()["state"], "READY");
}

TEST_F(StandinHttp, SaysThatItsPortIsTaken) {
  start();
  const auto second = Standin::start({.port = server_->port()});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().find("port " + std::to_string(server_->port()) + " is in use"), std::string::npos)
      << second.error();
}

TEST_F(StandinHttp, KeepsItsStatsWhenItHasStopped) {
  start();
  create("prod");
  server_->stop();
  server_->stop();
  EXPECT_EQ(stats()["creates"].size(), 1U);
}

}  // namespace
}  // namespace fwop::api
