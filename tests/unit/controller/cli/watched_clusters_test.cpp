#include "controller/cli/watched_clusters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

class WatchedClustersTest : public testing::Test {
 protected:
  void take(const json& line) {
    watched.take(line, [](const json& cluster) { return cluster.value("wanted", true); });
  }
  static json told(const char* type, const std::string& name, json more = json::object()) {
    more["resourceName"] = name;
    return {{"type", type}, {"cluster", std::move(more)}};
  }
  void list(const std::vector<std::string>& names) {
    take({{"type", "RESTART"}});
    for (const std::string& name : names) take(told("ADDED", name));
    take({{"type", "BOOKMARK"}, {"time", "2026-11-29T12:00:00Z"}});
  }

  WatchedClusters watched;
};

TEST_F(WatchedClustersTest, ShowsNothingBeforeAllWasTold) {
  take({{"type", "RESTART"}});
  take(told("ADDED", "a"));
  EXPECT_FALSE(watched.complete());
  take({{"type", "BOOKMARK"}});
  EXPECT_TRUE(watched.complete());
  EXPECT_THAT(watched.take_changed(), ElementsAre("a"));
}

TEST_F(WatchedClustersTest, WhatIsNotToldAnewIsGone) {
  list({"a", "b"});
  watched.take_changed();
  list({"b"});
  EXPECT_EQ(watched.all().size(), 1U);
  EXPECT_THAT(watched.take_changed(), ElementsAre("a")) << "b is as it was";
}

TEST_F(WatchedClustersTest, WhatMovesByItselfIsNoChange) {
  list({"a"});
  watched.take_changed();
  take(told("MODIFIED", "a", {{"observedAt", "12:00"}, {"nextTry", "12:01"}}));
  EXPECT_THAT(watched.take_changed(), IsEmpty());
  EXPECT_EQ(watched.all().at("a").at("observedAt"), "12:00");
  take(told("MODIFIED", "a", {{"verdict", "Ready"}}));
  EXPECT_THAT(watched.take_changed(), ElementsAre("a"));
}

TEST_F(WatchedClustersTest, OneThatIsDeletedOrNoLongerWantedIsGone) {
  list({"a", "b"});
  watched.take_changed();
  take(told("DELETED", "a"));
  take(told("MODIFIED", "b", {{"wanted", false}}));
  EXPECT_THAT(watched.all(), IsEmpty());
  EXPECT_THAT(watched.take_changed(), ElementsAre("a", "b"));
  take(told("DELETED", "a"));
  EXPECT_THAT(watched.take_changed(), IsEmpty());
}

TEST_F(WatchedClustersTest, WhatIsNoLineOfAWatchThrows) {
  EXPECT_THROW(take({{"clusters", json::array()}}), json::exception);
  EXPECT_THROW(take({{"type", "ADDED"}}), json::exception);
}

}  // namespace
}  // namespace fwop::controller::cli
