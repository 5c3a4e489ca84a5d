#include "standin_fixture.hpp"

namespace fwop::api {
namespace {

class StandinFaults : public StandinTest {
 protected:
  /// Puts the rule in place over HTTP, as a person would.
  void set_rule(const std::string& rule) {
    const auto put = call("PUT", "/_standin/faults", R"({"rules":[)" + rule + "]}");
    ASSERT_EQ(put.status, 200) << put.body;
  }
  void clear() { ASSERT_EQ(call("DELETE", "/_standin/faults").status, 200); }
};

TEST_F(StandinFaults, ALostAnswerLeavesACountedCreateAndTheCluster) {
  start_with_faults(R"({"rules":[{"match":{"verb":"create"},"times":1,"lostAnswer":true}]})");
  const auto lost = create("prod");
  EXPECT_TRUE(lost.error);
  EXPECT_EQ(lost.status, 0);
  EXPECT_EQ(get("prod").status, 200);
  EXPECT_EQ(stats()["creates"].size(), 1U);
  EXPECT_EQ(stats()["creates"][0]["status"], 200);
  EXPECT_EQ(create("prod").status, 409);
}

TEST_F(StandinFaults, ACutRequestHasNoEffect) {
  start_with_faults(R"({"rules":[{"match":{"verb":"create"},"times":1,"cutRequest":true}]})");
  EXPECT_TRUE(create("prod").error);
  EXPECT_TRUE(stats()["creates"].empty());
  EXPECT_EQ(stats()["requests"]["create"], 1);
  EXPECT_EQ(create("prod").status, 200);
}

TEST_F(StandinFaults, ThrottlesWithARetryAfter) {
  start_with_faults(
      R"({"rules":[{"match":{"verb":"list"},"times":1,"status":429,"message":"slow down","retryAfter":7}]})");
  const auto throttled = call("GET", kClusters);
  EXPECT_EQ(throttled.status, 429);
  EXPECT_EQ(throttled.head.at("retry-after"), "7");
  EXPECT_EQ(throttled.code(), 8);
  EXPECT_EQ(throttled.message(), "slow down");
  EXPECT_EQ(call("GET", kClusters).status, 200);
}

TEST_F(StandinFaults, AnErrorAfterTheEffectLeavesTheCluster) {
  start_with_faults(R"({"rules":[{"match":{"verb":"create"},"times":1,"status":503,"afterEffect":true}]})");
  EXPECT_EQ(create("prod").status, 503);
  EXPECT_EQ(get("prod").status, 200);
}

TEST_F(StandinFaults, AnErrorBeforeTheEffectLeavesNothing) {
  start_with_faults(R"({"rules":[{"match":{"verb":"create"},"times":1,"status":503}]})");
  EXPECT_EQ(create("prod").status, 503);
  EXPECT_EQ(get("prod").status, 404);
}

TEST_F(StandinFaults, CutsABodyInHalf) {
  start();
  create("prod");
  const auto whole = get("prod").body;
  set_rule(R"({"match":{"verb":"get"},"times":1,"cutBody":true})");
  const auto cut = get("prod");
  EXPECT_TRUE(cut.error);
  EXPECT_EQ(cut.status, 200);
  EXPECT_EQ(cut.body, whole.substr(0, whole.size() / 2));
  EXPECT_EQ(get("prod").body, whole);
}

TEST_F(StandinFaults, MakesBodiesThatAreNoJson) {
  start();
  create("prod");
  set_rule(R"({"match":{"verb":"get"},"times":1,"garbage":true})");
  const auto garbage = get("prod");
  EXPECT_EQ(garbage.status, 200);
  EXPECT_FALSE(nlohmann::json::accept(garbage.body));
  set_rule(R"({"match":{"verb":"get"},"times":1,"html":true})");
  const auto html = get("prod");
  EXPECT_EQ(html.status, 502);
  EXPECT_EQ(html.head.at("content-type"), "text/html");
  set_rule(R"({"match":{"verb":"get"},"times":1,"emptyBody":true})");
  EXPECT_EQ(get("prod").body, "");
}

TEST_F(StandinFaults, StallsWithoutAndWithTheEffect) {
  start();
  for (const bool after : {false, true}) {
    set_rule(after ? R"({"match":{"verb":"create"},"stallAfterEffect":true})"
                   : R"({"match":{"verb":"create"},"stall":true})");
    Caller stalled(*server_);
    stalled.send_only("POST", kClusters, create_body(after ? "after" : "before"));
    // Until the server has counted it, it has not looked at it.
    const auto key = after ? 2 : 1;
    while (stats()["requests"]["create"] != key) {
    }
    EXPECT_EQ(get(after ? "after" : "before").status, after ? 200 : 404);
    EXPECT_FALSE(stalled.has_answer());
  }
}

TEST_F(StandinFaults, ShowsAClusterInAStateItIsNotIn) {
  start();
  create("prod");
  create("other");
  set_rule(R"({"match":{"cluster":"prod"},"state":"UPDATING"})");
  EXPECT_EQ(get("prod").json()["state"], "UPDATING");
  EXPECT_EQ(get("other").json()["state"], "READY");
  const auto listed = call("GET", kClusters).json()["clusters"];
  EXPECT_EQ(listed[0]["state"], "READY");
  EXPECT_EQ(listed[1]["state"], "UPDATING");
}

TEST_F(StandinFaults, MakesClustersFailOrStick) {
  start_with_faults(R"({"rules":[
    {"match":{"verb":"create","cluster":"bad-*"},"fail":{"code":"PERMISSION_DENIED","message":"no such role"}},
    {"match":{"verb":"create","cluster":"slow"},"stuckCreating":true}]})");
  create("bad-1");
  create("slow");
  EXPECT_EQ(get("bad-1").json()["state"], "FAILED");
  EXPECT_EQ(get("bad-1").json()["status"],
            nlohmann::json::parse(R"({"code":"PERMISSION_DENIED","message":"no such role"})"));
  EXPECT_EQ(get("slow").json()["state"], "CREATING");
}

