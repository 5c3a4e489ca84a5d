#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/clusters/clusters_api.hpp"
#include "controller/engine/engine.hpp"
#include "controller/journal/journal.hpp"
#include "controller/runtime/journal_writer.hpp"

namespace fwop::controller {

/// Executes the engine's effects: makes its batches durable, sends its calls, wakes it in time. All I/O of
/// the engine is here. Everything except the journal (JournalWriter) runs on `loop`, which only one thread
/// may run.
class Runtime {
 public:
  struct Hooks {
    /// The API client of an account. It must live as long as the runtime.
    std::function<api::ClustersApi&(const std::string& account_id)> api;
    /// Called after each input of the engine, with its effects. For displays, convert them with update_of().
    /// May be empty.
    std::function<void(const Effects&)> published;
    /// The journal could not store something; it will be retried. May be empty.
    std::function<void(const JournalError&)> journal_failed;
    /// Called just before a Create, Update or Delete is sent; its intent is durable. May be empty.
    std::function<void(const Call&)> leaving = {};
    /// For crash tests: called with "before-commit", "after-commit", "before-send" or "after-answer". May be
    /// empty.
    std::function<void(const char* point)> reached;
  };

  Runtime(boost::asio::io_context& loop, Engine& engine, Journal& journal, Hooks hooks,
          std::chrono::milliseconds request_timeout);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // Call all methods on the loop's thread.
  /// Gives the engine new manifests (Engine::desire()).
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot);
  /// The same as Engine::reconcile_now().
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key);
  /// The same as Engine::hold().
  void hold(HoldKind kind, std::string why);
  /// The same as Engine::release().
  void release(HoldKind kind);
  /// Sets the end of the time in which Create, Update and Delete may be sent and answered. Nothing (the
  /// default): no end. The holder of a lease sets a later end at each renewal.
  void allow_changes_until(std::optional<Instant> end) { changes_end_ = end; }
  /// Adds an event to the journal, with the next commit.
  void record_event(Event event);
  /// The latest `limit` events of a cluster, newest first. Events that are not written yet are missing.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> history(api::ClusterKey key,
                                                                                          std::size_t limit);
  /// The same as Journal::keys_with_events(); resumes on the caller's executor.
  boost::asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> keys_with_events(
      std::string cluster_id);
  /// Stores the hash of a declaration whose plan is approved (--require-plan). Completes when that is
  /// durable, or with an error; then it is not retried.
  boost::asio::awaitable<boost::system::result<void, JournalError>> keep_let_through(std::string declaration);
  /// The same as Engine::release_brake().
  std::vector<HeldChange> release_brake(const ReleaseCommand& command);
  /// Calls Engine::execute() and completes when the result is durable. If the journal cannot store it, the
  /// result is "not done" with the reason; the command still has its effect until this process ends.
  boost::asio::awaitable<CommandResult> execute(api::ClusterKey key, Command command);

  /// Nothing while the journal works.
  [[nodiscard]] const std::optional<JournalProblem>& journal_problem() const { return writer_.problem(); }

  /// Sends no further call, not even one whose intent is being written. Waits up to `grace` for the calls in
  /// flight, cancels the rest, and writes the last batch; takes at most 4 s more than `grace`. True when no
  /// call and no commit is in progress; false when one did not end in that time.
  boost::asio::awaitable<bool> stop(std::chrono::milliseconds grace);

  /// The current time of both clocks.
  static Now now();

 private:
  struct InFlight {
    Call call;
    boost::asio::cancellation_signal cancel;
  };

  /// Executes the effects of the last input. `at_once`: writes its batch without delay.
  void after_input(bool at_once = false);
  /// Withdraws a call that was not sent yet, and tells the engine.
  void recall(CallId id);
  /// Tells the engine that these calls were not sent.
  void held_back(std::vector<JournalWriter::Unsent> calls);
  void arm(std::optional<Instant> wake);
  /// Sends a call whose intent is durable. If it is too late for that, returns why.
  std::optional<NotSent> send_change(Call call);
  /// The timeout for this change: until its deadline or changes_end_, at most request_timeout_. May be
  /// negative.
  [[nodiscard]] std::chrono::milliseconds time_for_change(const Call& call) const;
  void send(Call call);
  boost::asio::awaitable<void> perform(CallId id);
  void complete(CallId id, Outcome outcome);
  void wake_stopper();

  boost::asio::io_context& loop_;
  Engine& engine_;
  Hooks hooks_;
  std::chrono::milliseconds request_timeout_;
  std::optional<Instant> changes_end_;
  boost::asio::steady_timer timer_;
  std::optional<Instant> armed_;
  std::map<CallId, std::shared_ptr<InFlight>> in_flight_;
  boost::asio::steady_timer stopper_;
  bool stopping_ = false;
  JournalWriter writer_;
};

}  // namespace fwop::controller
