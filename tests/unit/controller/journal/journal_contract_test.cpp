// What every journal promises, whatever it is kept in.
#include <functional>

#include "controller/journal/limits.hpp"
#include "controller/journal/memory_journal.hpp"
#include "controller/journal/open_journal.hpp"
#include "journal_builders.hpp"

namespace fwop::controller::test {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kNow = 500'000 * kHour;

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Journal>(const std::filesystem::path&)> make;
};

class JournalContract : public ::testing::TestWithParam<Kind> {
 protected:
  JournalContract() : journal_(GetParam().make(directory_.path())) {}

  void commit(const JournalBatch& batch) {
    const auto kept = journal_->commit(batch);
    ASSERT_TRUE(kept) << kept.error().message;
  }
  JournalContents contents() {
    auto loaded = journal_->load();
    EXPECT_TRUE(loaded);
    return std::move(*loaded);
  }
  std::vector<std::string> messages(const api::ClusterKey& key, std::size_t limit) {
    std::vector<std::string> messages;
    const auto events = journal_->events(key, limit);
    EXPECT_TRUE(events);
    for (const Event& event : *events) messages.push_back(event.message);
    return messages;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Journal> journal_;
};

TEST_P(JournalContract, BeginsEmpty) {
  const JournalContents begun = contents();
  EXPECT_TRUE(begun.records.empty());
  EXPECT_TRUE(begun.brake_marks.empty());
  EXPECT_TRUE(begun.ready_samples.empty());
  EXPECT_TRUE(messages(key_of(1), 10).empty());
}

TEST_P(JournalContract, GivesBackTheLastOfEachRecord) {
  commit({.upserts = {a_record(1), a_record(2)}});
  commit({.upserts = {with_create_intent(a_record(1), 1), with_create_intent(a_record(1), 2)}});
  const auto records = contents().records;
  ASSERT_EQ(records.size(), 2u);
  expect_same(records[0], with_create_intent(a_record(1), 2));
  expect_same(records[1], a_record(2));
}

TEST_P(JournalContract, ForgetsWhatIsErased) {
  commit({.upserts = {a_record(1), a_record(2)}});
  commit({.erased = {key_of(1), key_of(9)}});
  const auto records = contents().records;
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].key, key_of(2));
}

TEST_P(JournalContract, KeepsARecordThatIsErasedAndPutBackAtOnce) {
  commit({.upserts = {a_record(1)}});
  commit({.upserts = {a_record(1)}, .erased = {key_of(1)}});
  EXPECT_EQ(contents().records.size(), 1u);
}

TEST_P(JournalContract, TellsTheNewestEventsFirst) {
  commit({.events = {an_event(key_of(1), 1), an_event(key_of(2), 2), an_event(key_of(1), 3)}});
  EXPECT_EQ(messages(key_of(1), 10), (std::vector<std::string>{"event 3", "event 1"}));
  EXPECT_EQ(messages(key_of(1), 1), (std::vector<std::string>{"event 3"}));
  EXPECT_TRUE(messages(key_of(1), 0).empty());
}

TEST_P(JournalContract, GivesEventsBackWhole) {
  const Event event{key_of(1),        at(kNow + 7),         EventType::Normal,
                    Reason::Adopting, "took 'it' \"over\"", ~0ull};
  commit({.events = {event}});
  const auto back = journal_->events(key_of(1), 1);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), 1u);
  EXPECT_EQ(back->front().key, event.key);
  EXPECT_EQ(back->front().time, event.time);
  EXPECT_EQ(back->front().type, event.type);
  EXPECT_EQ(back->front().reason, event.reason);
  EXPECT_EQ(back->front().message, event.message);
  EXPECT_EQ(back->front().reconcile_id, event.reconcile_id);
}

TEST_P(JournalContract, GivesTheFieldsOfACallBack) {
  const Event called = a_call_event(key_of(1), 7);
  commit({.events = {an_event(key_of(1), 6), called}});
  const auto back = journal_->events(key_of(1), 2);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), 2u);
  EXPECT_EQ(back->front().call, called.call);
  EXPECT_EQ(back->front().message, "");
  EXPECT_FALSE(back->back().call) << "an event that is no call has none";
}

