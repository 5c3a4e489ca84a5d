#include "engine_harness.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace fwop::controller::testing {
namespace {

const Instant kStart{std::chrono::hours(100)};
const WallTime kWallStart{std::chrono::hours(24 * 365 * 56)};
constexpr std::uint64_t kSeed = 7;

}  // namespace

ManifestBuilder::ManifestBuilder(std::string id, std::string account) {
  manifest_.key = {std::move(account), id};
  manifest_.origin = {id + ".yaml", 1, 1};
  spec_.display_name = "Cluster " + id;
  spec_.eks = api::EksCluster{};
  spec_.eks->aws_account_id = "012345678901";
  spec_.eks->region = "us-east-1";
}

ManifestBuilder& ManifestBuilder::with_region(const std::string& region) {
  spec_.eks->region = region;
  return *this;
}

ManifestBuilder& ManifestBuilder::with_display_name(std::string name) {
  spec_.display_name = std::move(name);
  return *this;
}

ManifestBuilder& ManifestBuilder::with_policy(manifests::Policy policy) {
  manifest_.policy = std::move(policy);
  return *this;
}

std::shared_ptr<const manifests::Manifest> ManifestBuilder::build() const {
  auto manifest = std::make_shared<manifests::Manifest>(manifest_);
  manifest->spec = std::make_shared<const api::ClusterSpec>(spec_);
  manifest->digest = manifests::digest_of(spec_, manifest->policy);
  return manifest;
}

EngineOptions without_grace() {
  EngineOptions options;
  options.deletion_grace = Duration(0);
  return options;
}

EngineHarness::EngineHarness(EngineOptions options, JournalContents contents)
    : engine(options, std::move(contents), kSeed, Now{kStart, kWallStart}), start_(kStart) {
  take();
}

Now EngineHarness::now() const { return {start_ + passed_, kWallStart + passed_ - wall_back}; }

void EngineHarness::take() {
  Effects effects = engine.take_effects(now());
  if (on_effects) on_effects(effects);
  for (Record& record : effects.batch.upserts) journal[record.key] = record;
  for (const api::ClusterKey& key : effects.batch.erased) journal.erase(key);
  // In the journal's order: what is dropped is taken out by its value.
  brake_marks.insert(brake_marks.end(), effects.batch.brake_marks.begin(), effects.batch.brake_marks.end());
  for (const BrakeMark& mark : effects.batch.dropped_marks) std::erase(brake_marks, mark);
  for (Call& call : effects.calls) {
    ++calls_[call.verb];
    if (is_mutating(call.verb)) {
      const auto record = journal.find(call.key);
      ASSERT_TRUE(record != journal.end() && record->second.intent &&
                  record->second.intent->verb == call.verb)
          << "a mutating call without its durable intent";
    }
    waiting_.push_back(std::move(call));
  }
  account_events.insert(account_events.end(), effects.account_events.begin(), effects.account_events.end());
  events.insert(events.end(), effects.batch.events.begin(), effects.batch.events.end());
  ready_samples.insert(ready_samples.end(), effects.batch.ready_samples.begin(),
                       effects.batch.ready_samples.end());
  recalled.insert(recalled.end(), effects.recalled.begin(), effects.recalled.end());
  wake_ = effects.wake;
}

void EngineHarness::pass(Duration time) {
  const Duration until = passed_ + time;
  while (wake_ && *wake_ <= start_ + until) {
    passed_ = std::max(passed_, std::chrono::ceil<Duration>(*wake_ - start_));
    engine.tick(now());
    take();
  }
  passed_ = until;
}

void EngineHarness::tick() {
  engine.tick(now());
  take();
}

void EngineHarness::reconcile_now(const std::optional<api::ClusterKey>& key) {
  engine.reconcile_now(key, now());
  take();
}

