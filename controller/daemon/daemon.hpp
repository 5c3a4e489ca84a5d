#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/bus/bus.hpp"
#include "controller/daemon/cluster_lookup.hpp"
#include "controller/daemon/console.hpp"
#include "controller/daemon/control_room.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/daemon/daemon_options.hpp"
#include "controller/daemon/event_log.hpp"
#include "controller/daemon/flag_files.hpp"
#include "controller/daemon/health.hpp"
#include "controller/daemon/plan_watch.hpp"
#include "controller/daemon/set_aside_journals.hpp"
#include "controller/daemon/settling.hpp"
#include "controller/journal/journal.hpp"
#include "controller/metrics/metrics.hpp"
#include "controller/runtime/api_clients.hpp"
#include "controller/runtime/loop_watch.hpp"
#include "controller/serve/status_server.hpp"
#include "controller/sources/decode_trier.hpp"
#include "controller/sources/source_follower.hpp"

namespace fwop::controller {

/// The operator as a process, on one event loop with one thread. The source gives manifest snapshots to the
/// term. The term sends calls through the API clients and writes records to the journal. The bus carries
/// every change to the log, metrics, console and status server.
class Daemon {
 public:
  /// Makes the daemon, opens the status server and begins the first term. The error is one line for a person.
  static OrWhyNot<std::unique_ptr<Daemon>> make(DaemonOptions options, std::unique_ptr<Journal> journal);
  ~Daemon();

  /// Runs until SIGINT or SIGTERM, or until all is settled (--until-settled) or the timeout is over. Blocks;
  /// returns the exit code of the process.
  int run();

  /// Ends the running term. After that this process makes no API calls and shows no clusters; its servers and
  /// sources continue. Call it on the loop. False when a call or a commit of the term did not end.
  boost::asio::awaitable<bool> end_term();
  /// Loads the journal and begins a new term. Call it on the loop, while no term is running. The error is one
  /// line.
  boost::asio::awaitable<OrWhyNot<void>> begin_term();

  // Call these after run().
  [[nodiscard]] DaemonEnd ended() const { return ended_; }
  [[nodiscard]] std::vector<ClusterView> clusters() const;
  [[nodiscard]] std::vector<manifests::Diagnostic> diagnostics() const;

  [[nodiscard]] std::string status_url() const { return status_->url(); }
  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }

 private:
  Daemon(DaemonOptions options, std::unique_ptr<Journal> journal, std::optional<manifests::GitStore> store);

  [[nodiscard]] api::HttpOptions observed_http();
  [[nodiscard]] Runtime::Hooks term_hooks();
  [[nodiscard]] std::unique_ptr<SourceFollower> make_source(std::optional<manifests::GitStore> store);
  void begin_term_with(JournalContents contents);
  [[nodiscard]] StatusSource status_source();

  void manifests_read(std::shared_ptr<const manifests::Snapshot> snapshot);
  void call_ended(const api::RequestInfo& request);
  void published(const Effects& effects);
  void handle_signal(int number);
  void wait_for_signal();
  void begin_shut_down(DaemonEnd why);
  boost::asio::awaitable<void> shut_down();

  DaemonOptions options_;
  std::unique_ptr<Journal> journal_;
  boost::asio::io_context loop_{1};
  boost::asio::signal_set signals_{loop_};
  FlagFiles files_;

  Bus bus_;
  EventLog event_log_;
  Metrics metrics_;
  LoopWatch loop_watch_;
  ApiClients clients_;
  CurrentTerm term_;
  DecodeTrier decode_trier_{{}, options_.program};
  std::unique_ptr<SourceFollower> source_;
  std::optional<PlanWatch> plan_watch_;  ///< With --require-plan.

  SetAsideJournals set_aside_;
  Health health_;
  ClusterLookup lookup_{term_};
  ControlRoom control_room_{term_, lookup_};
  std::optional<StatusServer> status_;
  std::optional<Console> console_;
  std::optional<Settling> settling_;  ///< With --until-settled.

  boost::asio::steady_timer timeout_{loop_};
  bool stopping_ = false;
  DaemonEnd ended_ = DaemonEnd::Interrupted;
  int exit_code_ = 0;
};

}  // namespace fwop::controller
