#include "controller/runtime.hpp"

#include <condition_variable>
#include <mutex>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A journal whose commits wait for the test, and fail when it says so.
class HeldJournal : public Journal {
 public:
  boost::system::result<JournalContents, JournalError> load() override { return JournalContents{}; }

  boost::system::result<void, JournalError> commit(const JournalBatch& batch) override {
    std::unique_lock lock(mutex_);
    ++begun_;
    changed_.wait(lock, [this] { return !held_; });
    if (fails_) return JournalError{"the disk is full", true};
    for (const Record& record : batch.upserts) {
      if (record.suspend) suspended_.push_back(record.key.cluster_id);
    }
    return {};
  }

  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey&,
                                                                 std::size_t) override {
    return std::vector<Event>{};
  }

  boost::system::result<std::vector<api::ClusterKey>, JournalError> told_of(const std::string&) override {
    return std::vector<api::ClusterKey>{};
  }

  void set(bool held, bool fails = false) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    fails_ = fails;
    changed_.notify_all();
  }
  int begun() {
    const std::lock_guard lock(mutex_);
    return begun_;
  }
  std::vector<std::string> suspended() {
    const std::lock_guard lock(mutex_);
    return suspended_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool fails_ = false;
  int begun_ = 0;
  std::vector<std::string> suspended_;
};

/// An account without clusters, and what was asked for in it. No create is ever answered well.
class EmptyAccount : public api::ClustersApi {
 public:
  asio::awaitable<api::Result<api::Cluster>> create(api::ClusterKey key, api::ClusterSpec,
                                                    std::chrono::milliseconds) override {
    creates.push_back(key.cluster_id);
    co_return api::Error{.kind = api::ErrorKind::Invalid, .message = "no"};
  }
  asio::awaitable<api::Result<api::Cluster>> get(api::ClusterKey, std::chrono::milliseconds) override {
    co_return api::Error{.kind = api::ErrorKind::NotFound, .code = api::RpcCode::NotFound, .message = "no"};
  }
  asio::awaitable<api::Result<api::ClusterPage>> list_page(std::string, std::string,
                                                           std::chrono::milliseconds) override {
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
  bool down = false;
};

class RuntimeTest : public ::testing::Test {
 protected:
  void TearDown() override {
    // A commit that is still held would keep the runtime from ending.
    journal_.set(false);
    bool stopped = false;
    asio::co_spawn(loop_, runtime_.stop(std::chrono::milliseconds(0)),
                   [&stopped](std::exception_ptr) { stopped = true; });
    EXPECT_TRUE(run_until([&] { return stopped; }));
  }

  void declare(const std::vector<std::string>& ids) {
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
    runtime_.desire(std::move(snapshot));
  }
  void suspend(const std::string& id) {
    asio::co_spawn(loop_,
                   runtime_.tell({"acme", id}, SuspendCommand{{.reason = "", .owner = "ops", .until = {}}}),
                   [this](std::exception_ptr, CommandResult result) { told_ = std::move(result); });
  }
  /// Runs the loop until that holds; false when that took too long.
  bool run_until(const std::function<bool()>& holds) {
    constexpr std::chrono::seconds kPatience{30};
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      loop_.restart();
      loop_.run_one_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  asio::io_context loop_{1};
  HeldJournal journal_;
  EmptyAccount api_;
  Engine engine_{EngineOptions{}, JournalContents{}, 7, Runtime::now()};
  Runtime runtime_{loop_, engine_, journal_,
                   Runtime::Hooks{.api = [this](const std::string&) -> api::ClustersApi& { return api_; },
                                  .published = {},
                                  .journal_failed = {},
                                  .reached = {}},
                   std::chrono::seconds(30)};
  std::optional<CommandResult> told_;
};

TEST_F(RuntimeTest, APersonIsToldOnceWhatTheySaidIsDurable) {
  journal_.set(true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return journal_.begun() > 0; }));
  EXPECT_FALSE(told_);
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(journal_.suspended(), ElementsAre("c1"));
  EXPECT_THAT(api_.creates, ElementsAre());
}

TEST_F(RuntimeTest, APersonIsToldWhenTheJournalCannotKeepIt) {
  journal_.set(false, true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_FALSE(told_->done);
  EXPECT_THAT(told_->message, HasSubstr("ends with this process: the disk is full"));
  // It is tried again by itself.
  journal_.set(false, false);
  ASSERT_TRUE(run_until([&] { return !journal_.suspended().empty(); }));
}

TEST_F(RuntimeTest, ACallThatStillWaitsForTheJournalIsRecalled) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  // Its create waits for the commit after this one.
  declare({"c1", "c2"});
  ASSERT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->reason, Reason::CreatePending);
  suspend("c2");
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value() && !api_.creates.empty(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
  EXPECT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->verdict, Verdict::Suspended);
}

}  // namespace
}  // namespace fwop::controller
