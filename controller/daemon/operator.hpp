#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/result.hpp>

#include "api/clusters/http_client.hpp"
#include "controller/daemon/flag_files.hpp"
#include "controller/daemon/plan_gate.hpp"
#include "controller/engine/engine.hpp"
#include "controller/journal/journal.hpp"
#include "controller/journal/open_journal.hpp"
#include "controller/metrics/metrics.hpp"
#include "controller/runtime/api_clients.hpp"
#include "controller/runtime/keys.hpp"
#include "controller/runtime/loop_watch.hpp"
#include "controller/runtime/runtime.hpp"
#include "controller/serve/control_server.hpp"
#include "controller/serve/status_server.hpp"
#include "controller/show/live_table.hpp"
#include "controller/show/progress.hpp"
#include "controller/sources/decode_trier.hpp"
#include "controller/sources/git_follower.hpp"
#include "controller/sources/source_follower.hpp"

namespace fwop::controller {

/// What the daemon is made from, checked already.
struct OperatorOptions {
  EngineOptions engine;
  std::vector<std::filesystem::path> paths;  ///< Unless `git` is where the manifests are.
  std::optional<GitOptions> git;
  manifests::SnapshotBuilder::Options source;
  api::HttpOptions http;  ///< Its observer is set by the operator.
  Keys keys;
  std::string status_address;
  StatusAccessOptions status_access;
  /// Where what is kept goes, and the control socket.
  std::optional<std::filesystem::path> state_dir;
  /// Where the control socket goes without a state directory; with neither, no command reaches the daemon.
  std::optional<std::filesystem::path> control_dir;
  /// --require-plan: the file, or https URL, with approved plans; empty: nothing is asked.
  std::string require_plan;
  std::string version;
  std::vector<JournalNotice> journal_notices;
  std::uint64_t seed = 0;
  bool until_settled = false;
  std::optional<std::chrono::milliseconds> timeout;  ///< It ends then at the latest.
  bool live_table = false;
  bool progress_lines = false;  ///< On standard output, where there is no live table.
  /// Called at the named points between journal and socket; for crash tests. May be empty.
  std::function<void(const char* point)> reached;
};

/// Why the daemon ended.
enum class OperatorEnd { Interrupted, Settled, TimedOut };

/// The daemon: source, engine, runtime, clients and status server put together as in the design's diagram,
/// on one loop with one thread.
class Operator {
 public:
  /// The error is one line that says what to do.
  static boost::system::result<std::unique_ptr<Operator>, std::string> make(OperatorOptions options,
                                                                            std::unique_ptr<Journal> journal);
  ~Operator();

  /// Until a signal, or until settled or timed out where that was asked for; the process's exit code.
  int run();
  /// After run().
  [[nodiscard]] OperatorEnd ended() const { return ended_; }
  [[nodiscard]] std::vector<ClusterView> clusters() const;
  [[nodiscard]] std::vector<manifests::Diagnostic> diagnostics() const;
  [[nodiscard]] std::string status_url() const { return status_->url(); }

 private:
  Operator(OperatorOptions options, std::unique_ptr<Journal> journal, JournalContents contents);

  [[nodiscard]] FleetView fleet() const;
  [[nodiscard]] std::vector<OperatorCondition> conditions() const;
  [[nodiscard]] Condition source_condition() const;
  /// Nothing while no account is refused.
  [[nodiscard]] std::optional<Condition> refusal_condition() const;
  [[nodiscard]] OperatorView own_view() const;
  void hold_changes(std::optional<std::string> why);
  [[nodiscard]] std::unique_ptr<SourceFollower> make_source(std::optional<manifests::GitStore> store);
  [[nodiscard]] std::vector<JournalNotice> standing_notices() const;
  [[nodiscard]] std::vector<ReadyCheck> ready_checks() const;
  [[nodiscard]] StatusSource status_source();
  [[nodiscard]] std::function<boost::asio::awaitable<bool>(WebhookRequest)> webhook();
  /// Whether it is; then the source is read at once.
  boost::asio::awaitable<bool> is_genuine_hook(WebhookRequest request);
  [[nodiscard]] ControlActions control_actions();
  /// The one that is called so; an error when none is, or several are.
  [[nodiscard]] boost::system::result<api::ClusterKey, std::string> named(const std::string& name) const;
  /// See ClusterNameMatch.
  [[nodiscard]] std::vector<api::ClusterKey> keys_called(const std::string& name) const;
  [[nodiscard]] std::vector<ClusterView> clusters_called(const std::string& name) const;
  boost::asio::awaitable<CommandResult> tell(std::string name, Command command);
  /// Of the cluster of that name, or of all; an error when there is none of that name.
  boost::system::result<Released, std::string> release_held(const std::string& name, ReleaseCommand command);
  void start_control();

