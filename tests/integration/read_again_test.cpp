#include <functional>
#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/sources/directory_follower.hpp"
#include "controller/sources/git_follower.hpp"
#include "git_servers.hpp"
#include "operator_process.hpp"

namespace fwop::controller {
namespace {

using manifests::TrialFile;
using manifests::TrialVerdict;
using SnapshotPtr = std::shared_ptr<const manifests::Snapshot>;
using Kind = TrialVerdict::Kind;
using namespace std::chrono_literals;

std::string manifest(const std::string& name) {
  return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
         "}\nspec:\n  accountId: acme\n  fakeCluster: {projectId: p, location: l, clusterName: " + name +
         "}\n";
}

/// Follows a source with two manifests; the first trial goes as the test wants, and later ones pass.
class ReadAgain : public testing::Test {
 protected:
  manifests::SnapshotBuilder::Options builder() {
    manifests::SnapshotBuilder::Options options;
    options.trial = [this](const std::vector<TrialFile>& files, const manifests::DecodeOptions&) {
      ++trials_;
      return trials_ == 1 ? first_(files) : std::vector<TrialVerdict>(files.size());
    };
    return options;
  }

  SourceFollower::Deliver deliver() {
    return [this](SnapshotPtr snapshot) {
      delivered_.push_back(std::move(snapshot));
      if (delivered_.back()->manifests.size() == 2) loop_.stop();
    };
  }

  /// Until a snapshot has both, or for as long as nothing that works takes.
  void follow(SourceFollower& follower) {
    follower.start();
    loop_.run_for(e2e::kPatience);
    follower.stop();
    ASSERT_FALSE(delivered_.empty());
    EXPECT_EQ(delivered_.back()->manifests.size(), 2U);
    EXPECT_TRUE(delivered_.back()->diagnostics.empty());
    EXPECT_EQ(delivered_.back()->untried_files, 0U);
    EXPECT_EQ(trials_, 2);
  }

  void follow_folder() {
    const auto folder = temp_.path() / "manifests";
    std::filesystem::create_directory(folder);
    for (const char* name : {"a", "b"})
      e2e::write_text(folder / (std::string(name) + ".yaml"), manifest(name));
    // Settled at once, as after a restart: nothing but what got lost is a reason to read them again.
    DirectoryFollower follower(loop_, {folder}, builder(), deliver(), kSoon, 0s);
    follow(follower);
  }

  void follow_git() {
    e2e::GitUpstream upstream(temp_.path() / "upstream");
    for (const char* name : {"a", "b"}) upstream.push(std::string(name) + ".yaml", manifest(name), "Add");
    GitOptions options;
    options.remote.url = upstream.url();
    options.store = temp_.path() / "store";
    options.program = FWOP_BINARY;
    options.interval = 1h;
    auto store = manifests::GitStore::open(options.store);
    ASSERT_TRUE(store);
    GitFollower follower(loop_, options, std::move(*store), builder(), 1, deliver(), kSoon);
    follow(follower);
    failures_ = follower.status()->failures;
  }

  static std::vector<TrialVerdict> short_of_memory(const std::vector<TrialFile>&) { throw std::bad_alloc(); }
  static std::vector<TrialVerdict> untried(const std::vector<TrialFile>& files) {
    return {files.size(), {.kind = Kind::Untried, .why = "no process is left"}};
  }

  void expect_what_could_not_be_tried_first() {
    ASSERT_EQ(delivered_.size(), 2U);
    EXPECT_EQ(delivered_[0]->untried_files, 2U);
    EXPECT_FALSE(delivered_[0]->absence_is_meaningful);
  }

  static constexpr auto kSoon = 1ms;
  e2e::TempDir temp_;
  boost::asio::io_context loop_{1};
  std::function<std::vector<TrialVerdict>(const std::vector<TrialFile>&)> first_;
  int trials_ = 0;
  std::vector<SnapshotPtr> delivered_;
  std::map<Reason, std::uint64_t> failures_;
};

TEST_F(ReadAgain, AFolderForWhichMemoryWasShort) {
  first_ = short_of_memory;
  follow_folder();
  EXPECT_EQ(delivered_.size(), 1U) << "what is not whole is not delivered";
}

TEST_F(ReadAgain, AFolderInWhichNothingCouldBeTried) {
  first_ = untried;
  follow_folder();
  expect_what_could_not_be_tried_first();
}

TEST_F(ReadAgain, ACommitForWhichMemoryWasShort) {
  first_ = short_of_memory;
  follow_git();
  EXPECT_EQ(delivered_.size(), 1U);
  EXPECT_EQ(failures_[Reason::GitStoreUnusable], 1U) << "it is said";
}

TEST_F(ReadAgain, ACommitInWhichNothingCouldBeTried) {
  first_ = untried;
  follow_git();
  expect_what_could_not_be_tried_first();
}

}  // namespace
}  // namespace fwop::controller
