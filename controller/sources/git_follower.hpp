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
  std::filesystem::path signers;         ///< For GitVerifier; empty: any commit is accepted.
  std::filesystem::path webhook_secret;  ///< A file; empty: there is no webhook.
  std::filesystem::path store;           ///< The folder of our bare repository.
  std::filesystem::path program;         ///< fireworks-operator itself: it fetches in a process of its own.
  std::chrono::milliseconds interval = std::chrono::seconds(60);
  std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< For one fetch.
};

/// Follows a branch, tag or commit of a Git repository. A fetch that fails changes nothing: the commit in
/// force stays in force, across restarts as well, and the next try is made after a growing delay. A commit
/// that cannot be read because memory is short, or whose files could not be tried, is read again soon.
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
  /// The result of one fetch.
  struct Pulled {
    std::optional<manifests::GitError> problem;
    std::string commit;  ///< In force now; empty if there is none.
    std::string before;  ///< The commit that was in force before, if it was another.
    bool rewritten = false;
    manifests::Revision revision;
    std::shared_ptr<const manifests::Snapshot> snapshot;  ///< Null if it did not change.
  };

  boost::asio::awaitable<void> follow();
  /// Runs on the Git thread. Throws if memory is short.
  Pulled pull();
  /// Runs on the Git thread. Call when the reader has read files that did not get into a snapshot.
  void forget_reading();
  manifests::GitResult<std::string> fetch();
  /// Why that commit may not be in force; nothing if it may.
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
  std::string told_commit_;     ///< The last commit that was logged: one may be read twice.
  std::uint32_t failures_ = 0;  ///< In a row.
  boost::asio::steady_timer next_;
  StopSignal stop_;
  bool reload_ = false;  ///< A reload was requested during a fetch.
  bool stopped_ = false;
  boost::asio::thread_pool git_thread_{1};
};

}  // namespace fwop::controller
