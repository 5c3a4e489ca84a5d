// The planner in this process, over a real socket: it reads, shows what would be done, and sends no change.
#include "controller/plan/planner.hpp"

#include <gmock/gmock.h>

#include "engine_harness.hpp"
#include "standin_fixture.hpp"

namespace fwop::controller {
namespace {

using manifests::Manifest;
using testing::a_manifest;
using ::testing::ElementsAre;

class Planner : public api::StandinTest {
 protected:
  void SetUp() override { start(); }

  Plan plan(std::vector<std::shared_ptr<const Manifest>> declared, JournalContents journal = {}) {
    auto snapshot = std::make_shared<manifests::Snapshot>();
    snapshot->manifests = std::move(declared);
    snapshot->absence_is_meaningful = true;
    auto endpoint = api::parse_endpoint(server_->base_url());
    EXPECT_TRUE(endpoint);
    return make_plan({.engine = {},
                      .http = {.endpoint = *endpoint},
                      .keys = {.others = std::make_shared<api::FixedKey>("test-key"), .of_account = {}}},
                     std::move(journal), std::move(snapshot));
  }

  /// As the daemon remembers a cluster that it created.
  static Record remembered(const std::string& id) {
    Record record;
    record.key = {"acme", id};
    record.owned = record.ever_seen = true;
    record.policy.deletion = manifests::Deletion::Delete;
    return record;
  }

  static std::vector<std::string> actions(const Plan& plan) {
    std::vector<std::string> lines;
    for (const PlannedCluster& cluster : plan.clusters)
      lines.push_back(std::string(to_string(cluster.action)) + " " + cluster.view.key.cluster_id);
    return lines;
  }

  /// Creates, updates and deletes that have reached the API.
  [[nodiscard]] std::uint64_t changes() const {
    const auto requests = stats().at("requests");
    return requests.at("create").get<std::uint64_t>() + requests.at("update").get<std::uint64_t>() +
           requests.at("delete").get<std::uint64_t>();
  }
};

TEST_F(Planner, ShowsACreateAndSendsNone) {
  const Plan made = plan({a_manifest("c1")});
  EXPECT_THAT(actions(made), ElementsAre("create c1"));
  EXPECT_EQ(changes(), 0U);
}

TEST_F(Planner, ShowsAnUpdateAndSendsNone) {
  create("c1");
  const std::uint64_t before = changes();
  const Plan made = plan({a_manifest("c1").with_display_name("Another")}, {.records = {remembered("c1")}});
  EXPECT_THAT(actions(made), ElementsAre("update c1"));
  EXPECT_EQ(changes(), before);
}

// Its removal counts only after a sweep that began later than it was read: a plan waits for that one too.
TEST_F(Planner, ShowsTheDeleteOfARemovedManifestAndSendsNone) {
  create("c1");
  create("c2");
  const std::uint64_t before = changes();
  const Plan made = plan({a_manifest("c2")}, {.records = {remembered("c1"), remembered("c2")}});
  EXPECT_THAT(actions(made), ::testing::Contains("delete c1"));
  EXPECT_EQ(changes(), before);
}

}  // namespace
}  // namespace fwop::controller
