#include "controller/serve/large_answers.hpp"

#include <map>
#include <optional>
#include <set>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using testing::HasSubstr;

/// The pages of a fleet that may change while they are made, on a loop that the test runs.
class LargeAnswersTest : public testing::Test {
 protected:
  void TearDown() override {
    if (large_) large_->stop();
  }

  void serve(StatusSource source) {
    source_ = std::make_shared<const StatusSource>(std::move(source));
    large_ = std::make_unique<LargeAnswers>(source_, answers_);
  }

  /// A fleet that is as `clusters_` is at the time of each slice.
  void serve_changing_fleet() {
    StatusSource source = a_source();
    source.clusters_after = [this](const std::optional<api::ClusterKey>& after, std::size_t most) {
      std::vector<ClusterView> slice;
      auto it = after ? clusters_.upper_bound(*after) : clusters_.begin();
      for (; it != clusters_.end() && slice.size() < most; ++it) slice.push_back(it->second);
      largest_slice_ = std::max(largest_slice_, slice.size());
      ++slices_;
      if (between_slices_) between_slices_();
      return slice;
    };
    serve(std::move(source));
  }
  void declare(const std::string& name) {
    const ClusterView cluster = a_cluster(name);
    clusters_[cluster.key] = cluster;
  }
  static std::string numbered(std::size_t number) {
    const std::string digits = std::to_string(number);
    return "c-" + std::string(5 - digits.size(), '0') + digits;
  }

  std::string text_of(LargePage page) {
    std::optional<OutgoingAnswer> got;
    asio::co_spawn(loop_, large_->get(page), [&](const std::exception_ptr& error, OutgoingAnswer answer) {
      if (!error) got = std::move(answer);
    });
    loop_.restart();
    loop_.run();
    if (!got) return "no answer";
    status_ = got->status;
    content_type_ = got->content_type;
    std::string text;
    for (const std::string& piece : *got->body) text += piece;
    return text;
  }

  asio::io_context loop_;
  std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();
  std::shared_ptr<const StatusSource> source_;
  std::unique_ptr<LargeAnswers> large_;
  std::map<api::ClusterKey, ClusterView> clusters_;
  std::size_t largest_slice_ = 0;
  std::size_t slices_ = 0;
  std::function<void()> between_slices_;
  unsigned status_ = 0;
  std::string content_type_;
};

TEST_F(LargeAnswersTest, TheListOfClustersIsJson) {
  serve(a_source());
  const json list = json::parse(text_of(LargePage::Clusters));
  ASSERT_EQ(list.at("clusters").size(), 2U);
  EXPECT_EQ(list.at("clusters").at(1).at("name"), "canary");
  EXPECT_TRUE(parse_rfc3339(list.at("time").get<std::string>()));
  EXPECT_EQ(content_type_, "application/json");
  serve(a_source({}));
  EXPECT_TRUE(json::parse(text_of(LargePage::Clusters)).at("clusters").empty());
}

TEST_F(LargeAnswersTest, ClustersThatComeAndGoMeanwhileAreShownOnceAtMost) {
  constexpr std::size_t kClusters = 1000;
  for (std::size_t i = 0; i < kClusters; i += 2) declare(numbered(i));
  serve_changing_fleet();
  std::size_t at = 0;
  between_slices_ = [&] {
    // Behind the walk and before it; the very cluster it stands at goes as well.
    declare(numbered(at + 1));
    declare(numbered(kClusters - 1 - 2 * at));
    clusters_.erase(clusters_.begin());
    clusters_.erase({"acc", numbered(2 * (++at * ClusterWalk::kAtOnce - 1))});
  };
  std::set<std::string> shown;
  const json list = json::parse(text_of(LargePage::Clusters));
  for (const json& cluster : list.at("clusters")) {
    const std::string name = cluster.at("name");
    EXPECT_TRUE(shown.empty() || *shown.rbegin() < name) << name;
    EXPECT_TRUE(shown.insert(name).second) << name;
  }
  EXPECT_GE(shown.size(), kClusters / 2 - 10);
  EXPECT_GE(slices_, 4U);
  EXPECT_LE(largest_slice_, ClusterWalk::kAtOnce);
}