TEST_P(JournalContract, KeepsABoundedHistoryOfEachCluster) {
  JournalBatch batch;
  for (std::uint64_t number = 1; number <= kEventsPerClusterKept + 50; ++number)
    batch.events.push_back(an_event(key_of(1), number));
  commit(batch);
  commit({.events = {an_event(key_of(1), 900)}});
  const auto kept = messages(key_of(1), 100'000);
  ASSERT_EQ(kept.size(), kEventsPerClusterKept);
  EXPECT_EQ(kept.front(), "event 900");
  EXPECT_EQ(kept.back(), "event 52");
}

TEST_P(JournalContract, KeepsABoundedHistoryOfAllClusters) {
  constexpr int kClusters = 400;
  constexpr std::uint64_t kEach = kEventsKept / kClusters;
  JournalBatch batch;
  for (int cluster = 0; cluster < kClusters; ++cluster) {
    for (std::uint64_t number = 1; number <= kEach; ++number)
      batch.events.push_back(an_event(key_of(cluster), number));
  }
  commit(batch);
  EXPECT_EQ(messages(key_of(0), 1'000).size(), kEach);
  commit({.events = {an_event(key_of(399), 901), an_event(key_of(399), 902)}});
  EXPECT_EQ(messages(key_of(0), 1'000).size(), kEach - 2) << "the two oldest of all are gone";
  EXPECT_EQ(messages(key_of(0), 1'000).back(), "event 3");
  EXPECT_EQ(messages(key_of(1), 1'000).size(), kEach);
}

TEST_P(JournalContract, ANoisyClusterCostsTheOthersNoHistory) {
  commit({.events = {an_event(key_of(2), 1)}});
  JournalBatch noise;
  for (std::uint64_t number = 0; number < 30'000; ++number)
    noise.events.push_back(an_event(key_of(1), number));
  commit(noise);
  commit(noise);
  EXPECT_EQ(messages(key_of(2), 10).size(), 1u);
}

// The brake counts an hour; more is kept, so that a clock that jumps ahead and back loses none of it.
TEST_P(JournalContract, ForgetsBrakeMarksAfterADay) {
  const auto mark = [](int cluster, std::int64_t time) {
    return BrakeMark{api::Verb::Update, key_of(cluster), at(time)};
  };
  commit({.brake_marks = {mark(1, kNow - 24 * kHour - 1), mark(2, kNow - 23 * kHour)}});
  commit({.brake_marks = {mark(3, kNow - 1)}});
  const auto marks = contents().brake_marks;
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[0].key, key_of(2));
  EXPECT_EQ(marks[0].verb, api::Verb::Update);
  EXPECT_EQ(marks[0].time, at(kNow - 23 * kHour));
  EXPECT_EQ(marks[1].key, key_of(3));
}

TEST_P(JournalContract, DropsTheBrakeMarksThatAreVoid) {
  const BrakeMark first{api::Verb::Delete, key_of(1), at(kNow - 10)};
  const BrakeMark second{api::Verb::Delete, key_of(1), at(kNow - 5)};
  const BrakeMark other{api::Verb::Delete, key_of(2), at(kNow - 5)};
  commit({.brake_marks = {first, other}});
  commit({.brake_marks = {second}, .dropped_marks = {first}});
  EXPECT_EQ(contents().brake_marks, (std::vector{other, second}));
  commit({.dropped_marks = {other}});
  EXPECT_EQ(contents().brake_marks, std::vector{second});
}

TEST_P(JournalContract, KeepsTheNewestReadySamples) {
  JournalBatch batch;
  for (std::size_t number = 0; number < kReadySamplesKept + 10; ++number)
    batch.ready_samples.push_back({"eks", "us-east-1", std::chrono::milliseconds(number), at(kNow)});
  commit(batch);
  commit({.ready_samples = {{"fake", "l", std::chrono::milliseconds(77), at(kNow + 1)}}});
  const auto samples = contents().ready_samples;
  ASSERT_EQ(samples.size(), kReadySamplesKept);
  EXPECT_EQ(samples.front().took.count(), 11);
  EXPECT_EQ(samples.back().kind, "fake");
  EXPECT_EQ(samples.back().region, "l");
  EXPECT_EQ(samples.back().took.count(), 77);
  EXPECT_EQ(samples.back().time, at(kNow + 1));
}

TEST_P(JournalContract, TheStoryOfAnErasedClusterStaysAndIsFoundByItsId) {
  const api::ClusterKey gone{"acme", "gone"};
  const api::ClusterKey namesake{"other", "gone"};
  const auto told = [](const api::ClusterKey& key) {
    return Event{.key = key, .time = at(kNow), .reason = Reason::Deleted, .message = "deleted"};
  };
  commit({.events = {told(gone), told({"acme", "stays"})}});
  commit({.erased = {gone}, .events = {told(namesake)}});
  EXPECT_EQ(messages(gone, 10), std::vector<std::string>{"deleted"});
  const auto keys = journal_->keys_with_events("gone");
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(*keys, (std::vector{gone, namesake}));
  EXPECT_TRUE(journal_->keys_with_events("never")->empty());
}

TEST_P(JournalContract, KeepsTheLastDeclarationThatWasLetThrough) {
  EXPECT_EQ(contents().let_through, "");
  commit({.let_through = "first"});
  commit({.let_through = "second"});
  commit({.upserts = {a_record(1)}});
  EXPECT_EQ(contents().let_through, "second");
}

TEST_P(JournalContract, RefusesNoRecordByItself) {
  const auto kept = journal_->commit({.upserts = {a_record(1)}, .erased = {key_of(2)}});
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->empty());
}

TEST_P(JournalContract, TakesAnEmptyBatchForNothing) { commit({}); }

INSTANTIATE_TEST_SUITE_P(
    All, JournalContract,
    ::testing::Values(Kind{"Memory", [](const auto&) { return std::make_unique<MemoryJournal>(); }},
                      Kind{"Sqlite",
                           [](const std::filesystem::path& directory) {
                             auto opened = open_sqlite_journal(directory, {.now = [] { return at(kNow); }});
                             return opened ? std::move(opened->journal)
                                           : throw std::runtime_error(opened.error().message);
                           }}),
    [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace fwop::controller::test
