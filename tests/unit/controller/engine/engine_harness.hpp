#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "controller/engine/engine.hpp"

namespace fwop::controller::testing {

/// A manifest to test with: `a_manifest("c1").with_region("eu-west-1")`.
class ManifestBuilder {
 public:
  explicit ManifestBuilder(std::string id, std::string account = "acme");

  ManifestBuilder& with_region(const std::string& region);
  ManifestBuilder& with_display_name(std::string name);
  ManifestBuilder& with_policy(manifests::Policy policy);
  std::shared_ptr<const manifests::Manifest> build() const;
  operator std::shared_ptr<const manifests::Manifest>() const { return build(); }  // NOLINT: converts.

 private:
  manifests::Manifest manifest_;
  api::ClusterSpec spec_;
};
inline ManifestBuilder a_manifest(std::string id) { return ManifestBuilder(std::move(id)); }

/// The defaults, but a removed manifest counts after the next sweep.
EngineOptions without_grace();

/// The engine with a clock that is only a number. Answers are given by hand; nothing happens by itself.
class EngineHarness {
 public:
  explicit EngineHarness(EngineOptions options = without_grace(), JournalContents journal = {});

  Now now() const;
  /// Moves the clock, ticking the engine whenever it asked to be woken.
  void pass(Duration time);
  /// Ticks the engine although it did not ask for it.
  void tick();
  /// As Engine::reconcile_now().
  void reconcile_now(const std::optional<api::ClusterKey>& key);

  void declare(std::vector<std::shared_ptr<const manifests::Manifest>> manifests,
               bool absence_is_meaningful = true);
  /// A person releases the brake: of one cluster, or of all when `cluster_id` is empty.
  std::size_t release(const std::string& cluster_id = "");
  /// Holds every change, and ends that.
  void hold(HoldKind kind, std::string why);
  void release(HoldKind kind);
  /// A person's command for one cluster.
  CommandResult tell(const std::string& cluster_id, const Command& command);
  /// The oldest call that waits for its answer, of that kind; fails the test when there is none.
  Call expect(api::Verb verb, const std::string& cluster_id = "");
  [[nodiscard]] bool quiet() const { return waiting_.empty(); }
  [[nodiscard]] const std::vector<Call>& waiting_calls() const { return waiting_; }
  [[nodiscard]] std::string waiting() const;  ///< "list, get c1": for messages and comparing.

  void answer(const Call& call, Outcome outcome);
  void fail(const Call& call, api::ErrorKind kind, int status = 0,
            std::optional<std::chrono::milliseconds> retry_after = std::nullopt);
  /// How much the server's clock is ahead of ours.
  std::chrono::seconds server_ahead{0};
  /// The server's Date header of an answer given now.
  WallTime date() const;
  /// Answers the LIST that waits with these clusters, as one page.
  void list(std::vector<api::Cluster> clusters = {});
  /// Answers every GET that waits with NOT_FOUND, and the LIST after it with no cluster.
  void find_nothing();
  api::Cluster cluster(const std::string& id, api::ClusterState state, const api::ClusterSpec& spec) const;

  ClusterView view(const std::string& id) const;
  /// What has become durable so far.
  std::map<api::ClusterKey, Record> journal;
  std::vector<BrakeMark> brake_marks;
  /// So much the wall clock was set back.
  Duration wall_back{0};
  std::vector<Event> events;
  std::vector<AccountEvent> account_events;
  std::vector<ReadySample> ready_samples;
  std::vector<CallId> recalled;
  /// Sees the effects of each input, before anything else is asked of the engine.
  std::function<void(const Effects&)> on_effects;
  std::size_t calls_of(api::Verb verb) const;

  Engine engine;

 private:
  void take();

  Instant start_;
  Duration passed_{0};
  std::vector<Call> waiting_;
  std::map<api::Verb, std::size_t> calls_;
  std::optional<Instant> wake_;
};

}  // namespace fwop::controller::testing
