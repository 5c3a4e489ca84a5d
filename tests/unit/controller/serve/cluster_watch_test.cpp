#include "controller/serve/cluster_watch.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/serve/cluster_watches.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class ClusterWatchTest : public testing::Test {
 protected:
  ClusterWatchTest() {
    source.standby = [this] { return standby; };
    source.subscribe = [this] { return bus.subscribe(loop.get_executor()); };
    source.cluster = [this](const api::ClusterKey& key) -> std::optional<ClusterView> {
      const auto found = fleet.find(key.cluster_id);
      if (found == fleet.end()) return std::nullopt;
      return found->second;
    };
    source.clusters_after = [this](const std::optional<api::ClusterKey>& after, std::size_t most) {
      std::vector<ClusterView> views;
      for (auto it = after ? fleet.upper_bound(after->cluster_id) : fleet.begin();
           it != fleet.end() && views.size() < most; ++it)
        views.push_back(it->second);
      return views;
    };
    source.clusters_called = [this](const std::string& name) {
      std::vector<ClusterView> views;
      for (const auto& [id, view] : fleet) {
        if (view.name == name || id == name) views.push_back(view);
      }
      return views;
    };
    put("a");
    put("b");
  }
  ~ClusterWatchTest() override { thread->stop(); }

  void put(const std::string& id, Verdict verdict = Verdict::Ready) { fleet[id] = a_cluster(id, verdict); }
  void publish(const std::vector<std::string>& ids) {
    std::vector<api::ClusterKey> keys;
    for (const std::string& id : ids) keys.push_back({"acc", id});
    bus.publish({.changed = keys});
  }

  std::shared_ptr<ClusterWatch> watch(const std::string& name = "") {
    return std::make_shared<ClusterWatch>(std::make_shared<const StatusSource>(source), thread, name);
  }
  /// "ADDED a", "BOOKMARK": the lines of the next piece; "end" when there is none.
  std::vector<std::string> next(ClusterWatch& one) {
    std::optional<std::string> text;
    boost::asio::co_spawn(loop, one.next(),
                          [&](const std::exception_ptr& failed, std::optional<std::string> made) {
                            if (failed) std::rethrow_exception(failed);
                            text = std::move(made);
                          });
    loop.restart();
    loop.run();
    if (!text) return {"end"};
    std::vector<std::string> lines;
    std::istringstream in(*text);
    for (std::string line; std::getline(in, line);) {
      const json parsed = last = json::parse(line);
      std::string told = parsed.at("type");
      if (parsed.contains("cluster")) told += " " + parsed.at("cluster").at("clusterId").get<std::string>();
      lines.push_back(std::move(told));
    }
    return lines;
  }
  /// What there is was told.
  std::shared_ptr<ClusterWatch> settled_watch(const std::string& name = "") {
    auto one = watch(name);
    while (next(*one) != std::vector<std::string>{"BOOKMARK"}) {
    }
    return one;
  }

  boost::asio::io_context loop{1};
  Bus bus;
  std::map<std::string, ClusterView> fleet;
  std::string standby;
  json last;  ///< The last line that was told.
  StatusSource source = a_source();
  std::shared_ptr<RenderThread> thread = std::make_shared<RenderThread>();
};

TEST_F(ClusterWatchTest, BeginsWithAllThatThereIsAndABookmark) {
  const auto one = watch();
  EXPECT_THAT(next(*one), ElementsAre("RESTART"));
  EXPECT_THAT(next(*one), ElementsAre("ADDED a", "ADDED b"));
  EXPECT_THAT(next(*one), ElementsAre("BOOKMARK"));
}

TEST_F(ClusterWatchTest, ThenTellsWhatChangesAndNothingElse) {
  const auto one = settled_watch();
  put("a", Verdict::Progressing);
  put("c");
  publish({"c", "a"});
  EXPECT_THAT(next(*one), ElementsAre("MODIFIED a", "ADDED c"));
  fleet.erase("b");
  publish({"b"});
  EXPECT_THAT(next(*one), ElementsAre("DELETED b"));
  publish({"b"});
  publish({"a"});
  EXPECT_THAT(next(*one), ElementsAre("MODIFIED a"))
      << "one that the reader never knew is not told to be gone";
}

