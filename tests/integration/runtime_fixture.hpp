#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "controller/runtime/runtime.hpp"

namespace fwop::controller::testing {

namespace asio = boost::asio;

/// A journal whose commits wait for the test, fail when it says so, and refuse the records that it names.
class HeldJournal : public Journal {
 public:
  boost::system::result<JournalContents, JournalError> load() override { return JournalContents{}; }

  CommitResult commit(const JournalBatch& batch) override {
    std::unique_lock lock(mutex_);
    ++begun_;
    begun_at_.push_back(std::chrono::steady_clock::now());
    changed_.wait(lock, [this] { return !held_; });
    ended_at_.push_back(std::chrono::steady_clock::now());
    if (fails_) return JournalError{"the disk is full", true};
    RefusedRecords refused;
    for (const Record& record : batch.upserts) {
      if (refuses_.contains(record.key.cluster_id)) {
        refused.emplace(record.key, JournalError{"somebody else wrote it", false});
        ++refusals_;
        continue;
      }
      if (record.suspend) suspended_.push_back(record.key.cluster_id);
      if (record.intent) intended_.insert(record.key.cluster_id);
      records_[record.key.cluster_id] = record;
    }
    for (const api::ClusterKey& key : batch.erased) records_.erase(key.cluster_id);
    for (const Event& event : batch.events) messages_.push_back(event.message);
    if (batch.let_through) let_through_ = *batch.let_through;
    return refused;
  }

  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey&,
                                                                 std::size_t) override {
    return std::vector<Event>{};
  }

  boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string&) override {
    return std::vector<api::ClusterKey>{};
  }

  void set(bool held, bool fails = false) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    fails_ = fails;
    changed_.notify_all();
  }
  /// From now on the records of these clusters are refused, and no others.
  void refuse(std::set<std::string> ids) {
    const std::lock_guard lock(mutex_);
    refuses_ = std::move(ids);
  }
  /// How many records were refused so far.
  int refusals() {
    const std::lock_guard lock(mutex_);
    return refusals_;
  }
  std::string let_through() {
    const std::lock_guard lock(mutex_);
    return let_through_;
  }
  int begun() {
    const std::lock_guard lock(mutex_);
    return begun_;
  }
  std::vector<std::string> suspended() {
    const std::lock_guard lock(mutex_);
    return suspended_;
  }
  /// What it holds of a cluster; nothing when that was never written, or erased.
  std::optional<Record> record(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id);
    return found == records_.end() ? std::nullopt : std::optional(found->second);
  }
  /// Whether it ever held an intent for that cluster.
  bool ever_intended(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return intended_.contains(id);
  }
  /// Of the events that it holds.
  std::vector<std::string> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  /// From the end of the first commit to the beginning of the next; nothing when there was no next.
  std::optional<std::chrono::nanoseconds> first_pause() {
    const std::lock_guard lock(mutex_);
    if (begun_at_.size() < 2) return std::nullopt;
    return begun_at_[1] - ended_at_[0];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool fails_ = false;
  int begun_ = 0;
  std::set<std::string> refuses_;
  int refusals_ = 0;
  std::string let_through_;
  std::vector<std::string> suspended_;
  std::map<std::string, Record> records_;
  std::set<std::string> intended_;
  std::vector<std::string> messages_;
  std::vector<std::chrono::steady_clock::time_point> begun_at_;
  std::vector<std::chrono::steady_clock::time_point> ended_at_;
};

/// An account without clusters, and what was asked for in it. A create is refused, or waits for the test
/// where that says so.
class EmptyAccount : public api::ClustersApi {
 public:
  explicit EmptyAccount(asio::io_context& loop) : answer_(loop, asio::steady_timer::time_point::max()) {}

