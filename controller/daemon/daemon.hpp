#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/result.hpp>

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

/// The operator as a process: what the design's diagram shows, put together on one loop with one thread. The
/// source hands snapshots to the term, the term makes calls through the clients and records in the journal,
/// and what changes goes over the bus to log, metrics, console and status server.
class Daemon {
 public:
  /// Begins the first term. The error is one line that says what to do.
  static boost::system::result<std::unique_ptr<Daemon>, std::string> make(DaemonOptions options,
                                                                          std::unique_ptr<Journal> journal);
  ~Daemon();

  /// Until a signal, or until settled or timed out where that was asked for; the process's exit code.
  int run();

  /// Ends the term under way: from then on this process changes nothing and shows no clusters, and its
  /// servers and sources go on. On the loop. False when something of the term does not end.
  boost::asio::awaitable<bool> end_term();
  /// Begins another with what the journal holds now. On the loop, while no term is under way. The error is
  /// one line.
  boost::asio::awaitable<boost::system::result<void, std::string>> begin_term();

  // After run().
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
