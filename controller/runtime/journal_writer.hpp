#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "controller/engine/effects.hpp"
#include "controller/journal/journal.hpp"
#include "controller/runtime/pending_writes.hpp"

namespace fwop::controller {

/// Why the journal could not store the last batch or one of its records, and when that began.
struct JournalProblem {
  std::string message;
  WallTime since{};
};

/// Makes batches durable, many with one commit, and then releases the calls that depend on them. The
/// journal's blocking methods run on the writer's own thread. Call all methods on the thread of `loop`; the
/// hooks are called there too. Failed records are retried automatically.
class JournalWriter {
 public:
  /// A call that was not sent and must not be sent.
  struct Unsent {
    CallId id = 0;
    NotSent why;
  };
  struct Hooks {
    /// The record of this call is durable: send the call. Returns the reason if it was not sent.
    std::function<std::optional<NotSent>(Call)> let_go;
    /// These calls must not be sent: their record was not stored, or the writer is stopping. Never empty.
    std::function<void(std::vector<Unsent>)> held_back;
    /// Something could not be stored. May be empty.
    std::function<void(const JournalError&)> failed;
    /// For crash tests: called with "before-commit" and "after-commit". May be empty.
    std::function<void(const char* point)> reached;
    /// No commit is in progress any more. Must be set.
    std::function<void()> idle;
  };

  /// The journal must outlive this object.
  JournalWriter(boost::asio::io_context& loop, Journal& journal, Hooks hooks);
  /// Waits for the commit in progress.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  /// Adds a batch to write. `urgent`: a call or a caller waits for it. Writes nothing before write().
  void add(JournalBatch batch, bool urgent);
  /// Adds a call whose record was given to add() as urgent. Hooks::let_go gets it when the record is durable.
  void add_call(Call call);
  /// Withdraws a call, so that it is not sent. False when it was already sent or held back.
  bool withdraw(CallId id);
  /// Starts a commit: now with `urgent`, else after 100 ms, with everything added until then. Does nothing
  /// during a commit: the next one takes what was added.
  void write(bool urgent);

  /// Completes when everything urgent that was given to add() before this call is durable, or with the reason
  /// if that failed. A record that the journal refused is a failure only if it is the record of `key`. The
  /// wait begins when kept() is called, not at co_await.
  boost::asio::awaitable<std::optional<JournalError>> kept(std::optional<api::ClusterKey> key);

  /// The same as Journal::events() and keys_with_events(), run on the journal's thread.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> events(api::ClusterKey key,
                                                                                         std::size_t limit);
  boost::asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> keys_with_events(
      std::string cluster_id);

  /// Nothing while the journal works.
  [[nodiscard]] const std::optional<JournalProblem>& problem() const { return problem_; }
  [[nodiscard]] bool is_writing() const { return writing_; }

  /// From now on no call is sent, and write() writes everything without delay. A failed commit is not retried
  /// automatically: call write() again.
  void stop();

 private:
  /// A caller that waits for the next commit.
  struct Waiter {
    Waiter(boost::asio::io_context& loop, std::optional<api::ClusterKey> cluster)
        : key(std::move(cluster)), over(loop, boost::asio::steady_timer::time_point::max()) {}
    std::optional<api::ClusterKey> key;
    boost::asio::steady_timer over;
    std::optional<JournalError> error = JournalError{"it was not written before this process ended", false};
  };
  using Waiters = std::vector<std::shared_ptr<Waiter>>;

  void linger();
  void begin();
  boost::asio::awaitable<void> write_all();
  /// Everything in `batch` is durable, except the records in `refused`.
  void written(JournalBatch batch, std::vector<Call> calls, const Waiters& waiters,
               const RefusedRecords& refused);
  void not_written(JournalBatch batch, const std::vector<Call>& calls, const Waiters& waiters,
                   const JournalError& error);
  void note_problem(const JournalError& error);
  void hold_back(std::vector<Unsent> calls);
  void retry_later();
  void retry_refused_later();

  boost::asio::io_context& loop_;
  Journal& journal_;
  Hooks hooks_;
  PendingWrites to_write_;
  std::vector<Call> calls_;       ///< Waiting for the next commit.
  std::vector<Call> committing_;  ///< Waiting for the commit in progress.
  Waiters waiters_;
  bool writing_ = false;
  boost::asio::steady_timer linger_timer_;
  bool lingering_ = false;  ///< `linger_timer_` runs.
  bool lingered_ = false;   ///< The next commit also takes what is not urgent.
  std::optional<JournalProblem> problem_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer retry_refused_;
  bool refused_waits_ = false;  ///< `retry_refused_` runs.
  bool stopping_ = false;
  boost::asio::thread_pool thread_{1};
};

}  // namespace fwop::controller
