#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace fwop::manifests {

/// Calls `work(i)` once for each i below `count`, on as many threads as there are cores when there is enough
/// to do; returns when all are done. `work` must not throw, and may be called from several threads at once.
template <class Work>
void for_each_in_parallel(std::size_t count, const Work& work) {
  constexpr std::size_t kBlock = 32;  ///< Less is not worth a thread.
  constexpr std::size_t kMaxThreads = 8;
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t begin = next.fetch_add(kBlock); begin < count; begin = next.fetch_add(kBlock)) {
      for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) work(i);
    }
  };
  const std::size_t blocks = (count + kBlock - 1) / kBlock;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min({blocks, cores, kMaxThreads}); ++i) helpers.emplace_back(run);
  run();
}

}  // namespace fwop::manifests
