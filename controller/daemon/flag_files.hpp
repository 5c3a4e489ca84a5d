#pragma once

#include <filesystem>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "api/base/or_why_not.hpp"

namespace fwop::controller {

/// Reads the small files that flags name, on its own thread. A file on a slow disk, or a FIFO, delays only
/// the other work on that thread.
class FlagFiles {
 public:
  /// If the writer of a FIFO does not close it within this time, read() fails.
  static constexpr std::chrono::milliseconds kPatience{1'000};
  static constexpr std::size_t kMostBytes = 1024 * 1024;

  /// Waits for the read in progress. Destroy this object before the executors of its callers.
  ~FlagFiles();

  /// The whole file, at most kMostBytes; on failure one line that says why. Resumes on the caller's executor.
  boost::asio::awaitable<OrWhyNot<std::string>> read(std::filesystem::path file);
  /// True if the file exists. False also when that cannot be checked.
  boost::asio::awaitable<bool> exists(std::filesystem::path file);
  /// For other rare work that blocks; use it with run_on().
  boost::asio::thread_pool& thread() { return thread_; }

 private:
  boost::asio::thread_pool thread_{1};
};

/// The same as FlagFiles::read(), but blocks the calling thread, for at most about kPatience on a FIFO.
OrWhyNot<std::string> read_flag_file(const std::filesystem::path& file);

}  // namespace fwop::controller
