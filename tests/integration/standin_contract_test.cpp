#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "api/clusters/fields.hpp"
#include "standin_fixture.hpp"
#include "standin_schema.hpp"

namespace fwop::api {
namespace {

using nlohmann::json;
using testing::IsEmpty;

/// Holds what the stand-in serves against api/clusters/clusters.openapi.yaml.
class StandinContract : public StandinTest {
 protected:
  static std::string target(std::string path, const std::string& id) {
    const auto replace = [&path](const std::string& name, const std::string& value) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    };
    replace("{account_id}", "acme");
    replace("{cluster_id}", id);
    return path;
  }

  /// A body that the operation takes.
  std::string body_for(const OpenApi::Operation& operation) const {
    if (operation.method == "POST") return json{{"clusterId", "fresh"}, {"cluster", full_input()}}.dump();
    return operation.method == "PATCH" ? R"({"displayName":"Changed"})" : "";
  }

  /// Every field a caller may set on an EKS cluster.
  static json full_input() {
    json eks;
    for (const auto& field : kEksFields) {
      const bool is_role = field.proto.ends_with("_role");
      eks[std::string(field.json)] = is_role ? "arn:aws:iam::012345678901:role/a" : "text";
    }
    eks["awsAccountId"] = "012345678901";
    eks["region"] = "us-east-1";
    return {{"displayName", "Prod"}, {"eksCluster", eks}};
  }

  static json full_fake_input() {
    json fake;
    for (const auto& field : kFakeFields) fake[std::string(field.json)] = "text";
    return {{"fakeCluster", fake}};
  }

  const OpenApi contract_{FWOP_OPENAPI};
};

TEST_F(StandinContract, EachDocumentedOperationAnswersAsDocumented) {
  start();
  call("POST", kClusters, json{{"clusterId", "full"}, {"cluster", full_input()}}.dump());
  call("POST", kClusters, json{{"clusterId", "fake"}, {"cluster", full_fake_input()}}.dump());
  ASSERT_EQ(contract_.operations().size(), 6U);
  for (const auto& operation : contract_.operations()) {
    for (const char* id : {"full", "fake"}) {
      if (operation.method == "DELETE") continue;
      const auto got = call(operation.method, target(operation.path, id), body_for(operation));
      EXPECT_TRUE(got.status == 200 || got.status == 409) << operation.method << operation.path << got.body;
      EXPECT_EQ(got.head.at("content-type"), "application/json");
      EXPECT_THAT(contract_.faults_of_answer(operation, got.status, got.json()), IsEmpty()) << got.body;
    }
  }
  const OpenApi::Operation remove{"/v1/accounts/{account_id}/clusters/{cluster_id}", "DELETE"};
  EXPECT_THAT(contract_.faults_of_answer(remove, 200, call("DELETE", kClusters + "/full").json()), IsEmpty());
}

TEST_F(StandinContract, EachStateIsDocumented) {
  const OpenApi::Operation show{"/v1/accounts/{account_id}/clusters/{cluster_id}", "GET"};
  start({.provisioning = std::chrono::hours(1)});
  create("creating");
  create("deleting");
  call("DELETE", kClusters + "/deleting");
  call("PUT", "/_standin/faults",
       R"({"rules":[{"match":{"verb":"create"},"fail":{"code":"UNAUTHENTICATED","message":"m"}}]})");
  create("failed");
  for (const char* id : {"creating", "deleting", "failed"})
    EXPECT_THAT(contract_.faults_of_answer(show, 200, get(id).json()), IsEmpty()) << get(id).body;
}

TEST_F(StandinContract, EachErrorIsDocumented) {
  start();
  create("prod");
  const std::vector<std::pair<OpenApi::Operation, Got>> errors = {
      {{"/v1/accounts/{account_id}/clusters/{cluster_id}", "GET"}, get("none")},
      {{"/v1/accounts/{account_id}/clusters", "POST"}, create("prod")},
      {{"/v1/accounts/{account_id}/clusters", "POST"}, create("-")},
      {{"/v1/accounts/{account_id}/clusters", "GET"}, call("GET", kClusters + "?filter=(")},
  };
  for (const auto& [operation, got] : errors) {
    EXPECT_GE(got.status, 400);
    EXPECT_THAT(contract_.faults_of_answer(operation, got.status, got.json()), IsEmpty()) << got.body;
  }
}

TEST_F(StandinContract, NothingIsServedThatIsNotDocumented) {
  start();
  create("prod");
  std::set<std::string> paths;
  std::set<std::string> documented;
  for (const auto& operation : contract_.operations()) {
    paths.insert(operation.path);
    documented.insert(operation.method + operation.path);
  }
  for (const auto& path : paths) {
    for (const std::string method : {"GET", "PUT", "POST", "PATCH", "DELETE"}) {
      if (documented.count(method + path) > 0) continue;
      EXPECT_EQ(call(method, target(path, "prod")).status, 405) << method << path;
    }
  }
  for (const char* path :
       {"/v1/accounts/acme", "/v1/accounts/acme/clusters/", "/v1/accounts/acme/clusters/a/b",
        "/v1/accounts/acme/clusters/a:undelete", "/v1/accounts//clusters", "/v2/clusters"})
    EXPECT_EQ(call("GET", path).status, 404) << path;
}

TEST_F(StandinContract, EachFieldOfARequestIsDocumentedAndTaken) {
  start();
  EXPECT_THAT(contract_.faults("ClusterInput", full_input()), IsEmpty());
  EXPECT_THAT(contract_.faults("ClusterInput", full_fake_input()), IsEmpty());
  EXPECT_EQ(contract_.properties("EksCluster").size(), kEksFields.size());
  EXPECT_EQ(contract_.properties("FakeCluster").size(), kFakeFields.size());
  const auto got = call("POST", kClusters, json{{"clusterId", "full"}, {"cluster", full_input()}}.dump());
  EXPECT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["eksCluster"], full_input()["eksCluster"]);
}

TEST_F(StandinContract, AFieldThatOnlyTheServerSetsIsRefused) {
  start();
  for (const auto& name : contract_.properties("Cluster")) {
    const auto input = contract_.properties("ClusterInput");
    if (std::find(input.begin(), input.end(), name) != input.end()) continue;
    auto cluster = full_input();
    cluster[name] = "text";
    EXPECT_EQ(call("POST", kClusters, json{{"clusterId", "a"}, {"cluster", cluster}}.dump()).status, 400)
        << name;
  }
}

}  // namespace
}  // namespace fwop::api
