#pragma once

#include <filesystem>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/result.hpp>

namespace fwop::controller {

/// Reads small files that flags name, on a thread of its own: one on a slow disk, or a FIFO, keeps nothing
/// else waiting but the next such file.
class FlagFiles {
 public:
  /// A FIFO that nobody writes to the end within this time is an error.
  static constexpr std::chrono::milliseconds kPatience{1'000};
  static constexpr std::size_t kMostBytes = 1024 * 1024;

  /// Waits for a reading that is under way. To be destroyed before the executor of whoever awaits one.
  ~FlagFiles();

  /// The whole file; else one line that says why not. Resumes the caller on its own executor.
  boost::asio::awaitable<boost::system::result<std::string, std::string>> read(std::filesystem::path file);
  /// Whether a file is there; false also when that cannot be told.
  boost::asio::awaitable<bool> exists(std::filesystem::path file);
  /// For other work that blocks and is rare (run_on).
  boost::asio::thread_pool& thread() { return thread_; }

 private:
  boost::asio::thread_pool thread_{1};
};

/// What FlagFiles does on its thread.
boost::system::result<std::string, std::string> read_flag_file(const std::filesystem::path& file);

}  // namespace fwop::controller
