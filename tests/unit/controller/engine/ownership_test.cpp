#include "controller/engine/ownership.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;

const WallTime kAsked{std::chrono::hours(24 * 365 * 56)};

api::ClusterSpec spec(const std::string& display_name) {
  api::ClusterSpec spec;
  spec.display_name = display_name;
  spec.fake.emplace();
  spec.fake->project_id = "p";
  return spec;
}

/// A create that was decided at kAsked by the server's clock, give or take 100 ms, and lost its answer.
Record attempted() {
  Record record;
  record.intent = Intent{};
  record.intent->verb = api::Verb::Create;
  record.intent->spec = std::make_shared<const api::ClusterSpec>(spec("mine"));
  record.intent->answer_lost = true;
  record.intent->asked = ServerMoment{kAsked - 100ms, kAsked + 100ms};
  record.intent->arrives_by = kAsked + 2min;
  return record;
}

TEST(Ownership, OfAnAttemptBesideStrangers) {
  struct Case {
    const char* name;
    std::optional<WallTime> create_time;
    const char* display_name;
    bool ours;
  } const cases[] = {
      {"made while it was on its way", kAsked + 300ms, "mine", true},
      {"made before we asked", kAsked - 1s, "mine", false},
      {"made when it cannot be told", kAsked, "mine", false},
      {"cut to whole seconds, so perhaps before", kAsked + 0s, "mine", false},
      {"a second later", kAsked + 1s, "mine", true},
      {"as late as a request can arrive", kAsked + 2min, "mine", true},
      {"later than that", kAsked + 2min + 1ms, "mine", false},
      {"another one", kAsked + 300ms, "theirs", false},
      {"of no known time", std::nullopt, "mine", false},
  };
  for (const Case& found : cases) {
    EXPECT_EQ(came_from_attempt(attempted(), spec(found.display_name), found.create_time), found.ours)
        << found.name;
  }
}

TEST(Ownership, NeedsALostAnswerAndTheServersClock) {
  const auto ours = [](const Record& record) {
    return came_from_attempt(record, spec("mine"), kAsked + 300ms);
  };
  EXPECT_TRUE(ours(attempted()));
  Record record = attempted();
  record.intent->arrives_by.reset();
  EXPECT_FALSE(ours(record));
  record = attempted();
  record.intent->answer_lost = false;
  EXPECT_FALSE(ours(record));
  record = attempted();
  record.intent->asked.reset();
  EXPECT_FALSE(ours(record));
  record = attempted();
  record.intent->verb = api::Verb::Update;
  EXPECT_FALSE(ours(record));
  EXPECT_FALSE(ours(Record{}));
}

TEST(Ownership, OfAnIncarnationSurvivesRewording) {
  Record record;
  record.incarnation = kAsked + 123456789ns;
  EXPECT_TRUE(is_incarnation(record, kAsked + 123456us));
  EXPECT_TRUE(is_incarnation(record, kAsked));
  EXPECT_TRUE(is_incarnation(record, std::nullopt));
  EXPECT_FALSE(is_incarnation(record, kAsked + 5s));
}

TEST(Ownership, AnImportIsOfTheClusterAndTheDeclarationThatWereShown) {
  Record record;
  record.digest = 7;
  record.adopt_once = AdoptOnce{kAsked + 123456789ns, 7};
  EXPECT_TRUE(may_adopt_once(record, kAsked + 123456us));
  EXPECT_FALSE(may_adopt_once(record, kAsked + 5s));
  EXPECT_FALSE(may_adopt_once(record, std::nullopt));
  record.digest = 8;
  EXPECT_FALSE(may_adopt_once(record, kAsked + 123456us));
  EXPECT_FALSE(may_adopt_once(Record{}, std::nullopt));
}

}  // namespace
}  // namespace fwop::controller
