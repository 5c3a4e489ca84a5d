#include "controller/serve/render_thread.hpp"

#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "api/net/run_on.hpp"

namespace fwop::controller {

namespace asio = boost::asio;

asio::awaitable<void> RenderThread::run(std::function<void()> work) {
  if (!stopped_) {
    auto running = run_on(thread_, std::move(work));
    co_await std::move(running);
  }
  if (stopped_) throw boost::system::system_error(asio::error::operation_aborted);
}

void RenderThread::stop() {
  stopped_ = true;
  thread_.join();
}

}  // namespace fwop::controller