TEST_F(ClusterWatchTest, ABookmarkSaysWhenAllWasObservedLast) {
  AccountView account = an_account();
  account.last_full_observation = kNoon;
  source.accounts = [account] { return std::vector<AccountView>{account}; };
  const auto one = watch();
  next(*one);
  next(*one);
  next(*one);
  EXPECT_EQ(last.at("type"), "BOOKMARK");
  EXPECT_EQ(last.at("observed"), (json{{"acc", "2026-11-23T12:00:00Z"}}));
}

TEST_F(ClusterWatchTest, AGapBeginsEverythingAnew) {
  const auto one = settled_watch();
  fleet.erase("b");
  bus.publish_gap();
  EXPECT_THAT(next(*one), ElementsAre("RESTART"));
  EXPECT_THAT(next(*one), ElementsAre("ADDED a"));
  EXPECT_THAT(next(*one), ElementsAre("BOOKMARK"));
}

TEST_F(ClusterWatchTest, ALargeFleetComesInPiecesAndInOneOrder) {
  fleet.clear();
  for (int i = 1000; i < 1300; ++i) put("c" + std::to_string(i));
  const auto one = watch();
  next(*one);
  std::vector<std::string> all;
  for (;;) {
    const auto piece = next(*one);
    ASSERT_LE(piece.size(), ClusterWalk::kAtOnce);
    if (piece == std::vector<std::string>{"BOOKMARK"}) break;
    all.insert(all.end(), piece.begin(), piece.end());
  }
  ASSERT_EQ(all.size(), 300U);
  EXPECT_EQ(all.front(), "ADDED c1000");
  EXPECT_EQ(all.back(), "ADDED c1299");
  // The same for what changes all at once.
  std::vector<std::string> ids;
  for (const auto& [id, view] : fleet) ids.push_back(id);
  publish(ids);
  std::size_t told = 0;
  while (told < 300) told += next(*one).size();
  EXPECT_EQ(told, 300U);
}

TEST_F(ClusterWatchTest, OneNameIsFollowedAlsoWhenItComesAndGoes) {
  const auto one = watch("c");
  EXPECT_THAT(next(*one), ElementsAre("RESTART"));
  EXPECT_THAT(next(*one), ElementsAre("BOOKMARK"));
  put("c");
  publish({"a", "c"});
  EXPECT_THAT(next(*one), ElementsAre("ADDED c"));
  publish({"c", "b"});
  EXPECT_THAT(next(*one), ElementsAre("MODIFIED c"));
  // It is called otherwise from now on.
  fleet["c"].name = "d";
  fleet["c"].key = {"acc", "c2"};
  fleet["c2"] = fleet["c"];
  fleet.erase("c");
  publish({"c2"});
  EXPECT_THAT(next(*one), ElementsAre("DELETED c"));
}

TEST_F(ClusterWatchTest, EndsBetweenTerms) {
  const auto one = settled_watch();
  standby = "this process stands by";
  bus.publish_gap();
  EXPECT_THAT(next(*one), ElementsAre("end"));
}

TEST_F(ClusterWatchTest, EndsWhenItIsStoppedAlsoWhileItWaits) {
  const auto one = settled_watch();
  bool ended = false;
  boost::asio::co_spawn(loop, one->next(),
                        [&](const std::exception_ptr&, std::optional<std::string> made) { ended = !made; });
  loop.restart();
  loop.run_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(ended);
  one->stop();
  loop.run();
  EXPECT_TRUE(ended);
}

TEST_F(ClusterWatchTest, ThereIsRoomForSoManyAndAgainOnceOneHasGone) {
  ClusterWatches watches(std::make_shared<const StatusSource>(source));
  std::vector<std::shared_ptr<ClusterWatch>> open;
  for (std::size_t i = 0; i < ClusterWatches::kMost; ++i) open.push_back(watches.open(""));
  EXPECT_EQ(watches.open(""), nullptr);
  open.pop_back();
  EXPECT_NE(watches.open(""), nullptr);
  watches.stop();
  EXPECT_THAT(next(*open.front()), ElementsAre("end"));
}

}  // namespace
}  // namespace fwop::controller
