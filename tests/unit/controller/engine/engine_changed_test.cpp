// Effects::changed: who keeps a copy of all views and renews those that are named has them right.
#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/base/random.hpp"
#include "engine_harness.hpp"
#include "truthful_api.hpp"

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;
using api::ClusterKey;
using api::ClusterState;
using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using ::testing::IsEmpty;
using testing::ManifestBuilder;
using testing::TruthfulApi;

std::string text(const std::optional<WallTime>& time) { return time ? format_rfc3339(*time) : "-"; }

/// All that a view says, but observed_at and next_try.
std::string described(const ClusterView& view) {
  std::ostringstream out;
  out << view.name << '|' << view.labels.size() << view.declared << view.stale_manifest << view.owned
      << view.exists << view.settled << '|' << view.origin.file.str() << view.origin.line << '|'
      << view.region << '|' << view.state_text << static_cast<int>(view.state) << view.status.code
      << view.status.message << "\n  " << to_string(view.verdict) << ' ' << catalogue_entry(view.reason).name
      << ": " << view.message << " -> " << view.next_step << "\n  generation " << view.generation << '/'
      << view.observed_generation << " first seen " << format_rfc3339(view.first_seen) << " create sent "
      << text(view.create_sent) << " ready since " << text(view.ready_since) << " expected "
      << text(view.expected_ready) << "\n  failures " << view.failures << ' ' << view.last_error;
  for (const ConditionType type : kAllConditionTypes) {
    const Condition& condition = view.conditions[type];
    out << "\n  " << to_string(type) << ' ' << static_cast<int>(condition.status) << ' '
        << catalogue_entry(condition.reason).name << ' ' << (condition.message ? *condition.message : "");
  }
  for (const auto& field : view.drift) out << "\n  " << field.path << field.actual << field.wanted;
  for (const auto& suspension : view.suspensions) out << "\n  suspended " << suspension.by_command;
  if (view.held) out << "\n  held: " << hold_text(*view.held);
  return out.str();
}

/// A copy of all views, kept by what the effects name.
class Mirror {
 public:
  explicit Mirror(EngineHarness& harness) : harness_(harness) {
    harness.on_effects = [this](const Effects& effects) { renew(effects); };
  }

  /// Compares with what the engine says now of the moment at which each view was renewed: the rest moved with
  /// time alone.
  void check(const std::string& after) const {
    const std::vector<ClusterView> all = harness_.engine.clusters(harness_.now());
    ASSERT_EQ(all.size(), copies_.size()) << after;
    for (const ClusterView& view : all) {
      const auto copy = copies_.find(view.key);
      ASSERT_NE(copy, copies_.end()) << after;
      const auto then = harness_.engine.cluster(view.key, copy->second.at);
      ASSERT_EQ(described(*then), copy->second.text) << "after " << after << ", and it was not named";
    }
  }
  [[nodiscard]] const std::vector<ClusterKey>& last() const { return last_; }
  [[nodiscard]] std::size_t named() const { return named_; }

 private:
  struct Copy {
    Now at;
    std::string text;
  };

  void renew(const Effects& effects) {
    const Now now = harness_.now();
    for (const ClusterKey& key : effects.dropped) copies_.erase(key);
    std::set<ClusterKey> once;
    for (const ClusterKey& key : effects.changed) {
      EXPECT_TRUE(once.insert(key).second) << "named twice: " << key.cluster_id;
      const auto view = harness_.engine.cluster(key, now);
      ASSERT_TRUE(view) << "named, and not there: " << key.cluster_id;
      copies_[key] = {now, described(*view)};
    }
    last_ = effects.changed;
    named_ += effects.changed.size();
  }

  EngineHarness& harness_;
  std::map<ClusterKey, Copy> copies_;
  std::vector<ClusterKey> last_;
  std::size_t named_ = 0;
};

/// Gives an engine whatever comes to mind, and answers its calls well or badly.
class RandomWorld {
 public:
  explicit RandomWorld(std::uint64_t seed) : random_(seed), harness(options(seed)), mirror(harness) {}

  void run(int inputs) {
    for (int i = 0; i < inputs && !::testing::Test::HasFatalFailure(); ++i) {
      const std::string what = step();
      mirror.check(what + " (input " + std::to_string(i) + ")");
    }
  }

 private:
  static EngineOptions options(std::uint64_t seed) {
    EngineOptions options;
    options.deletion_grace = seed % 3 == 0 ? Duration(0) : Duration(3min);
    if (seed % 2 == 0) options.max_updates = 1;
    if (seed % 5 == 0) options.max_creates = 2;
    options.soft_deadline = 10min;
    return options;
  }

  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  ClusterKey any_key() { return {one_in(3) ? "other" : "acme", "c" + std::to_string(random_.below(6))}; }

