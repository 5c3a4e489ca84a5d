#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "complaints.hpp"
#include "controller/reason.hpp"
#include "sim_api.hpp"
#include "wish_watch.hpp"

namespace fwop::simulation {

/// Pace: how many calls a wanted change takes, that it leaves in time, and that what keeps failing is tried
/// ever more slowly.
class PaceWatch {
 public:
  struct Figures {
    std::uint64_t updates = 0;
    std::uint64_t update_calls = 0;
    std::uint64_t deletes = 0;
    std::uint64_t delete_calls = 0;
  };

  /// In a calm world each wanted change is followed by itself.
  PaceWatch(Complaints& complaints, bool calm, double calls_per_second, Duration removal_takes)
      : complaints_(complaints), calm_(calm), per_second_(calls_per_second), removal_takes_(removal_takes) {}

  /// Files were read, of a world that is like this.
  void read(const WishWatch& wishes, const SimApi& truth, Now now);
  void restarted(Now now) { restarted_ = now.steady; }
  /// A person did something about it: it begins anew.
  void disturbed(const api::ClusterKey& key, Now now) { disturbed_[key] = now.steady; }
  void leaves(const Call& call, Now now);
  /// One kind of change of that cluster fails from now on, whatever is sent, until that stops.
  void cursed(const api::ClusterKey& key, api::Verb verb, Now now) {
    curses_[{key, verb}] = now.steady;
    changes_.erase(key);
  }
  void lifted(const api::ClusterKey& key, api::Verb verb) { curses_.erase({key, verb}); }
  /// A LIST of the account broke off; or one was answered whole.
  void walk_failed(const std::string& account, Now now) { walk_fails_.emplace(account, now.steady); }
  void walk_done(const std::string& account) { walk_fails_.erase(account); }
  void look(Now now);

  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  /// A change that somebody wants, in a calm world.
  struct Change {
    api::Verb verb;
    Instant due;  ///< When it may leave at the earliest.
    int allowed = 0;
    int calls = 0;
    bool left = false;
  };
  using Calls = std::deque<Instant>;

  void follow(const api::ClusterKey& key, api::Verb verb, Instant due);
  void follow_wishes(const WishWatch& wishes, const SimApi& truth, Now now);
  void count(Change& change, const Call& call, Now now);
  void check_curse(const Call& call, Now now);

  Complaints& complaints_;
  bool calm_;
  double per_second_;
  Duration removal_takes_;
  Figures figures_;
  std::map<api::ClusterKey, Change> changes_;
  std::map<api::ClusterKey, std::uint64_t> digests_;
  std::map<std::pair<api::ClusterKey, api::Verb>, Instant> curses_;
  std::map<api::ClusterKey, Instant> disturbed_;
  std::map<api::ClusterKey, Calls> calls_;
  std::map<std::string, Calls> walks_;         ///< First pages, by account.
  std::map<std::string, Instant> walk_fails_;  ///< Since when.
  Instant restarted_{};
};

}  // namespace fwop::simulation
