#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "complaints.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/model/reason.hpp"
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
  PaceWatch(Complaints& complaints, bool calm, const controller::EngineOptions& options,
            Duration removal_takes)
      : complaints_(complaints), calm_(calm), options_(options), removal_takes_(removal_takes) {}

  /// Files were read, of a world that is like this.
  void read(const WishWatch& wishes, const SimApi& truth, Now now);
  void restarted(Now now);
  /// A person did something about it: it begins anew.
  void disturbed(const api::ClusterKey& key) { streaks_.erase(key); }
  void decided(const Call& call) { last_decided_ = call.id; }
  void leaves(const Call& call, Now now);
  /// It was answered, or never left; `worked`: the API said yes to it.
  void over(const Call& call, bool worked);
  /// One kind of change of that cluster fails from now on, whatever is sent, until that stops.
  void cursed(const api::ClusterKey& key, api::Verb verb) {
    curses_.insert({key, verb});
    changes_.erase(key);
  }
  /// That stopped; `for_good`: what failed was refused so that it need not be tried again soon.
  void lifted(const api::ClusterKey& key, api::Verb verb, bool for_good, const WishWatch& wishes,
              const SimApi& truth, Now now);
  /// A LIST of the account broke off; or one was answered whole.
  void walk_failed(const std::string& account, Now now) { walk_fails_.emplace(account, now.steady); }
  void walk_done(const std::string& account) { walk_fails_.erase(account); }
  void look(const WishWatch& wishes, const SimApi& truth, Now now);

  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  /// A change that somebody wants, in a calm world.
  struct Change {
    api::Verb verb;
    Instant due;     ///< When it may leave at the earliest,
    Instant from{};  ///< and not before that, whatever its removal's time.
    int allowed = 0;
    int calls = 0;
    bool left = false;
    controller::CallId after = 0;  ///< No call up to that one was decided for it.
  };
  using Calls = std::deque<Instant>;
  /// Tries of one change in a row, all in vain.
  struct Streak {
    api::Verb verb;
    Instant first;
    Instant last;
    bool refused_for_good = false;  ///< What it met may be tried again an hour later.
  };

  void follow(const api::ClusterKey& key, api::Verb verb, Instant due);
  /// The change that is wanted of what is there now; nothing when none is, or it cannot be told.
  [[nodiscard]] static std::optional<api::Verb> change_wanted(const WishWatch::Wish& wish,
                                                              const std::optional<RealCluster>& real);
  [[nodiscard]] Instant removal_counts_from(const WishWatch::Wish& wish, Now now) const;
  void follow_wishes(const WishWatch& wishes, const SimApi& truth, Now now);
  void count(Change& change, const Call& call, Now now);
  void check_curse(const Call& call, Now now);
  void check_budget(const Call& call, Now now);

  Complaints& complaints_;
  bool calm_;
  controller::EngineOptions options_;
  Duration removal_takes_;
  Figures figures_;
  std::map<api::ClusterKey, Change> changes_;
  std::map<api::ClusterKey, std::uint64_t> digests_;
  std::set<std::pair<api::ClusterKey, api::Verb>> curses_;
  std::map<api::ClusterKey, Streak> streaks_;
  std::map<api::ClusterKey, Calls> calls_;
  std::map<std::string, Calls> all_calls_;  ///< By account.
  std::map<std::string, std::set<controller::CallId>> under_way_;
  std::map<api::ClusterKey, api::Verb> changing_;  ///< That change of it is under way.
  std::map<std::string, Calls> walks_;             ///< First pages, by account.
  std::map<std::string, Instant> walk_fails_;      ///< Since when.
  Instant restarted_{};
  controller::CallId last_decided_ = 0;
};

}  // namespace fwop::simulation