  std::string step() {
    switch (random_.below(16)) {
      case 0: return declare();
      case 1: return change_clusters();
      case 2: return hold();
      case 3: return command();
      case 4: return pass(Duration(random_.below(20 * 60'000)));
      case 5:
      case 6: return pass(Duration(random_.below(90'000)));
      case 7:
        harness.reconcile_now(one_in(2) ? std::optional(any_key()) : std::nullopt);
        return "reconcile now";
      case 8:
        harness.release(one_in(2) ? "" : "c" + std::to_string(random_.below(6)));
        return "release of the brake";
      default: return answer();
    }
  }

  std::string pass(Duration time) {
    harness.pass(time);
    harness.tick();
    return "time";
  }

  std::string declare() {
    std::vector<std::shared_ptr<const manifests::Manifest>> manifests;
    for (const char* account : {"acme", "other"}) {
      for (int i = 0; i < 6; ++i) {
        if (one_in(4)) continue;
        ManifestBuilder builder("c" + std::to_string(i), account);
        builder.with_display_name("name " + std::to_string(random_.below(2)));
        builder.with_region(one_in(10) ? "eu-west-1" : "us-east-1");
        manifests::Policy policy;
        policy.adoption = static_cast<manifests::Adoption>(random_.below(3));
        policy.deletion = static_cast<manifests::Deletion>(random_.below(2));
        if (one_in(4)) policy.drift = manifests::Drift::Report;
        if (policy.deletion == manifests::Deletion::Delete && one_in(3))
          policy.on_failed = manifests::OnFailed::Recreate;
        if (one_in(8)) policy.suspend = manifests::Suspension{"", "ops", harness.now().wall + 5min};
        manifests.push_back(builder.with_policy(policy));
      }
    }
    harness.declare(std::move(manifests), !one_in(4));
    return "declare";
  }

  std::string change_clusters() {
    if (clusters_.empty()) return "nothing";
    auto found = clusters_.begin();
    std::advance(found, random_.below(clusters_.size()));
    switch (random_.below(5)) {
      case 0: clusters_.erase(found); break;
      case 1: found->second.spec.display_name = "foreign"; break;
      case 2: set_state(found->second, ClusterState::Failed); break;
      default: set_state(found->second, ClusterState::Ready);
    }
    return "the world moves";
  }

  std::string hold() {
    switch (random_.below(4)) {
      case 0: harness.hold(HoldKind::PlanNotApproved, "plan " + std::to_string(random_.below(2))); break;
      case 1: harness.hold(HoldKind::JournalUnavailable, "no journal"); break;
      case 2: harness.release(HoldKind::JournalUnavailable); break;
      default: harness.release(HoldKind::PlanNotApproved);
    }
    return "holds";
  }

  std::string command() {
    const ClusterKey key = any_key();
    if (key.account_id != "acme") return "nothing";
    switch (random_.below(4)) {
      case 0: {
        std::optional<WallTime> until;
        if (one_in(2)) until = harness.now().wall + Duration(1 + random_.below(600'000));
        harness.tell(key.cluster_id, SuspendCommand{{"", "ops", until}});
        return "suspend";
      }
      case 1: harness.tell(key.cluster_id, ResumeCommand{"ops"}); return "resume";
      case 2: harness.tell(key.cluster_id, AbandonCommand{"ops"}); return "abandon";
      default: harness.tell(key.cluster_id, ImportCommand{"ops"}); return "import";
    }
  }

  static void set_state(api::Cluster& cluster, ClusterState state) {
    cluster.state = state;
    cluster.state_text = api::cluster_state_name(state);
    cluster.status.code = state == ClusterState::Failed ? "INTERNAL" : "";
  }

  std::string answer() {
    if (harness.waiting_calls().empty()) return pass(Duration(random_.below(60'000)));
    const Call call = harness.waiting_calls()[random_.below(harness.waiting_calls().size())];
    const std::string what = std::string(api::verb_name(call.verb)) + " of " + call.key.cluster_id;
    if (one_in(5)) return fail(call) + " " + what;
    harness.answer(call, carry_out(call));
    return what;
  }

  std::string fail(const Call& call) {
    if (is_mutating(call.verb) && one_in(3)) {
      harness.answer(call, NotSent{"disk full " + std::to_string(random_.below(2)), true,
                                   one_in(3) ? NotSent::Cause::Recalled : NotSent::Cause::JournalFailed});
      return "not sent:";
    }
    static constexpr ErrorKind kinds[] = {
        ErrorKind::Lost,      ErrorKind::Unavailable,     ErrorKind::Throttled, ErrorKind::Unreachable,
        ErrorKind::Cancelled, ErrorKind::Unauthenticated, ErrorKind::Invalid,   ErrorKind::PermissionDenied};
    harness.fail(call, kinds[random_.below(std::size(kinds))]);
    return "failed:";
  }

  Outcome carry_out(const Call& call) {
    if (call.verb == Verb::List) return page(call);
    const auto found = clusters_.find(call.key);
    if (call.verb == Verb::Create && found == clusters_.end()) {
      api::Cluster& made = clusters_[call.key];
      made.name = api::to_string(call.key);
      made.spec = *call.spec;
      made.create_time = harness.now().wall;
      set_state(made, ClusterState::Creating);
      return made;
    }
    if (call.verb == Verb::Create)
      return api::Error{.kind = ErrorKind::AlreadyExists, .message = "it exists"};
    if (found == clusters_.end())
      return api::Error{.kind = ErrorKind::NotFound, .code = api::RpcCode::NotFound, .message = "no"};
    if (call.verb == Verb::Update) found->second.spec = *call.spec;
    if (call.verb == Verb::Delete) {
      clusters_.erase(found);
      return Accepted{};
    }
    return found->second;
  }

  Outcome page(const Call& call) {
    api::ClusterPage page;
    for (const auto& [key, cluster] : clusters_) {
      if (key.account_id == call.key.account_id) page.clusters.push_back(cluster);
    }
    if (one_in(8)) page.next_page_token = "again";
    if (one_in(20) && !page.clusters.empty()) {
      page.unreadable.push_back({page.clusters.back().name, "odd"});
      page.clusters.pop_back();
    }
    page.date = harness.date();
    return page;
  }

  Random random_;
  std::map<ClusterKey, api::Cluster> clusters_;

 public:
  EngineHarness harness;
  Mirror mirror;
};

TEST(EngineChanged, WhoFollowsWhatIsNamedIsNeverWrong) {
  constexpr std::uint64_t kSeeds = 100;
  constexpr int kInputs = 200;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld world(seed);
    world.run(kInputs);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

std::vector<std::shared_ptr<const manifests::Manifest>> eight_manifests() {
  std::vector<std::shared_ptr<const manifests::Manifest>> manifests(8);
  for (std::size_t i = 0; i < manifests.size(); ++i) manifests[i] = a_manifest("c" + std::to_string(i));
  return manifests;
}

/// Eight clusters, READY as declared.
struct Settled : ::testing::Test {
  void SetUp() override {
    auto manifests = eight_manifests();
    for (const auto& manifest : manifests)
      world.put(manifest->key.cluster_id, ClusterState::Ready, *manifest->spec);
    harness.declare(std::move(manifests));
    world.live(5s);
  }
  EngineHarness harness;
  Mirror mirror{harness};
  TruthfulApi world{harness};
};

TEST_F(Settled, SweepsThatShowTheSameNameNothing) {
  const std::size_t before = mirror.named();
  const std::size_t lists = harness.calls_of(Verb::List);
  world.live(10min);
  EXPECT_GE(harness.calls_of(Verb::List), lists + 9);
  EXPECT_EQ(mirror.named(), before);
}

TEST_F(Settled, OneChangeNamesOneCluster) {
  world.at("c3").spec.display_name = "foreign";
  std::set<ClusterKey> named;
  harness.on_effects = [&](const Effects& effects) {
    named.insert(effects.changed.begin(), effects.changed.end());
  };
  world.live(2min);
  EXPECT_EQ(named, std::set<ClusterKey>({{"acme", "c3"}}));
}

TEST_F(Settled, WhatGrowsStaleIsNamedSoon) {
  // No answer from now on.
  std::set<ClusterKey> named;
  harness.on_effects = [&](const Effects& effects) {
    if (harness.view("c0").verdict == Verdict::Unknown)
      named.insert(effects.changed.begin(), effects.changed.end());
  };
  const Duration limit = 5min;
  harness.pass(limit + limit / 5 + 66s);
  EXPECT_EQ(harness.view("c0").reason, Reason::ObservationStale);
  EXPECT_EQ(named.size(), 8U);
}

TEST_F(Settled, AGateThatShutsNamesAllOfItsAccount) {
  harness.pass(70s);
  harness.fail(harness.expect(Verb::List), ErrorKind::Unauthenticated, 401);
  EXPECT_EQ(mirror.last().size(), 8U);
}

TEST_F(Settled, AHoldNamesOnlyWhatItHolds) {
  auto manifests = eight_manifests();
  manifests[2] = a_manifest("c2").with_display_name("new");
  harness.declare(std::move(manifests));
  harness.hold(HoldKind::PlanNotApproved, "not approved");
  EXPECT_EQ(mirror.last(), std::vector<ClusterKey>({{"acme", "c2"}}));
  harness.release(HoldKind::PlanNotApproved);
  EXPECT_EQ(mirror.last(), std::vector<ClusterKey>({{"acme", "c2"}}));
}

/// What the brake holds says how much of the hour is used, which is for others to change.
struct Braked : ::testing::Test {
  static std::shared_ptr<const manifests::Manifest> manifest(int i, const std::string& name) {
    manifests::Policy policy;
    policy.deletion = manifests::Deletion::Delete;
    return a_manifest("c" + std::to_string(i)).with_display_name(name).with_policy(policy);
  }
  static EngineOptions options() {
    EngineOptions options = testing::without_grace();
    options.max_updates = 1;
    return options;
  }
  /// Declares those from `first` to `last`, and lets time pass until all that may happen has.
  void declare(int first, int last, const std::string& name) {
    std::vector<std::shared_ptr<const manifests::Manifest>> manifests;
    for (int i = first; i <= last; ++i) manifests.push_back(manifest(i, name));
    harness.declare(std::move(manifests));
    settle();
  }
  void settle() {
    for (int i = 0; i < 150; ++i) {
      world.live(1s);
      while (!harness.quiet()) carry_out(Call(harness.waiting_calls().front()));
      mirror.check("settling");
    }
  }
  void carry_out(const Call& call) {
    const std::string& id = call.key.cluster_id;
    if (call.verb == Verb::Delete) {
      world.take_away(id);
      harness.answer(call, Accepted{});
    } else if (is_mutating(call.verb)) {
      world.put(id, ClusterState::Ready, *call.spec);
      harness.answer(call, world.at(id));
    }
    world.answer_reads();
  }
  void put(int first, int last) {
    for (int i = first; i <= last; ++i)
      world.put("c" + std::to_string(i), ClusterState::Ready, *manifest(i, "before")->spec);
  }
  /// All that were named until then.
  std::set<ClusterKey> named_while(const std::function<void()>& what) {
    std::set<ClusterKey> named;
    const auto mirrored = harness.on_effects;
    harness.on_effects = [&](const Effects& effects) {
      mirrored(effects);
      named.insert(effects.changed.begin(), effects.changed.end());
    };
    what();
    harness.on_effects = mirrored;
    return named;
  }

  EngineHarness harness{options()};
  Mirror mirror{harness};
  TruthfulApi world{harness};
};

TEST_F(Braked, IsNamedWhenAnotherChangeCounts) {
  put(0, 2);
  declare(0, 2, "before");
  declare(0, 2, "after");
  ASSERT_EQ(harness.calls_of(Verb::Update), 1U);
  std::vector<std::string> held;
  for (const HeldChange& change : harness.engine.held(harness.now())) held.push_back(change.key.cluster_id);
  ASSERT_EQ(held.size(), 2U);
  ASSERT_EQ(harness.view(held[1]).held->used, 1U);
  harness.release(held[0]);
  const auto named = named_while([&] { harness.tick(), settle(); });
  ASSERT_EQ(harness.calls_of(Verb::Update), 2U);
  EXPECT_EQ(harness.view(held[1]).held->used, 2U);
  EXPECT_TRUE(named.contains({"acme", held[1]}));
}

TEST_F(Braked, IsNamedWhenAnotherDeleteCounts) {
  put(0, 9);
  declare(0, 9, "before");
  declare(3, 9, "before");
  ASSERT_EQ(harness.calls_of(Verb::Delete), 1U);
  const auto held = harness.engine.held(harness.now());
  ASSERT_EQ(held.size(), 2U);
  harness.release(held[0].key.cluster_id);
  settle();
  ASSERT_EQ(harness.calls_of(Verb::Delete), 2U);
  EXPECT_EQ(harness.engine.held(harness.now()).front().used, 2U);
}

TEST_F(Braked, IsNamedWhenThereAreMoreClusters) {
  put(0, 9);
  declare(0, 9, "before");
  declare(2, 9, "before");
  const auto held = harness.engine.held(harness.now());
  ASSERT_EQ(held.size(), 1U);
  ASSERT_EQ(held.front().limit, 1U);
  const auto named = named_while([&] { declare(2, 29, "before"); });
  EXPECT_GT(harness.engine.held(harness.now()).front().limit, 1U);
  EXPECT_TRUE(named.contains(held.front().key));
}

TEST(EngineChanged, WhatTheJournalRemembersIsNamedFirst) {
  JournalContents journal;
  journal.records.emplace_back().key = {"acme", "c1"};
  const Now now{Instant{100h}, WallTime{24h * 365 * 56}};
  Engine engine(EngineOptions{}, std::move(journal), 1, now);
  EXPECT_EQ(engine.take_effects(now).changed, std::vector<ClusterKey>({{"acme", "c1"}}));
  EXPECT_THAT(engine.take_effects(now).changed, IsEmpty());
}

}  // namespace
}  // namespace fwop::controller
