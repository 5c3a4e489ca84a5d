#include "controller/show/view_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

TEST(ViewJson, AClusterIsInCamelCaseWithTimesInRfc3339) {
  const auto json = cluster_json(a_cluster("prod"));
  EXPECT_EQ(json["name"], "prod");
  EXPECT_EQ(json["resourceName"], "accounts/acc/clusters/prod");
  EXPECT_EQ(json["state"], "READY");
  EXPECT_EQ(json["verdict"], "Ready");
  EXPECT_EQ(json["nextStep"], "Nothing to do.");
  EXPECT_EQ(json["observedAt"], "2026-11-23T11:59:57Z");
  EXPECT_EQ(json["origin"]["line"], 3);
  EXPECT_FALSE(json.contains("nextTry"));
}

TEST(ViewJson, ConditionsHaveTheShapeOfKubernetes) {
  const auto conditions = cluster_json(a_cluster("prod"))["conditions"];
  ASSERT_EQ(conditions.size(), 4U);
  EXPECT_EQ(conditions[0], nlohmann::json({{"type", "Ready"},
                                           {"status", "True"},
                                           {"reason", "AsDeclared"},
                                           {"message", "READY as declared"},
                                           {"lastTransitionTime", "2026-11-23T12:00:00Z"},
                                           {"observedGeneration", 1}}));
}

TEST(ViewJson, SaysWhoSuspendsAClusterAndUntilWhen) {
  ClusterView cluster = a_cluster("prod", Verdict::Suspended);
  EXPECT_FALSE(cluster_json(cluster).contains("suspensions"));
  cluster.suspensions = {{true, {.reason = "maintenance", .owner = "alice", .until = kNoon}}, {}};
  EXPECT_EQ(cluster_json(cluster)["suspensions"], nlohmann::json::parse(R"([
    {"by": "command", "owner": "alice", "reason": "maintenance", "until": "2026-11-23T12:00:00Z"},
    {"by": "manifest"}])"));
}

TEST(ViewJson, AStateWeDoNotKnowKeepsItsText) {
  ClusterView cluster = a_cluster("prod");
  cluster.state = api::ClusterState::Unrecognized;
  cluster.state_text = "UPDATING";
  const auto json = cluster_json(cluster);
  EXPECT_EQ(json["state"], "UNRECOGNIZED");
  EXPECT_EQ(json["stateText"], "UPDATING");
}

TEST(ViewJson, AClosedGateSaysWhyAndWhenItIsTriedAgain) {
  AccountView account = an_account();
  account.gate_open = false;
  account.gate_reason = Reason::Throttled;
  account.gate_retry_at = kNoon;
  const auto json = account_json(account);
  EXPECT_EQ(json["gateReason"], "Throttled");
  EXPECT_EQ(json["gateRetryAt"], "2026-11-23T12:00:00Z");
}

TEST(ViewJson, ManifestsCarryTheirDiagnosticsAndBothPlacesOfADuplicate) {
  const auto json = manifests_json(*a_snapshot());
  EXPECT_EQ(json["diagnostics"][0]["line"], 2);
  EXPECT_EQ(json["diagnostics"][0]["severity"], "error");
  EXPECT_EQ(json["duplicates"][0]["origins"].size(), 2U);
}

TEST(ViewJson, BrokenManifestsAreCountedAndTheFirstErrorIsNamed) {
  manifests::Snapshot snapshot;
  EXPECT_EQ(manifest_errors(snapshot), "");
  snapshot.diagnostics = {{.file = "w.yaml", .severity = manifests::Severity::Warning, .message = "hm"}};
  EXPECT_EQ(manifest_errors(snapshot), "");
  snapshot.diagnostics.push_back({.file = "a.yaml", .line = 3, .column = 1, .message = "no"});
  EXPECT_EQ(manifest_errors(snapshot), "1 manifest has errors: a.yaml:3:1: error: no");
  snapshot.diagnostics.push_back({.file = "a.yaml", .line = 4, .message = "no"});
  snapshot.diagnostics.push_back({.file = "b.yaml", .line = 4, .message = "no"});
  EXPECT_EQ(manifest_errors(snapshot), "2 manifests have errors: a.yaml:3:1: error: no");
  EXPECT_EQ(manifests_json(snapshot)["errors"], manifest_errors(snapshot));
}

TEST(ViewJson, BytesThatAreNoUtf8DoNotThrow) {
  ClusterView cluster = a_cluster("prod");
  cluster.message = "bad \xff byte";
  EXPECT_NE(json_text(cluster_json(cluster)).find("bad \xef\xbf\xbd byte"), std::string::npos);
}

TEST(ViewJson, AnOriginWithoutLinesHasNone) {
  ClusterView cluster = a_cluster("prod");
  cluster.origin = {.file = "team-a/prod"};
  EXPECT_EQ(cluster_json(cluster)["origin"], nlohmann::json({{"file", "team-a/prod"}}));
  manifests::Snapshot snapshot;
  snapshot.duplicates.push_back({{"acc", "twice"}, {{.file = "team-a/prod"}, {"b.yaml", 9, 1}}});
  snapshot.diagnostics.push_back({.file = "team-a/prod", .rule = "UnknownField", .message = "no"});
  const auto json = manifests_json(snapshot);
  EXPECT_EQ(
      json["duplicates"][0]["origins"],
      nlohmann::json::parse(R"([{"file": "team-a/prod"}, {"file": "b.yaml", "line": 9, "column": 1}])"));
  EXPECT_FALSE(json["diagnostics"][0].contains("line"));
  EXPECT_EQ(json["diagnostics"][0]["text"], "team-a/prod: error: no [UnknownField]");
}

}  // namespace
}  // namespace fwop::controller