void EngineHarness::declare(std::vector<std::shared_ptr<const manifests::Manifest>> manifests,
                            bool absence_is_meaningful) {
  auto snapshot = std::make_shared<manifests::Snapshot>();
  std::sort(manifests.begin(), manifests.end(), [](const auto& a, const auto& b) { return a->key < b->key; });
  snapshot->manifests = std::move(manifests);
  snapshot->absence_is_meaningful = absence_is_meaningful;
  engine.desire(snapshot, now());
  take();
}

std::size_t EngineHarness::release(const std::string& cluster_id) {
  std::optional<api::ClusterKey> key;
  if (!cluster_id.empty()) key = api::ClusterKey{"acme", cluster_id};
  const std::size_t released = engine.release_brake({.key = key, .include_deletes = true}, now()).size();
  take();
  return released;
}

void EngineHarness::hold(HoldKind kind, std::string why) {
  engine.hold(kind, std::move(why), now());
  take();
}

void EngineHarness::release(HoldKind kind) {
  engine.release(kind, now());
  take();
}

CommandResult EngineHarness::tell(const std::string& cluster_id, const Command& command) {
  CommandResult result = engine.execute({"acme", cluster_id}, command, now());
  take();
  return result;
}

Call EngineHarness::expect(api::Verb verb, const std::string& cluster_id) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Call& call) {
    return call.verb == verb && (cluster_id.empty() || call.key.cluster_id == cluster_id);
  });
  if (found == waiting_.end()) {
    ADD_FAILURE() << "no " << api::verb_name(verb) << " " << cluster_id << " waits; only: " << waiting();
    return {};
  }
  return *found;
}

std::string EngineHarness::waiting() const {
  std::string text;
  for (const Call& call : waiting_) {
    if (!text.empty()) text += ", ";
    text += api::verb_name(call.verb);
    if (!call.key.cluster_id.empty()) text += " " + call.key.cluster_id;
  }
  return text;
}

void EngineHarness::answer(const Call& call, Outcome outcome) {
  std::erase_if(waiting_, [&](const Call& other) { return other.id == call.id; });
  engine.complete(call.id, std::move(outcome), now());
  take();
}

void EngineHarness::fail(const Call& call, api::ErrorKind kind, int status,
                         std::optional<std::chrono::milliseconds> retry_after) {
  api::Error error{
      .kind = kind, .http_status = status, .message = "made to fail", .retry_after = retry_after};
  if (kind == api::ErrorKind::NotFound) error.code = api::RpcCode::NotFound;
  answer(call, std::move(error));
}

WallTime EngineHarness::date() const {
  return std::chrono::floor<std::chrono::seconds>(now().wall + server_ahead);
}

void EngineHarness::list(std::vector<api::Cluster> clusters) {
  answer(expect(api::Verb::List), api::ClusterPage{std::move(clusters), "", date()});
}

void EngineHarness::find_nothing() {
  const auto is_get = [](const Call& call) { return call.verb == api::Verb::Get; };
  for (auto get = std::find_if(waiting_.begin(), waiting_.end(), is_get); get != waiting_.end();
       get = std::find_if(waiting_.begin(), waiting_.end(), is_get)) {
    answer(Call(*get), api::Error{.kind = api::ErrorKind::NotFound,
                                  .http_status = 404,
                                  .code = api::RpcCode::NotFound,
                                  .message = "cluster not found"});
  }
  list();
}

api::Cluster EngineHarness::cluster(const std::string& id, api::ClusterState state,
                                    const api::ClusterSpec& spec) const {
  api::Cluster cluster;
  cluster.name = "accounts/acme/clusters/" + id;
  cluster.spec = spec;
  cluster.state = state;
  cluster.state_text = api::cluster_state_name(state);
  cluster.create_time = kWallStart;
  cluster.date = date();
  return cluster;
}

ClusterView EngineHarness::view(const std::string& id) const {
  const auto view = engine.cluster({"acme", id}, now());
  if (!view) {
    ADD_FAILURE() << "the engine does not know " << id;
    return {};
  }
  return *view;
}

std::size_t EngineHarness::calls_of(api::Verb verb) const {
  const auto found = calls_.find(verb);
  return found == calls_.end() ? 0 : found->second;
}

}  // namespace fwop::controller::testing
