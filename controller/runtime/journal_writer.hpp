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

/// Why the journal could not keep the last batch, or a record of it, and since when.
struct JournalProblem {
  std::string message;
  WallTime since{};
};

/// Makes what it is given durable, many batches with one commit, and lets the calls go that depend on it. The
/// journal's blocking methods run on a thread of its own; all methods here are to be called on `loop`'s
/// thread, where the hooks are called too. What could not be kept is tried again by itself.
class JournalWriter {
 public:
  /// A call that is not to leave.
  struct Unsent {
    CallId id = 0;
    NotSent why;
  };
  struct Hooks {
    /// The record that this call depends on is durable: the call may leave. Returns why it did not.
    std::function<std::optional<NotSent>(Call)> let_go;
    /// These calls may not leave: their record was not kept, or the writer stops. Never without a call.
    std::function<void(std::vector<Unsent>)> held_back;
    /// Something was not kept. May be empty.
    std::function<void(const JournalError&)> failed;
    /// "before-commit" or "after-commit" was reached, for crash tests. May be empty.
    std::function<void(const char* point)> reached;
    /// Nothing is being written any more.
    std::function<void()> idle;
  };

  /// The journal must outlive this object.
  JournalWriter(boost::asio::io_context& loop, Journal& journal, Hooks hooks);
  /// Waits for a commit that is under way.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  /// What is to be kept. `urgent`: a call, or somebody, waits for it. Nothing is written before write().
  void add(JournalBatch batch, bool urgent);
  /// A call whose record was add()ed, urgent: it leaves once that is durable.
  void add_call(Call call);
  /// The call does not leave. False when it has left, or was held back, already.
  bool withdraw(CallId id);
  /// Begins to write: at once with `urgent`, else a little later, with what comes until then. Does nothing
  /// while a commit is under way: what was added goes with the next.
  void write(bool urgent);

  /// Completes once everything that is add()ed until now is durable, or with the reason when that failed.
  /// With a `key` only its record counts, beside what is of no single cluster. The wait begins with the call,
  /// not when it is awaited.
  boost::asio::awaitable<std::optional<JournalError>> kept(std::optional<api::ClusterKey> key);

  /// As Journal::events() and told_of(), on the journal's thread.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> events(api::ClusterKey key,
                                                                                         std::size_t limit);
  boost::asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> told_of(
      std::string cluster_id);

  /// Nothing while the journal keeps everything.
  [[nodiscard]] const std::optional<JournalProblem>& problem() const { return problem_; }
  [[nodiscard]] bool is_writing() const { return writing_; }

  /// From now on no call leaves, everything is written without lingering, and what fails is tried once more.
  void stop();

 private:
  /// Someone who waits for the next commit.
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
  /// All of it is durable but `refused`.
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
  std::vector<Call> calls_;       ///< They leave once what is urgent in `to_write_` is durable.
  std::vector<Call> committing_;  ///< They leave once the commit under way is durable.
  Waiters waiters_;
  bool writing_ = false;
  boost::asio::steady_timer linger_timer_;
  bool lingering_ = false;  ///< The timer runs.
  bool lingered_ = false;   ///< All is to go with the next commit.
  std::optional<JournalProblem> problem_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer retry_refused_;
  bool refused_waits_ = false;  ///< That timer runs.
  bool stopping_ = false;
  boost::asio::thread_pool thread_{1};
};

}  // namespace fwop::controller
