#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "api/base/child_process.hpp"
#include "api/base/random.hpp"
#include "controller/sources/git_verifier.hpp"
#include "controller/sources/source_follower.hpp"
#include "manifests/git/git_fetch.hpp"
#include "manifests/git/git_reader.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::controller {

struct GitOptions {
  manifests::GitRemote remote;
  std::string folder;                    ///< Within the repository; empty for all of it.
  std::filesystem::path signers;         ///< For GitVerifier; empty: any commit is taken.
  std::filesystem::path webhook_secret;  ///< A file; empty: there is no webhook.
  std::filesystem::path store;           ///< The folder of our bare repository.
  std::filesystem::path program;         ///< fireworks-operator itself: it fetches in a process of its own.
  std::chrono::milliseconds interval = std::chrono::seconds(60);
  std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< Of one fetch.
};

/// Follows a branch, tag or commit of a Git repository. A fetch that fails changes nothing: the commit in
/// force stays in force, across restarts as well, and the next try comes with growing delay. A commit whose
/// reading fails, for memory is short, or whose files could not be tried, is read again soon.
class GitFollower : public SourceFollower {
 public:
  GitFollower(boost::asio::io_context& loop, GitOptions options, manifests::GitStore store,
              manifests::SnapshotBuilder::Options builder, std::uint64_t seed, Deliver deliver,
              std::chrono::milliseconds read_again_after = kReadAgainAfter);
  ~GitFollower() override;

  void start() override;
  void reload() override;
  void stop() override;
  [[nodiscard]] std::optional<SourceStatus> status() const override { return status_; }

 private:
  /// What one fetch came to.
  struct Pulled {
    std::optional<manifests::GitError> problem;
    std::string commit;  ///< In force now; empty when there never was one.
    std::string before;  ///< In force until now, when that is another.
    bool rewritten = false;
    manifests::Revision revision;
    std::shared_ptr<const manifests::Snapshot> snapshot;  ///< Null when it is the one delivered last.
  };

  boost::asio::awaitable<void> follow();
  /// On the Git thread. What throws is short of memory.
  Pulled pull();
  /// On the Git thread: the reader knows files that did not get into a snapshot.
  void forget_reading();
  manifests::GitResult<std::string> fetch();
  /// Why that commit may not be in force; nothing when it may.
  std::optional<manifests::GitError> refusal_of(const std::string& commit);
  void note(const Pulled& pulled);
  [[nodiscard]] Duration pause();

  boost::asio::io_context& loop_;
  const std::chrono::milliseconds read_again_after_;
  GitOptions options_;
  Deliver deliver_;
  // Used on the Git thread only.
  manifests::GitStore store_;
  manifests::GitReader reader_;
  manifests::SnapshotBuilder builder_;
  std::string read_;  ///< The commit of the last reading.
  std::optional<GitVerifier> verifier_;

  Random random_;
  SourceStatus status_;
  std::string told_commit_;     ///< The last one that was logged: it may be read more than once.
  std::uint32_t failures_ = 0;  ///< In a row.
  boost::asio::steady_timer next_;
  StopSignal stop_;
  bool reload_ = false;  ///< Asked for while one was under way.
  bool stopped_ = false;
  boost::asio::thread_pool git_thread_{1};
};

}  // namespace fwop::controller
