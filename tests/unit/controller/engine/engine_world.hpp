#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "controller/engine/engine.hpp"
#include "engine_harness.hpp"

namespace fwop::controller::testing {

/// The engine beside an API that answers every call after a tenth of a second, on a clock that is only a
/// number: for what takes many calls. Without `refuse` the API is perfect.
class EngineWorld {
 public:
  explicit EngineWorld(EngineOptions options = without_grace());

  /// Declares these, READY and ours from the first sweep on when `there`.
  void declare(std::vector<std::shared_ptr<const manifests::Manifest>> manifests, bool there = false);
  std::vector<HeldChange> release(ReleaseCommand command);
  CommandResult tell(const api::ClusterKey& key, const Command& command);
  /// Lets so much time pass, answering what is asked.
  void run(Duration time);
  /// Runs until `done` says so; false when `longest` passed before.
  bool run_until(const std::function<bool()>& done, Duration longest);

  [[nodiscard]] std::size_t calls(api::Verb verb) const;
  [[nodiscard]] std::size_t all_calls() const;
  /// Forgets the calls so far.
  void reset_calls() { calls_.clear(); }
  [[nodiscard]] Now now() const { return {clock_, kWallStart + (clock_ - kStart)}; }
  [[nodiscard]] Duration passed() const { return std::chrono::duration_cast<Duration>(clock_ - kStart); }

  /// What answers instead of the API; nothing: the API does.
  std::function<std::optional<Outcome>(const Call&)> refuse;
  /// Each call as it leaves.
  std::function<void(const Call&)> sent;
  std::map<api::ClusterKey, api::Cluster> clusters;  ///< At the API.
  std::size_t page_size = 200;
  Engine engine;

 private:
  static constexpr Instant kStart{std::chrono::hours(1000)};
  static constexpr WallTime kWallStart{std::chrono::hours(24 * 365 * 56)};

  struct Due {
    Instant at;
    std::uint64_t order;
    Call call;
    bool operator>(const Due& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
  };

  void take();
  Outcome carry_out(const Call& call);
  Outcome list(const Call& call) const;
  bool step(Instant until);

  Instant clock_ = kStart;
  std::optional<Instant> wake_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t order_ = 0;
  std::map<api::Verb, std::size_t> calls_;
};

}  // namespace fwop::controller::testing
