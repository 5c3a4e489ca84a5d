#include "api/net/connection_pool.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::api {

namespace asio = boost::asio;

Slot::~Slot() {
  if (pool_) pool_->release();
}

/// A call in the queue. If its coroutine is destroyed after a slot was granted, the slot is given back.
struct ConnectionPool::Waiter {
  Waiter(ConnectionPool& owner, SteadyTime deadline) : pool(owner), wake(owner.executor_, deadline) {
    place = pool.waiting_.insert(pool.waiting_.end(), this);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() {
    if (!granted) pool.waiting_.erase(place);
  }

  ConnectionPool& pool;
  asio::steady_timer wake;
  std::list<Waiter*>::iterator place;
  std::optional<Slot> granted;
};

ConnectionPool::ConnectionPool(asio::any_io_executor executor, std::size_t max_connections,
                               std::chrono::nanoseconds idle_timeout)
    : executor_(std::move(executor)),
      max_connections_(std::max<std::size_t>(max_connections, 1)),
      idle_timeout_(idle_timeout) {}

asio::awaitable<NetResult<Slot>> ConnectionPool::acquire(SteadyTime deadline) {
  if (in_use_ < max_connections_) {
    ++in_use_;
    co_return Slot(shared_from_this());
  }
  if (waiting_.size() >= kMaxWaitingCalls) {
    co_return NetError{.kind = NetErrorKind::Unreachable,
                       .message = "too many API calls wait for a connection already",
                       .byte_left = false};
  }
  const auto alive = shared_from_this();
  Waiter waiter(*this, deadline);
  co_await waiter.wake.async_wait(asio::as_tuple(asio::use_awaitable));
  if (waiter.granted) co_return std::move(*waiter.granted);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none)
    co_return NetError{
        .kind = NetErrorKind::Cancelled, .message = "cancelled before it was sent", .byte_left = false};
  co_return NetError{.kind = NetErrorKind::Unreachable,
                     .message = "no connection became free in time: all " + std::to_string(max_connections_) +
                                " are busy with other API calls",
                     .byte_left = false};
}

void ConnectionPool::release() {
  if (waiting_.empty() || closed_) {
    --in_use_;
    return;
  }
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.granted.emplace(shared_from_this());
  next.wake.cancel();
}

void ConnectionPool::drop_expired(SteadyTime now) {
  const auto kept = std::find_if(idle_.begin(), idle_.end(), [&](const auto& connection) {
    return now - connection->idle_since() < idle_timeout_;
  });
  idle_.erase(idle_.begin(), kept);
}

std::shared_ptr<Connection> ConnectionPool::take_idle() {
  if (idle_.empty()) return nullptr;
  drop_expired(std::chrono::steady_clock::now());
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->is_quiet()) return connection;
  }
  return nullptr;
}

void ConnectionPool::put_idle(std::shared_ptr<Connection> connection) {
  if (closed_) return;
  const auto now = std::chrono::steady_clock::now();
  drop_expired(now);
  connection->note_idle(now);
  idle_.push_back(std::move(connection));
}

void ConnectionPool::close() {
  closed_ = true;
  idle_.clear();
}

}  // namespace fwop::api
