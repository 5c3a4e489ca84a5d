#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "absence_ways.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::e2e {
namespace {

namespace fs = std::filesystem;
using manifests::Snapshot;
using manifests::SnapshotBuilder;
using manifests::SourceReading;
using SnapshotPtr = std::shared_ptr<const Snapshot>;

bool is_declared(const Snapshot& snapshot, const api::ClusterKey& key) {
  return std::any_of(snapshot.manifests.begin(), snapshot.manifests.end(),
                     [&](const auto& manifest) { return manifest->key == key; }) ||
         std::any_of(snapshot.duplicates.begin(), snapshot.duplicates.end(),
                     [&](const auto& duplicate) { return duplicate.key == key; });
}

SnapshotBuilder builder() {
  return SnapshotBuilder({.decode = {.default_account_id = "acme"}, .allow_empty = false});
}

class Absence : public testing::TestWithParam<std::tuple<Way, Kind>> {
 protected:
  World world_{std::get<Kind>(GetParam())};
};

TEST_P(Absence, PassedOverIsNeverRemoved) {
  const Way& way = std::get<Way>(GetParam());
  SnapshotBuilder follows = builder();
  ASSERT_EQ(follows.build(world_.read())->manifests.size(), 3U);
  way.take(world_);
  const SourceReading reading = world_.read();
  std::vector<SnapshotPtr> seen = {follows.build(reading)};
  // The next reading and a restart must not forget it, either.
  seen.push_back(follows.build(reading));
  if (!way.needs_memory) seen.push_back(builder().build(reading));
  for (const SnapshotPtr& snapshot : seen) {
    for (const char* id : {"a", "k", "z"}) {
      const api::ClusterKey key{"acme", id};
      if (is_declared(*snapshot, key)) continue;
      EXPECT_FALSE(snapshot->was_removed(key)) << id;
      EXPECT_NE(snapshot->hold_of(key), "") << id;
      EXPECT_TRUE(!snapshot->diagnostics.empty() || snapshot->ignored_files > 0) << id;
    }
  }
}

std::vector<std::tuple<Way, Kind>> ways_by_source() {
  std::vector<std::tuple<Way, Kind>> all;
  for (const Way& way : ways()) {
    if (way.where != Way::Where::Git) all.emplace_back(way, Kind::Folder);
    if (way.where != Way::Where::Folder) all.emplace_back(way, Kind::Git);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Ways, Absence, testing::ValuesIn(ways_by_source()), [](const auto& test) {
  return std::get<Way>(test.param).name +
         (std::get<Kind>(test.param) == Kind::Folder ? "InAFolder" : "InGit");
});

/// That it is not held for ever: what is removed by a rule that is stated counts as removed.
class Removal : public testing::TestWithParam<Kind> {};

TEST_P(Removal, OfAFileOrByTheRuleIsOne) {
  const std::vector<std::function<void(World&)>> removals = {
      [](World& world) { fs::remove(world.root() / "clusters/a.yaml"); },
      [](World& world) { world.move("clusters/a.yaml", "clusters/a.yaml.off"); },
      [](World& world) { world.move("clusters/a.yaml", "clusters/.a.yaml"); },
      [](World& world) { world.move("clusters/a.yaml", "clusters/a.yaml.j2"); },
      [](World& world) { world.a("# " + cluster("a").substr(0, 30) + "\n"); },
      [](World& world) {
        world.write(".fireworksignore", "notes/\n");
        fs::remove(world.root() / "clusters/a.yaml");
      }};
  for (std::size_t i = 0; i < removals.size(); ++i) {
    World world(GetParam());
    SnapshotBuilder follows = builder();
    follows.build(world.read());
    removals[i](world);
    const SnapshotPtr snapshot = follows.build(world.read());
    EXPECT_FALSE(is_declared(*snapshot, {"acme", "a"})) << i;
    EXPECT_TRUE(snapshot->was_removed({"acme", "a"})) << i << snapshot->removal_hold;
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, Removal, testing::Values(Kind::Folder, Kind::Git));

}  // namespace
}  // namespace fwop::e2e
