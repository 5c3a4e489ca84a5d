#pragma once

#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/net/connection.hpp"

namespace fwop::api {

/// How many calls may wait for a slot at once.
inline constexpr std::size_t kMaxWaitingCalls = 4096;

class ConnectionPool;

/// The right to use one connection. The destructor gives it back.
class Slot {
 public:
  explicit Slot(std::shared_ptr<ConnectionPool> pool) : pool_(std::move(pool)) {}
  Slot(Slot&&) noexcept = default;
  Slot& operator=(Slot&&) = delete;
  ~Slot();

 private:
  std::shared_ptr<ConnectionPool> pool_;
};

/// Bounds the connections to one server, and keeps idle ones for the next call. There are never more than
/// `max_connections` connections, including idle ones, if each user holds a Slot and calls take_idle() first.
/// Use it on one executor only; make it with std::make_shared.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
  ConnectionPool(boost::asio::any_io_executor executor, std::size_t max_connections,
                 std::chrono::nanoseconds idle_timeout);

  /// First come, first served. An error of kind Unreachable if no slot is free before `deadline` or too many
  /// calls wait already; Cancelled if the caller was cancelled.
  boost::asio::awaitable<NetResult<Slot>> acquire(SteadyTime deadline);

  /// An idle connection that is still open; null if there is none. Takes the latest used first, so that the
  /// surplus ones time out. Also closes those idle for longer than the timeout: there is no timer for that,
  /// because a timer would keep an io_context from ending.
  std::shared_ptr<Connection> take_idle();
  /// Keeps a connection whose last answer was read to its end.
  void put_idle(std::shared_ptr<Connection> connection);

  /// Closes all idle connections, and keeps none from now on.
  void close();

 private:
  friend class Slot;
  struct Waiter;

  void release();
  void drop_expired(SteadyTime now);

  boost::asio::any_io_executor executor_;
  const std::size_t max_connections_;
  const std::chrono::nanoseconds idle_timeout_;
  std::size_t in_use_ = 0;
  bool closed_ = false;
  std::vector<std::shared_ptr<Connection>> idle_;  ///< Longest idle first.
  std::list<Waiter*> waiting_;                     ///< Each lives in the frame of its acquire().
};

}  // namespace fwop::api
