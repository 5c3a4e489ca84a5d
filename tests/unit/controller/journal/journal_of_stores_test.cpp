// A journal of stores that fail, each in its own way.
#include "controller/journal/journal_of_stores.hpp"

#include <set>

#include "controller/journal/memory_stores.hpp"
#include "journal_builders.hpp"

namespace fwop::controller::test {
namespace {

const JournalError kNo{"no", false};

/// What the test makes fail.
struct Faults {
  std::set<api::ClusterKey> refused;
  bool records = false;
  bool fleet = false;
  bool history = false;
};

class FaultyRecords : public MemoryRecords {
 public:
  explicit FaultyRecords(const Faults& faults) : faults_(faults) {}
  boost::system::result<RefusedRecords, JournalError> keep_records(
      std::span<const Record> upserts, std::span<const api::ClusterKey> erased) override {
    if (faults_.records) return kNo;
    RefusedRecords refused;
    std::vector<Record> kept;
    std::vector<api::ClusterKey> gone;
    for (const Record& record : upserts) {
      if (faults_.refused.contains(record.key))
        refused.emplace(record.key, kNo);
      else
        kept.push_back(record);
    }
    for (const api::ClusterKey& key : erased) {
      if (faults_.refused.contains(key))
        refused.emplace(key, kNo);
      else
        gone.push_back(key);
    }
    if (!MemoryRecords::keep_records(kept, gone)) return kNo;
    return refused;
  }

 private:
  const Faults& faults_;
};

class FaultyFleet : public MemoryFleet {
 public:
  explicit FaultyFleet(const Faults& faults) : faults_(faults) {}
  boost::system::result<void, JournalError> keep_fleet(const JournalBatch& batch) override {
    if (faults_.fleet) return kNo;
    return MemoryFleet::keep_fleet(batch);
  }

 private:
  const Faults& faults_;
};

class FaultyHistory : public MemoryHistory {
 public:
  explicit FaultyHistory(const Faults& faults) : faults_(faults) {}
  boost::system::result<void, JournalError> keep_events(std::span<const Event> events) override {
    if (faults_.history) return kNo;
    return MemoryHistory::keep_events(events);
  }

 private:
  const Faults& faults_;
};

class JournalOfStoresTest : public ::testing::Test {
 protected:
  std::vector<api::ClusterKey> kept_keys() {
    std::vector<api::ClusterKey> keys;
    const auto contents = journal_.load();
    EXPECT_TRUE(contents);
    for (const Record& record : contents->records) keys.push_back(record.key);
    return keys;
  }

  Faults faults_;
  JournalOfStores journal_{std::make_unique<FaultyRecords>(faults_), std::make_unique<FaultyFleet>(faults_),
                           std::make_unique<FaultyHistory>(faults_)};
};

TEST_F(JournalOfStoresTest, NamesTheRecordThatIsRefusedAndKeepsTheRest) {
  ASSERT_TRUE(journal_.commit({.upserts = {a_record(3)}}));
  faults_.refused = {key_of(1), key_of(3)};
  const auto kept = journal_.commit({.upserts = {a_record(1), a_record(2)},
                                     .erased = {key_of(3)},
                                     .events = {an_event(key_of(1), 1)},
                                     .brake_marks = {{api::Verb::Create, key_of(1), at(5)}}});
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 2u);
  EXPECT_EQ(kept->at(key_of(1)).message, "no");
  EXPECT_TRUE(kept->contains(key_of(3)));
  EXPECT_EQ(kept_keys(), (std::vector{key_of(2), key_of(3)}));
  EXPECT_EQ(journal_.load()->brake_marks.size(), 1u);
  EXPECT_EQ(journal_.events(key_of(1), 9)->size(), 1u);
}

// A mark that is not kept would let a change beyond the limit through after a restart.
TEST_F(JournalOfStoresTest, KeepsNothingWhenWhatBelongsToTheFleetIsNotKept) {
  faults_.fleet = true;
  EXPECT_FALSE(journal_.commit({.upserts = {a_record(1)}, .events = {an_event(key_of(1), 1)}}));
  EXPECT_TRUE(kept_keys().empty());
  EXPECT_TRUE(journal_.events(key_of(1), 9)->empty());
}

TEST_F(JournalOfStoresTest, AStoreOfRecordsThatFailsRefusesEachOfThem) {
  faults_.records = true;
  const auto kept = journal_.commit({.upserts = {a_record(1)},
                                     .erased = {key_of(2)},
                                     .brake_marks = {{api::Verb::Create, key_of(1), at(5)}}});
  ASSERT_TRUE(kept) << "its marks are kept, and must not be written twice";
  EXPECT_EQ(kept->size(), 2u);
  EXPECT_EQ(journal_.load()->brake_marks.size(), 1u);
}

TEST_F(JournalOfStoresTest, EventsThatAreNotKeptGoWithTheNextCommit) {
  faults_.history = true;
  ASSERT_TRUE(journal_.commit({.upserts = {a_record(1)}, .events = {an_event(key_of(1), 1)}}));
  EXPECT_TRUE(journal_.events(key_of(1), 9)->empty());
  EXPECT_EQ(kept_keys().size(), 1u);
  faults_.history = false;
  ASSERT_TRUE(journal_.commit({.events = {an_event(key_of(1), 2)}}));
  const auto events = journal_.events(key_of(1), 9);
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ(events->back().message, "event 1");
}

}  // namespace
}  // namespace fwop::controller::test
