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

/// Carries out what the engine wants: makes its batches durable, sends its calls, keeps its clock. The
/// only place where the engine meets I/O. Everything but the journal (JournalWriter) runs on `loop`, which
/// must be run by one thread.
class Runtime {
 public:
  struct Hooks {
    /// The API for an account; lives as long as the runtime.
    std::function<api::ClustersApi&(const std::string& account_id)> api;
    /// After each input, with what came of it; update_of() is for those who show it. May be empty.
    std::function<void(const Effects&)> published;
    /// The journal could not keep something; it is tried again. May be empty.
    std::function<void(const JournalError&)> journal_failed;
    /// A call that changes something leaves now: its intent is durable. Not called for one that was recalled
    /// or held back. May be empty.
    std::function<void(const Call&)> leaving = {};
    /// A named point between journal and socket was reached, for crash tests. May be empty.
    std::function<void(const char* point)> reached;
  };

  Runtime(boost::asio::io_context& loop, Engine& engine, Journal& journal, Hooks hooks,
          std::chrono::milliseconds request_timeout);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // On the loop's thread.
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot);
  /// As Engine::reconcile_now().
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key);
  /// As Engine::hold().
  void hold(HoldKind kind, std::string why);
  /// As Engine::release().
  void release(HoldKind kind);
  /// From then on no call that changes something leaves, and the answer to one that left before is not waited
  /// for beyond that moment; nothing: no such moment. A lease moves it on with each renewal. At the
  /// beginning there is none.
  void allow_changes_until(std::optional<Instant> end) { changes_end_ = end; }
  /// Writes down what happened, with the next commit.
  void note(Event event);
  /// The newest events of a cluster, newest first; what is still to be written is not among them.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> history(api::ClusterKey key,
                                                                                          std::size_t limit);
  /// As Journal::told_of().
  boost::asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> told_of(
      std::string cluster_id);
  /// Keeps that this declaration, by its hash, was let through (--require-plan). Completes once that is
  /// durable, or with an error when it is not: then it is not tried again.
  boost::asio::awaitable<boost::system::result<void, JournalError>> keep_let_through(std::string declaration);
  /// As Engine::release_brake().
  std::vector<HeldChange> release_brake(const ReleaseCommand& command);
  /// As Engine::execute(). When it completes, what came of the command is durable; when the journal cannot
  /// keep it, it is said to be not done, and why.
  boost::asio::awaitable<CommandResult> tell(api::ClusterKey key, Command command);

  /// Nothing while the journal keeps everything.
  [[nodiscard]] const std::optional<JournalProblem>& journal_problem() const { return writer_.problem(); }

  /// No new call, not even one whose intent is being written; waits for those in flight, cancels what is left
  /// after `grace`, and makes the last batch durable. True when nothing is under way any more; false when it
  /// waited long enough for what does not end.
  boost::asio::awaitable<bool> stop(std::chrono::milliseconds grace);

  /// The moment, by both clocks.
  static Now now();

 private:
  struct InFlight {
    Call call;
    boost::asio::cancellation_signal cancel;
  };

  /// With `at_once`, what came of it is written without lingering.
  void after_input(bool at_once = false);
  /// Keeps back a call that has not left, and tells the engine so.
  void recall(CallId id);
  /// Tells the engine of calls that do not leave.
  void held_back(std::vector<JournalWriter::Unsent> calls);
  void arm(std::optional<Instant> wake);
  /// Sends a call whose intent is durable, unless it is too late for that: then it returns why.
  std::optional<NotSent> send_change(Call call);
  /// For how long the API may be asked to make that change.
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
