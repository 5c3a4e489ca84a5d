#include "controller/show/held.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/metrics/metrics.hpp"
#include "controller/show/story.hpp"
#include "controller/show/table.hpp"
#include "controller/show/view_json.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr const char* kBraked =
    "delete held by the brake (3 of 3 this hour; room again at 2026-11-23T12:05:00Z)";
constexpr const char* kRemoved =
    "will be deleted at 2026-11-23T12:10:00Z (its manifest was removed at 2026-11-23T12:00:00Z: "
    "clusters/prod.yaml:3)";

/// Beyond what the brake allows.
ClusterView braked() {
  ClusterView cluster = a_cluster("prod", Verdict::Degraded);
  cluster.reason = Reason::BrakeEngaged;
  cluster.held = HeldChange{.key = cluster.key,
                            .verb = api::Verb::Delete,
                            .cause = HeldChange::Cause::Brake,
                            .used = 3,
                            .limit = 3,
                            .room_at = kNoon + 5min};
  cluster.message = hold_text(*cluster.held);
  cluster.next_step = "of the catalogue";
  return cluster;
}

/// Its manifest was removed at noon.
ClusterView removed() {
  ClusterView cluster = a_cluster("prod", Verdict::Progressing);
  cluster.declared = false;
  cluster.reason = Reason::RemovalPending;
  cluster.next_step = "of the catalogue";
  cluster.held = HeldChange{.key = cluster.key,
                            .verb = api::Verb::Delete,
                            .cause = HeldChange::Cause::Grace,
                            .since = kNoon,
                            .due_at = kNoon + 10min,
                            .place = "clusters/prod.yaml:3"};
  cluster.message = hold_text(*cluster.held);
  return cluster;
}

/// A cluster, and what every surface says of it.
struct Case {
  ClusterView cluster;
  const char* text;
  const char* advice;
};
const std::vector<Case>& cases() {
  static const std::vector<Case> all = {{braked(), kBraked, "`brake release prod` lets it go"},
                                        {removed(), kRemoved,
                                         "To stop it put the manifest back, `suspend prod` or `abandon "
                                         "prod`; `brake release prod` does it now."}};
  return all;
}

TEST(Held, TablesJsonAndStoriesSayWhatIsHeldUntilWhenAndWhatToDo) {
  for (const auto& [cluster, text, advice] : cases()) {
    EXPECT_EQ(hold_text(*cluster.held), text);
    EXPECT_THAT(held_advice(cluster), HasSubstr(advice));
    EXPECT_THAT(render_table({table_row(cluster, kNoon)}, {}), HasSubstr(text));
    EXPECT_THAT(render_table({table_row(cluster, kNoon)}, {.wide = true}),
                AllOf(HasSubstr(text), HasSubstr(advice)));
    const auto json = cluster_json(cluster);
    EXPECT_EQ(json["held"]["text"], text);
    EXPECT_EQ(json["message"], text);
    EXPECT_THAT(json["nextStep"], HasSubstr(advice));
    EXPECT_EQ(render_table({table_row(json, kNoon)}, {.wide = true}),
              render_table({table_row(cluster, kNoon)}, {.wide = true}));
    const auto none = nlohmann::json::array();
    EXPECT_THAT(why_text(json, none, kNoon), AllOf(HasSubstr(text), HasSubstr(advice)));
    EXPECT_THAT(description_text(json, none, kNoon), AllOf(HasSubstr(text), HasSubstr(advice)));
  }
}

TEST(Held, NeverSaysThatMoreWouldChange) {
  for (const Case& one : cases())
    EXPECT_EQ(cluster_json(one.cluster).dump().find("more would change"), std::string::npos);
}

TEST(Held, AnotherMessageStaysAndIsFollowedByTheHold) {
  ClusterView cluster = removed();
  cluster.reason = Reason::Throttled;
  cluster.message = "429 of the API";
  EXPECT_EQ(shown_message(cluster), std::string("429 of the API; ") + kRemoved);
  EXPECT_EQ(shown_next_step(cluster), "of the catalogue");
}

TEST(Held, WithoutAHoldNothingIsAdded) {
  const ClusterView cluster = a_cluster("prod");
  EXPECT_EQ(held_advice(cluster), "");
  EXPECT_EQ(shown_message(cluster), cluster.message);
  EXPECT_FALSE(cluster_json(cluster).contains("held"));
}

TEST(Held, ARemovalWithoutItsPlaceIsToldWithout) {
  ClusterView cluster = removed();
  cluster.held->place.clear();
  EXPECT_EQ(hold_text(*cluster.held),
            "will be deleted at 2026-11-23T12:10:00Z (its manifest was removed at 2026-11-23T12:00:00Z)");
}

TEST(Held, MetricsCountWhatWaitsAndTellWhenADeletionIsDue) {
  SampleFleet fleet;
  fleet.clusters = {braked(), removed(), a_cluster("fine")};
  Metrics metrics({.version = "1", .hosts = {}});
  const std::string page = page_of(metrics, fleet);
  EXPECT_THAT(page, AllOf(HasSubstr("# HELP fireworks_pending_deletions "),
                          HasSubstr("\nfireworks_pending_deletions 1\n"),
                          HasSubstr("fireworks_held_changes{change=\"delete\",by=\"brake\"} 1"),
                          HasSubstr("fireworks_held_changes{change=\"delete\",by=\"grace\"} 1")));
  EXPECT_THAT(page, HasSubstr("fireworks_cluster_deletion_due_timestamp_seconds{account=\"acc\","
                              "cluster=\"prod\"} 1795435800"));
}

}  // namespace
}  // namespace fwop::controller
