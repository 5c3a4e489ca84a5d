#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::api {

/// Accepts connections and hands each to a server, until it is closed. After a failed accept (mostly because
/// no descriptor is free) it waits for kPause and tries again. Everything happens on the executor it was made
/// with, which must run one handler at a time.
template <class Protocol>
class Listener {
 public:
  using Socket = typename Protocol::socket;
  using Endpoint = typename Protocol::endpoint;

  /// How long it waits after a failed accept, and while there is no room.
  static constexpr std::chrono::milliseconds kPause{100};

  explicit Listener(boost::asio::any_io_executor executor)
      : state_(std::make_shared<State>(std::move(executor))) {}
  ~Listener() { close(); }
  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;

  /// Binds the address. Nobody can connect before listen(), so that the permissions of a Unix socket can be
  /// set in between.
  boost::system::error_code bind(const Endpoint& endpoint) {
    boost::system::error_code error;
    state_->acceptor.open(endpoint.protocol(), error);
    if (!error) state_->acceptor.set_option(boost::asio::socket_base::reuse_address(true), error);
    if (!error) state_->acceptor.bind(endpoint, error);
    return error;
  }

  /// From now on, passes each connection to `accepted`. While `has_room` (may be empty) returns false, none
  /// is accepted: they wait in the system's queue, and it is called again after kPause.
  boost::system::error_code listen(std::function<void(Socket)> accepted,
                                   std::function<bool()> has_room = {}) {
    boost::system::error_code error;
    state_->acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return error;
    state_->accepted = std::move(accepted);
    state_->has_room = std::move(has_room);
    boost::asio::co_spawn(state_->acceptor.get_executor(), accept_all(state_), boost::asio::detached);
    return error;
  }

  [[nodiscard]] Endpoint endpoint() const { return state_->acceptor.local_endpoint(); }

  /// Accepts nothing from now on.
  void close() {
    if (!state_) return;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
  }

 private:
  struct State {
    explicit State(const boost::asio::any_io_executor& executor) : acceptor(executor), pause(executor) {}
    typename Protocol::acceptor acceptor;
    boost::asio::steady_timer pause;
    std::function<void(Socket)> accepted;
    std::function<bool()> has_room;
  };

  static boost::asio::awaitable<void> accept_all(std::shared_ptr<State> state) {
    constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);
    while (state->acceptor.is_open()) {
      if (!state->has_room || state->has_room()) {
        auto [error, socket] = co_await state->acceptor.async_accept(kTuple);
        if (!state->acceptor.is_open()) co_return;
        if (!error) {
          state->accepted(std::move(socket));
          continue;
        }
      }
      state->pause.expires_after(kPause);
      co_await state->pause.async_wait(kTuple);
    }
  }

  std::shared_ptr<State> state_;
};

}  // namespace fwop::api
