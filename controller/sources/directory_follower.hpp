#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "controller/sources/source_follower.hpp"
#include "manifests/directory/directory_source.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::controller {

/// Follows files and folders with inotify. One reading at a time; changes during a reading are read after it.
/// A reading that fails because memory is short, or in which files could not be tried, is repeated soon.
class DirectoryFollower : public SourceFollower {
 public:
  /// See DirectoryReader for `settle_time`.
  DirectoryFollower(boost::asio::io_context& loop, std::vector<std::filesystem::path> paths,
                    manifests::SnapshotBuilder::Options options, Deliver deliver,
                    std::chrono::milliseconds read_again_after = kReadAgainAfter,
                    std::chrono::seconds settle_time = std::chrono::seconds(2));
  ~DirectoryFollower() override;
  DirectoryFollower(const DirectoryFollower&) = delete;
  DirectoryFollower& operator=(const DirectoryFollower&) = delete;

  void start() override;
  void reload() override;
  void stop() override;

 private:
  boost::asio::awaitable<void> follow();
  void note(manifests::Changes changes);
  boost::asio::awaitable<void> read();

  boost::asio::io_context& loop_;
  const std::chrono::milliseconds read_again_after_;
  // Both used on the reading thread only.
  manifests::DirectoryReader reader_;
  manifests::SnapshotBuilder builder_;
  Deliver deliver_;
  manifests::DirectoryWatcher watcher_;
  boost::asio::steady_timer retry_;
  boost::asio::cancellation_signal stop_;
  boost::asio::thread_pool reading_thread_{1};
  bool reading_ = false;
  std::optional<manifests::Changes> unread_;
  bool stopped_ = false;
};

}  // namespace fwop::controller
