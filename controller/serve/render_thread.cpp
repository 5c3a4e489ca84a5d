#include "controller/serve/render_thread.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

asio::awaitable<void> RenderThread::run(std::function<void()> work) {
  if (!stopped_) {
    auto on_the_thread = [&work]() -> asio::awaitable<void> {
      work();
      co_return;
    };
    co_await asio::co_spawn(thread_, on_the_thread, asio::use_awaitable);
  }
  if (stopped_) throw boost::system::system_error(asio::error::operation_aborted);
}

void RenderThread::stop() {
  stopped_ = true;
  thread_.join();
}

}  // namespace fwop::controller