TEST_F(StandinFaults, RefusesADelete) {
  start();
  create("prod");
  set_rule(R"({"match":{"verb":"delete"},"times":1,"refuseDelete":true})");
  const auto refused = call("DELETE", kClusters + "/prod");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), 9);
  EXPECT_EQ(get("prod").json()["state"], "READY");
  EXPECT_EQ(stats()["deletes"][0]["status"], 400);
}

TEST_F(StandinFaults, WrapsErrors) {
  start();
  set_rule(R"({"errorShape":"wrapped"})");
  EXPECT_EQ(get("nothing").json()["error"]["code"], 404);
}

TEST_F(StandinFaults, WritesUnsetFieldsInEveryWay) {
  start();
  create("prod");
  set_rule(R"({"unset":"null"})");
  EXPECT_TRUE(get("prod").json().at("displayName").is_null());
  EXPECT_TRUE(call("GET", kClusters).json().at("nextPageToken").is_null());
  set_rule(R"({"unset":"empty"})");
  EXPECT_EQ(get("prod").json().at("displayName"), "");
  EXPECT_EQ(call("GET", kClusters).json().at("nextPageToken"), "");
  set_rule(R"({"unset":"omit"})");
  EXPECT_FALSE(get("prod").json().contains("displayName"));
  EXPECT_EQ(call("GET", "/v1/accounts/none/clusters").body, "{}");
}

TEST_F(StandinFaults, ListsThePast) {
  start_with_faults(R"({"rules":[{"match":{"verb":"list"},"listLag":"1h"}]})");
  create("prod");
  EXPECT_EQ(call("GET", kClusters).json()["totalSize"], 0);
  EXPECT_EQ(get("prod").status, 200);
  clear();
  EXPECT_EQ(call("GET", kClusters).json()["totalSize"], 1);
}

TEST_F(StandinFaults, ListsThePastOfClustersOlderThanTheScript) {
  start();
  create("prod");
  set_rule(R"({"match":{"verb":"list"},"listLag":"1h"})");
  EXPECT_EQ(call("GET", kClusters).json()["totalSize"], 0);
}

TEST_F(StandinFaults, ShowsItsRulesWithTheirHits) {
  start();
  set_rule(R"({"match":{"verb":"get"},"after":1,"times":1,"status":500})");
  EXPECT_EQ(get("a").status, 404);
  EXPECT_EQ(get("a").status, 500);
  EXPECT_EQ(get("a").status, 404);
  const auto shown = call("GET", "/_standin/faults").json();
  EXPECT_EQ(shown["rules"][0]["seen"], 3);
  EXPECT_EQ(shown["rules"][0]["hits"], 1);
  EXPECT_EQ(call("PUT", "/_standin/faults", shown.dump()).status, 200);
}

TEST_F(StandinFaults, RefusesAScriptWithAnError) {
  start();
  const auto refused = call("PUT", "/_standin/faults", R"({"rules":[{"lostAnswers":true}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.message(), "the fault script has an error: rules[0].lostAnswers: unknown field");
}

}  // namespace
}  // namespace fwop::api
