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
#include <boost/asio/thread_pool.hpp>

#include "manifests/directory_source.hpp"
#include "manifests/source.hpp"

namespace fwop::controller {

/// Follows a directory of manifests: reads it at once and again whenever it changes, off the loop, and
/// hands each snapshot over on the loop. One reading at a time; what changes meanwhile is read after it.
class SourceReader {
 public:
  using Deliver = std::function<void(std::shared_ptr<const manifests::Snapshot>)>;

  SourceReader(boost::asio::io_context& loop, std::vector<std::filesystem::path> paths,
               manifests::SnapshotBuilder::Options options, Deliver deliver);
  ~SourceReader();
  SourceReader(const SourceReader&) = delete;
  SourceReader& operator=(const SourceReader&) = delete;

  /// Begins to follow. On the loop's thread, as are the other methods.
  void start();
  /// Reads again now, whether or not a change was seen.
  void reload();
  void stop();

 private:
  boost::asio::awaitable<void> follow();
  void note(manifests::Changes changes);
  boost::asio::awaitable<void> read();

  boost::asio::io_context& loop_;
  // Both used on the reading thread only.
  manifests::DirectoryReader reader_;
  manifests::SnapshotBuilder builder_;
  Deliver deliver_;
  manifests::DirectoryWatcher watcher_;
  boost::asio::cancellation_signal stop_;
  boost::asio::thread_pool reading_thread_{1};
  bool reading_ = false;
  std::optional<manifests::Changes> unread_;
  bool stopped_ = false;
};

}  // namespace fwop::controller