  void exchanged(const api::RequestInfo& request);
  void note_call(const api::RequestInfo& request);
  boost::asio::awaitable<boost::system::result<std::vector<Event>, std::string>> history(std::string name);
  /// The one that was called so, as the journal knows it; an error when it knows none, or several.
  boost::asio::awaitable<boost::system::result<api::ClusterKey, std::string>> remembered_as(std::string name);
  void published(const Effects& effects);
  // operator_plan.cpp
  void look_at_plan();
  boost::asio::awaitable<void> keep_looking_at_plan(std::uint64_t look);
  boost::asio::awaitable<PlanGate::Approved> approved_plans();
  void delivered(std::shared_ptr<const manifests::Snapshot> snapshot);
  void log_diagnostics(const manifests::Snapshot& snapshot);
  void log_events(const Effects& effects) const;
  /// A call that changes something leaves now.
  static void log_leaving(const Call& call);
  void on_signal(int number);
  boost::asio::awaitable<void> keep_drawing();
  boost::asio::awaitable<void> shut_down();
  void begin_shut_down(OperatorEnd why);
  void follow_removals();
  /// Of all clusters, and of what is wrong beside them; made some at a time.
  [[nodiscard]] boost::asio::awaitable<std::vector<TableRow>> rows(bool bars) const;
  /// The same at once, when the loop has ended.
  [[nodiscard]] std::vector<TableRow> last_rows() const;
  void add_other_rows(std::vector<TableRow>& rows) const;
  [[nodiscard]] ClusterSlices cluster_slices() const;
  [[nodiscard]] int settled_exit_code() const;

  OperatorOptions options_;
  std::unique_ptr<Journal> journal_;
  boost::asio::io_context loop_{1};
  boost::asio::signal_set signals_{loop_};
  Engine engine_;
  Metrics metrics_;
  LoopWatch loop_watch_;
  ApiClients clients_;
  Runtime runtime_;
  DecodeTrier decode_trier_;
  std::unique_ptr<SourceFollower> source_;
  std::optional<StatusServer> status_;
  std::optional<ControlServer> control_;
  FlagFiles flag_files_;
  std::optional<PlanGate> plan_gate_;
  boost::asio::steady_timer plan_look_{loop_};
  std::shared_ptr<boost::asio::cancellation_signal> plan_fetch_;
  std::uint64_t plan_looks_ = 0;  ///< How many began; only the last one goes on.
  const WallTime started_ = std::chrono::system_clock::now();
  std::optional<LiveTable> table_;
  std::optional<ProgressLines> progress_;
  boost::asio::steady_timer redraw_{loop_};
  boost::asio::steady_timer timeout_{loop_};
  /// What the last reading of the manifests found wrong: it is logged when it appears, not at every reading.
  std::set<std::string> logged_diagnostics_;
  WallTime manifests_since_ = started_;      ///< The manifests have been valid, or not, since then.
  std::optional<std::string> changes_held_;  ///< Why nothing may be changed.
  std::uint64_t published_ = 0;              ///< How often what clusters() shows may have changed.
  bool stopping_ = false;
  bool removals_followed_ = false;
  OperatorEnd ended_ = OperatorEnd::Interrupted;
  int exit_code_ = 0;
};

}  // namespace fwop::controller
