#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

#include <system_error>

namespace fwop {

/// Calls `work(i)` once for each i below `count`, on as many threads as there are cores (at most 8) if there
/// is enough to do. Returns when all are done. `work` may be called from several threads at once. If it
/// throws, the rest may not be done, and the first exception is thrown here.
template <class Work>
void for_each_in_parallel(std::size_t count, const Work& work) {
  constexpr std::size_t kBlock = 32;  ///< Fewer are not worth a thread.
  constexpr std::size_t kMaxThreads = 8;
  std::atomic<std::size_t> next{0};
  std::atomic_flag has_failed;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      for (std::size_t begin = next.fetch_add(kBlock); begin < count; begin = next.fetch_add(kBlock)) {
        for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) work(i);
      }
    } catch (...) {
      next = count;
      if (!has_failed.test_and_set()) failure = std::current_exception();
    }
  };
  const std::size_t blocks = (count + kBlock - 1) / kBlock;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> helpers;
    try {
      for (std::size_t i = 1; i < std::min({blocks, cores, kMaxThreads}); ++i) helpers.emplace_back(run);
    } catch (const std::system_error&) {
      // The system gives us no more threads: those that run do all of the work.
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace fwop
