#pragma once

#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop {

/// Runs `work`, which may block, on `thread`, and resumes the caller on its own executor with what it returns
/// or throws. `thread` must be joined before that executor goes.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> run_on(boost::asio::thread_pool& thread, Work work) {
  auto there = [&work]() -> boost::asio::awaitable<std::invoke_result_t<Work&>> { co_return work(); };
  co_return co_await boost::asio::co_spawn(thread, there, boost::asio::use_awaitable);
}

}  // namespace fwop