TEST_F(LargeAnswersTest, WhatElseIsDueRunsBetweenSlices) {
  for (std::size_t i = 0; i < 5 * ClusterWalk::kAtOnce; ++i) declare(numbered(i));
  for (const LargePage page : {LargePage::Clusters, LargePage::Metrics}) {
    serve_changing_fleet();
    slices_ = 0;
    std::vector<std::size_t> ran_after;
    between_slices_ = [&] { asio::post(loop_, [&] { ran_after.push_back(slices_); }); };
    EXPECT_NE(text_of(page), "no answer");
    const auto first = std::vector<std::size_t>(ran_after.begin(), ran_after.begin() + 3);
    EXPECT_THAT(first, testing::ElementsAre(1, 2, 3));
    large_->stop();
  }
}

TEST_F(LargeAnswersTest, MetricsHaveEveryCluster) {
  for (std::size_t i = 0; i < 3 * ClusterWalk::kAtOnce; ++i) declare(numbered(i));
  serve_changing_fleet();
  const std::string page = text_of(LargePage::Metrics);
  EXPECT_EQ(content_type_, "text/plain; version=0.0.4; charset=utf-8");
  for (const auto& [key, cluster] : clusters_)
    EXPECT_THAT(page, HasSubstr("cluster=\"" + key.cluster_id + "\",state=\"READY\"} 1\n"));
}

TEST_F(LargeAnswersTest, TheOperatorsOwnConditionsSayWhatToDo) {
  serve(a_source());
  const json own = json::parse(text_of(LargePage::Operator));
  EXPECT_EQ(own.at("version"), "1.2.3");
  EXPECT_EQ(own.at("startedAt"), "2026-11-23T12:00:00Z");
  EXPECT_EQ(own.at("clusters").at("Ready"), 1);
  const json condition = own.at("conditions").at(0);
  EXPECT_EQ(condition.at("type"), "JournalHealthy");
  EXPECT_EQ(condition.at("status"), "False");
  EXPECT_EQ(condition.at("reason"), "JournalSetAside");
  EXPECT_EQ(condition.at("message"), "it lies there");
  EXPECT_THAT(condition.at("nextStep").get<std::string>(), HasSubstr("move the file"));
  EXPECT_TRUE(condition.contains("lastTransitionTime"));
}

TEST_F(LargeAnswersTest, BeforeTheFirstSnapshotTheManifestsAreNotThere) {
  serve(a_source({}));
  text_of(LargePage::Manifests);
  EXPECT_EQ(status_, 503U);
  large_->stop();
  serve(a_source());
  EXPECT_EQ(json::parse(text_of(LargePage::Manifests)).at("brokenFiles"), 1);
  EXPECT_EQ(status_, 200U);
}

TEST_F(LargeAnswersTest, WithoutRoomNothingIsMade) {
  answers_ = std::make_shared<Answers>(1);
  const OutgoingAnswer kept = answers_->outgoing({200, "text/plain", "x"});
  serve_changing_fleet();
  for (const LargePage page : {LargePage::Clusters, LargePage::Metrics}) {
    EXPECT_THAT(text_of(page), HasSubstr("ask again later"));
    EXPECT_EQ(status_, 503U);
  }
  EXPECT_EQ(slices_, 0U);
}

TEST_F(LargeAnswersTest, WhenItStopsInTheMiddleThereIsNoAnswer) {
  for (std::size_t i = 0; i < 5 * ClusterWalk::kAtOnce; ++i) declare(numbered(i));
  serve_changing_fleet();
  between_slices_ = [this] {
    if (slices_ == 2) large_->stop();
  };
  EXPECT_EQ(text_of(LargePage::Clusters), "no answer");
  EXPECT_EQ(slices_, 2U);
}

}  // namespace
}  // namespace fwop::controller
