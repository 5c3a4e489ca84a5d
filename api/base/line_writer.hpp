#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace fwop {

/// Writes lines to a file descriptor on a thread of its own. Adding a line never waits for a reader: when
/// nobody reads, the oldest lines that wait are dropped and counted. Safe from several threads.
class LineWriter {
 public:
  struct Options {
    /// Bytes that may wait to be written; beyond that, lines are dropped.
    std::size_t most_waiting = std::size_t{1} << 20U;
    /// How long the destructor waits for what is not written yet.
    std::chrono::milliseconds last_wait{1000};
    /// Makes the line that says how many lines before it are missing. Called on the writer's thread.
    std::function<std::string(std::uint64_t)> missing;
  };

  /// `fd` must stay open as long as the process lives.
  LineWriter(int fd, Options options);
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// `line` ends with a newline.
  void add(std::string line);
  /// Waits until all lines are written. False if some still wait after `longest`.
  bool flush(std::chrono::milliseconds longest);
  /// Lines that were never written: dropped, or their write failed.
  [[nodiscard]] std::uint64_t lost() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  ///< Shared with the thread, which may be stuck in a write for ever.
  std::chrono::milliseconds last_wait_;
  std::thread thread_;
};

}  // namespace fwop
