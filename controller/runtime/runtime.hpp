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
#include <boost/asio/thread_pool.hpp>

#include "api/clusters/clusters_api.hpp"
#include "controller/engine/engine.hpp"
#include "controller/journal/journal.hpp"
#include "controller/runtime/pending_writes.hpp"

namespace fwop::controller {

/// Carries out what the engine wants: makes its batches durable, sends its calls, keeps its clock. The
/// only place where the engine meets I/O. Everything but the journal runs on `loop`, which must be run by
/// one thread; the journal's blocking commits run on a thread of their own, many batches in one commit.
class Runtime {
 public:
  struct Hooks {
    /// The API for an account; lives as long as the runtime.
    std::function<api::ClustersApi&(const std::string& account_id)> api;
    /// After each input, with what came of it; for metrics, logs and tables. May be empty.
    std::function<void(const Effects&)> published;
    /// The journal could not keep something; it is tried again. May be empty.
    std::function<void(const JournalError&)> journal_failed;
    /// A named point between journal and socket was reached, for crash tests. May be empty.
    std::function<void(const char* point)> reached;
  };

  Runtime(boost::asio::io_context& loop, Engine& engine, Journal& journal, Hooks hooks,
          std::chrono::milliseconds request_timeout);
  ~Runtime();
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
  /// Writes down what happened, with the next commit.
  void note(Event event);
  /// The newest events of a cluster, newest first; what is still to be written is not among them.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> history(api::ClusterKey key,
                                                                                          std::size_t limit);
  /// As Journal::told_of().
  boost::asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> told_of(
      std::string cluster_id);
  /// As Engine::release_brake().
  std::vector<HeldChange> release_brake(const ReleaseCommand& command);
  /// As Engine::tell(). When it completes, what came of the command is durable; when the journal cannot keep
  /// it, it is said to be not done, and why.
  boost::asio::awaitable<CommandResult> tell(api::ClusterKey key, Command command);

  /// Why the journal could not keep the last batch, and since when; nothing when it could.
  struct JournalProblem {
    std::string message;
    WallTime since{};
  };
  [[nodiscard]] const std::optional<JournalProblem>& journal_problem() const { return journal_problem_; }

  /// No new call, not even one whose intent is being written; waits for those in flight, cancels what is left
  /// after `grace`, and makes the last batch durable.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

  /// The moment, by both clocks.
  static Now now();

 private:
  struct InFlight {
    Call call;
    boost::asio::cancellation_signal cancel;
  };

  /// Someone who waits until all that is to be written by now is.
  struct Waiter {
    explicit Waiter(boost::asio::io_context& loop)
        : over(loop, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::steady_timer over;
    std::optional<JournalError> error;
  };

  /// With `at_once`, what came of it is written without lingering.
  void after_input(bool at_once = false);
  /// Keeps back a call that has not left, and tells the engine so.
  void recall(CallId id);
  /// Calls that have not left do not leave any more: the runtime stops, and the engine is told so.
  void hold_back(const std::vector<Call>& calls);
  void written(const std::vector<std::shared_ptr<Waiter>>& waiters, const std::optional<JournalError>& error);
  void arm(std::optional<Instant> wake);
  void send(Call call);
  boost::asio::awaitable<void> perform(CallId id);
  void complete(CallId id, Outcome outcome);
  void linger();
  void begin_writing();
  boost::asio::awaitable<void> write_journal();
  void retry_journal_later();
  void wake_stopper();

  boost::asio::io_context& loop_;
  Engine& engine_;
  Journal& journal_;
  Hooks hooks_;
  std::chrono::milliseconds request_timeout_;
  boost::asio::steady_timer timer_;
  std::optional<Instant> armed_;
  std::map<CallId, std::shared_ptr<InFlight>> in_flight_;

  boost::asio::thread_pool journal_thread_{1};
  PendingWrites to_write_;
  std::vector<Call> after_write_;  ///< Calls that leave once what is urgent in `to_write_` is durable.
  std::vector<Call> committing_;   ///< Calls that leave once the commit under way is durable.
  std::vector<std::shared_ptr<Waiter>> waiters_;  ///< For the next commit.
  bool writing_ = false;
  boost::asio::steady_timer linger_timer_;
  bool lingering_ = false;  ///< The timer runs.
  bool lingered_ = false;   ///< All is to go with the next commit.
  std::optional<JournalProblem> journal_problem_;
  boost::asio::steady_timer journal_retry_;

  boost::asio::steady_timer stopper_;
  bool stopping_ = false;
};

}  // namespace fwop::controller
