#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "complaints.hpp"
#include "files.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// What people last said in the files that exist, as far as a reader has looked, and that nothing is done
/// against it: above all that no cluster is deleted unless its document has been away, with everything
/// readable, for as long as the operator promises to wait.
class WishWatch {
 public:
  /// `removal_takes` is the least time from a removal's first reading to its delete.
  WishWatch(Complaints& complaints, Duration removal_takes)
      : complaints_(complaints), removal_takes_(removal_takes) {}

  /// A reading was made and the engine told of it.
  void read(const Sayings& sayings, Now now);
  /// The engine has dropped it: what it was told it knows no more.
  void forgot(const api::ClusterKey& key);
  /// A new process: of what the old one was told it knows what the journal holds.
  void restarted(const Journal& durable);
  /// A person let this one change through, now.
  void released(const api::ClusterKey& key) { released_.insert(key); }
  /// A person was told that the cluster is suspended by command, until then if anything; or asked to end it.
  void suspended(const api::ClusterKey& key, std::optional<WallTime> until) { suspended_[key] = until; }
  void resumed(const api::ClusterKey& key) { suspended_.erase(key); }
  /// A person was told that the cluster is not managed any more.
  void abandoned(const api::ClusterKey& key);
  /// The engine was given an input at that time.
  void saw(Now now) { latest_wall_ = std::max(latest_wall_, now.wall); }

  /// The engine wants the call made. It leaves later, and what people do in between cannot stop it.
  void decided(const Call& call, Now now);
  /// It leaves. `state` is what was last read of the cluster.
  void leaves(const Call& call, api::ClusterState state, Now now);
  /// Since when no reading had shown it, when that was decided.
  [[nodiscard]] std::optional<Instant> gone_since(const Call& call) const;
  /// When that was decided, every declaration of it said drift: Report.
  [[nodiscard]] bool only_reports(const Call& call) const;
  /// It was answered, or never left.
  void over(const Call& call) { decided_.erase(call.id); }

  /// What may be taken for declared now: what files say plainly, else what they said when last they did and
  /// what they may say since.
  [[nodiscard]] std::vector<ManifestPtr> wanted(const api::ClusterKey& key) const;
  [[nodiscard]] bool is_wanted(const api::ClusterKey& key) const;
  /// And the engine was told so.
  [[nodiscard]] bool is_told(const api::ClusterKey& key) const;

  /// What is known of the wish for one cluster.
  struct Wish {
    ManifestPtr plainly;  ///< Last said where anybody can read it; null: never since the start.
    std::vector<ManifestPtr> obscurely;  ///< Said since, where perhaps nobody can.
    /// Said before that. What a file that ails said last is in force when nothing else is, so it may come
    /// back.
    std::vector<ManifestPtr> remembered;
    /// Of that, and of what was said since; at a new process as the journal has it.
    std::vector<manifests::Policy> policies;
    [[nodiscard]] bool may_delete() const;
    bool disputed = false;
    bool exists = false;                ///< Some file holds it, or may.
    bool in_doubt = false;              ///< What was in force stays in force: not all could be read.
    bool unheard = false;               ///< Perhaps nobody says anything at all, so that no removal counts.
    bool begun = false;                 ///< A delete has left in its time, and nothing was said since.
    std::optional<Instant> gone_since;  ///< No reading has shown it, and all was clear.
  };
  [[nodiscard]] const std::map<api::ClusterKey, Wish>& all() const { return wishes_; }

 private:
  void check_suspension(const Call& call, const Wish& wish, Now now);

  Complaints& complaints_;
  Duration removal_takes_;
  std::map<api::ClusterKey, Wish> wishes_;
  struct Decided {
    Wish wish;
    Instant at;
    bool released = false;
  };
  std::map<controller::CallId, Decided> decided_;
  std::set<api::ClusterKey> released_;
  /// By command, as acknowledged: it holds whatever process runs.
  std::map<api::ClusterKey, std::optional<WallTime>> suspended_;
  std::set<api::ClusterKey> abandoned_;  ///< And not declared since.
  WallTime latest_wall_{};               ///< The wall clock may go back; what was over stays over.
};

}  // namespace fwop::simulation