  asio::awaitable<api::Result<api::Cluster>> create(api::ClusterKey key, api::ClusterSpec spec,
                                                    std::chrono::milliseconds timeout) override {
    creates.push_back(key.cluster_id);
    timeouts.push_back(timeout);
    if (!creates_wait) co_return api::Error{.kind = api::ErrorKind::Invalid, .message = "no"};
    boost::system::error_code ended;
    co_await answer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    if (!answered_) {
      ++cancelled;
      co_return api::Error{.kind = api::ErrorKind::Cancelled, .message = "cancelled"};
    }
    api::Cluster cluster;
    cluster.name = "accounts/" + key.account_id + "/clusters/" + key.cluster_id;
    cluster.state = api::ClusterState::Creating;
    cluster.spec = spec;
    co_return cluster;
  }
  /// The creates that wait are answered well.
  void answer_creates() {
    answered_ = true;
    answer_.cancel();
  }
  asio::awaitable<api::Result<api::Cluster>> get(api::ClusterKey, std::chrono::milliseconds) override {
    co_return api::Error{.kind = api::ErrorKind::NotFound, .code = api::RpcCode::NotFound, .message = "no"};
  }
  asio::awaitable<api::Result<api::ClusterPage>> list_page(std::string, std::string,
                                                           std::chrono::milliseconds) override {
    ++lists;
    if (down) co_return api::Error{.kind = api::ErrorKind::Unavailable, .message = "down"};
    co_return api::ClusterPage{};
  }
  asio::awaitable<api::Result<api::Cluster>> update(api::ClusterKey, api::ClusterSpec,
                                                    std::vector<std::string>,
                                                    std::chrono::milliseconds) override {
    co_return api::Error{.kind = api::ErrorKind::Invalid, .message = "no"};
  }
  asio::awaitable<api::Result<void>> remove(api::ClusterKey, std::chrono::milliseconds) override {
    co_return api::Error{.kind = api::ErrorKind::Invalid, .message = "no"};
  }

  std::vector<std::string> creates;
  std::vector<std::chrono::milliseconds> timeouts;  ///< For how long each create might take.
  bool creates_wait = false;
  int cancelled = 0;
  int lists = 0;
  bool down = false;

 private:
  asio::steady_timer answer_;
  bool answered_ = false;
};

/// A snapshot that declares those clusters of the account "acme".
inline std::shared_ptr<const manifests::Snapshot> declared(const std::vector<std::string>& ids) {
  auto snapshot = std::make_shared<manifests::Snapshot>();
  for (const std::string& id : ids) {
    auto manifest = std::make_shared<manifests::Manifest>();
    manifest->key = {"acme", id};
    api::ClusterSpec spec;
    spec.fake = api::FakeCluster{"p", "l", id};
    manifest->spec = std::make_shared<const api::ClusterSpec>(std::move(spec));
    manifest->digest = manifests::digest_of(*manifest->spec, manifest->policy);
    snapshot->manifests.push_back(std::move(manifest));
  }
  return snapshot;
}

/// Runs the loop until that holds; false when that took too long.
inline bool run_until(asio::io_context& loop, const std::function<bool()>& holds) {
  constexpr std::chrono::seconds kPatience{30};
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds(10));
  }
  return true;
}

class RuntimeTest : public ::testing::Test {
 protected:
  explicit RuntimeTest(std::chrono::milliseconds request_timeout = std::chrono::seconds(30))
      : request_timeout_(request_timeout) {}

  void TearDown() override {
    // A commit that is still held would keep the runtime from ending.
    journal_.set(false);
    if (!stopping_) stop(std::chrono::milliseconds(0));
    EXPECT_TRUE(run_until([this] { return stopped_; }));
  }

  /// Begins to stop the runtime; `stopped_` tells when that has ended.
  void stop(std::chrono::milliseconds grace) {
    stopping_ = true;
    asio::co_spawn(loop_, runtime_.stop(grace), [this](std::exception_ptr, bool ended) {
      stopped_ = true;
      ended_ = ended;
    });
  }
  /// Runs what is ready now, and what that makes ready.
  void run_what_is_ready() {
    loop_.restart();
    loop_.poll();
  }

  void declare(const std::vector<std::string>& ids) { runtime_.desire(declared(ids)); }
  void suspend(const std::string& id) {
    asio::co_spawn(
        loop_, runtime_.execute({"acme", id}, SuspendCommand{{.reason = "", .owner = "ops", .until = {}}}),
        [this](std::exception_ptr, CommandResult result) { told_ = std::move(result); });
  }
  bool run_until(const std::function<bool()>& holds) { return testing::run_until(loop_, holds); }

  asio::io_context loop_{1};
  HeldJournal journal_;
  EmptyAccount api_{loop_};
  std::chrono::milliseconds request_timeout_;
  Engine engine_{EngineOptions{.request_timeout = request_timeout_}, JournalContents{}, 7, Runtime::now()};
  Runtime runtime_{
      loop_, engine_, journal_,
      Runtime::Hooks{.api = [this](const std::string&) -> api::ClustersApi& { return api_; },
                     .published = {},
                     .journal_failed = {},
                     .leaving = [this](const Call& call) { left_.push_back(call.key.cluster_id); },
                     .reached = {}},
      request_timeout_};
  std::vector<std::string> left_;  ///< Whose changing calls were said to leave.
  std::optional<CommandResult> told_;
  bool stopping_ = false;
  bool stopped_ = false;
  bool ended_ = false;  ///< What stop() told.
};

}  // namespace fwop::controller::testing
