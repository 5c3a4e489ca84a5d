#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/base/random.hpp"
#include "controller/engine/engine.hpp"
#include "controller/runtime/pending_writes.hpp"
#include "files.hpp"
#include "plan.hpp"
#include "sim_api.hpp"
#include "watch.hpp"

namespace fwop::simulation {

struct RunResult {
  std::uint64_t steps = 0;
  std::size_t clusters = 0;  ///< That people declared at the start.
  PaceWatch::Figures pace;
  std::optional<std::string> violation;
};

/// One world, from a plan: the shipped engine and the shipped reading of manifests, a clock that is only a
/// number, an API behind a bad network, people who edit files and clusters, and crashes that leave nothing
/// but the journal.
class Simulation {
 public:
  /// With `trace`, prints what happens to stdout.
  Simulation(Plan plan, bool trace);

  RunResult run();

 private:
  struct Step {
    Instant at;
    std::uint64_t order;
    std::function<void()> what;
    bool operator>(const Step& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
  };

  // The host of the engine: what Runtime is in the real program (simulation.cpp).
  void start_engine();
  void crash();
  /// With `at_once`, what came of it is written without lingering.
  void after_input(bool at_once = false);
  void recall(controller::CallId id);
  void send(const Call& call);
  void answer(const Call& call, Answer answer, Instant asked);
  void at(Instant when, std::function<void()> what);
  /// Like at(), but only if the engine has not crashed in between.
  void at_if_alive(Instant when, std::function<void()> what);
  [[nodiscard]] Now now() const { return {clock_, wall_start_ + (clock_ - start_) + wall_offset_}; }
  void log(const std::string& text) const;
  /// "c3", or "account-0/c3" where there are several accounts.
  [[nodiscard]] std::string named(const api::ClusterKey& key) const;
  /// "get c3", "list account-0"
  [[nodiscard]] std::string named(const Call& call) const;

  // The network and the server (network.cpp).
  std::optional<Outcome> refused_at_the_door(const Call& call);
  Answer handled(const Call& call);
  /// What the server makes of it once the door has let it in.
  Answer carried_out(const Call& call);
  void lose(const Call& call, Instant asked, const char* why);
  [[nodiscard]] bool strikes(Hazard hazard) { return trouble_ && random_.unit() < plan_.of(hazard); }
  [[nodiscard]] bool lasts(const std::optional<Instant>& until) const { return until && clock_ < *until; }
  Duration between(Duration from, Duration to);

  // The journal (disk.cpp).
  void lose_unwritten();
  void write_soon();
  void write();
  void not_written(const controller::JournalBatch& batch, const std::vector<Call>& calls);
  void apply(const controller::JournalBatch& batch);

  // What people want (people.cpp).
  void meddle();
  void meddle_with_manifests();
  /// Of all clusters at once.
  void meddle_in_bulk();
  void end_trouble();
  void change(const ManifestPtr& manifest, const std::function<void(manifests::Manifest&)>& how);
  void edit_name(const ManifestPtr& manifest);
  void remove(const api::ClusterKey& key);
  std::shared_ptr<manifests::Manifest> make_manifest(const api::ClusterKey& key);
  api::ClusterKey any_key();

  // What happens to their files (spoil.cpp).
  void meddle_with_files();
  void spoil(Hazard hazard, Ailment ailment, Duration longest);
  void heal_at(Instant when);
  /// A reader sees it in a while.
  void files_changed();
  void read_files();
  /// So long may a file be away without being removed, as readers see it.
  [[nodiscard]] Duration away_at_most() const;

  // What happens to clusters, servers and our machine (disasters.cpp).
  void meddle_with_clusters();
  void meddle_with_servers();
  void meddle_with_operator();
  /// Makes one kind of change of one cluster always fail, until it is lifted.
  void curse();
  void lift(const api::ClusterKey& key, api::Verb verb);
  /// Somebody creates the same cluster, at that time.
  void rival(const api::ClusterKey& key, Instant when);

  // The commands (commands.cpp).
  void meddle_by_command();
  /// Somebody suspends the cluster in the very moment in which a change of it is about to leave.
  void suspend_at_the_worst_moment(const Call& call);
  void suspend(const api::ClusterKey& key);
  void release_one();
  void resume_all();
  /// Nobody approves the plan any more, until that time.
  void withdraw_plan(Duration time);
  void withdraw_plan_at_the_worst_moment();
  /// Tells the engine whether the plan is approved now.
  void tell_of_plan();
  bool tell(const api::ClusterKey& key, const controller::Command& command,
            std::function<void()> acknowledged);

  // What is right in the end (convergence.cpp).
  void check_convergence();
  void check_converged(const api::ClusterKey& key, const manifests::Manifest& manifest);
  void check_only_sweeps();

  Plan plan_;
  bool trace_;
  Watch::Settings settings_;
  Random random_;
  Random commands_;   ///< A stream of its own: what it draws changes nothing else.
  Random approvals_;  ///< Likewise.
  SimApi api_;
  Watch watch_;
  std::unique_ptr<manifests::SnapshotBuilder> builder_;
  std::unique_ptr<controller::Engine> engine_;
  std::uint64_t life_ = 0;

  std::priority_queue<Step, std::vector<Step>, std::greater<>> steps_;
  std::uint64_t order_ = 0;
  std::uint64_t count_ = 0;
  Instant start_{};
  Instant clock_{};
  WallTime wall_start_{};
  std::chrono::system_clock::duration wall_offset_{};
  std::uint64_t wake_ = 0;

  // The journal: what has survived so far, and what is still to be written.
  Journal durable_;
  std::vector<controller::BrakeMark> durable_marks_;
  std::vector<controller::ReadySample> durable_samples_;
  controller::PendingWrites to_write_;
  std::vector<Call> after_write_;
  std::vector<Call> committing_;                     ///< They leave once the commit under way is durable.
  std::vector<std::function<void()>> after_commit_;  ///< People who wait for the next commit.
  std::map<api::ClusterKey, std::uint64_t> told_;    ///< How many commands so far.
  bool writing_ = false;
  bool lingering_ = false;
  bool lingered_ = false;

  // The people's side.
  Files files_;
  std::map<api::ClusterKey, ManifestPtr> removed_;
  std::optional<Instant> source_broken_until_;
  std::optional<Instant> source_empty_until_;
  bool reading_due_ = false;
  std::uint64_t edits_ = 0;

  bool trouble_ = true;
  std::optional<Instant> plan_withdrawn_until_;
  std::optional<Instant> key_expired_until_;
  std::optional<Instant> account_missing_until_;
  std::optional<Instant> api_down_until_;
  std::optional<Instant> page_fails_until_;
  std::optional<Instant> quota_until_;
  std::optional<Instant> journal_failing_until_;
  std::optional<Instant> odd_state_until_;
  std::optional<Instant> list_lags_until_;
  std::map<std::pair<api::ClusterKey, api::Verb>, api::Error> curses_;
  std::uint64_t calls_not_list_ = 0;
  std::uint64_t calls_list_ = 0;
};

}  // namespace fwop::simulation
