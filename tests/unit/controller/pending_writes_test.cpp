#include "controller/pending_writes.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

Record a_record(const std::string& id, std::uint64_t generation) {
  Record record;
  record.key = {"acme", id};
  record.generation = generation;
  return record;
}

/// "a1 b2 -c": upserts with their generation, then what is erased.
std::string written(const JournalBatch& batch) {
  std::string text;
  for (const Record& record : batch.upserts)
    text += record.key.cluster_id + std::to_string(record.generation) + " ";
  for (const api::ClusterKey& key : batch.erased) text += "-" + key.cluster_id + " ";
  return text;
}

Event an_event(const std::string& message) {
  return {{"acme", "a"}, {}, EventType::Normal, Reason::Creating, message, 0};
}

TEST(PendingWrites, KeepTheLastWordOnEachCluster) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1), a_record("b", 1)}}, false);
  writes.add({.upserts = {a_record("a", 2)}, .erased = {{"acme", "b"}}}, false);
  EXPECT_EQ(written(writes.take(true)), "a2 -b ");
  EXPECT_TRUE(writes.empty());
}

TEST(PendingWrites, GiveWhatIsUrgentWithoutTheRest) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1)}, .events = {an_event("later")}}, false);
  writes.add({.upserts = {a_record("b", 1)}, .brake_marks = {{api::Verb::Delete, {"acme", "b"}, {}}}}, true);
  const JournalBatch urgent = writes.take(false);
  EXPECT_EQ(written(urgent), "b1 ");
  EXPECT_EQ(urgent.brake_marks.size(), 1U);
  EXPECT_TRUE(urgent.events.empty());
  const JournalBatch rest = writes.take(true);
  EXPECT_EQ(written(rest), "a1 ");
  EXPECT_EQ(rest.events.size(), 1U);
}

TEST(PendingWrites, NeverLetAnOlderWordFollowANewerOne) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1)}}, false);
  writes.add({.upserts = {a_record("a", 2)}}, true);
  EXPECT_EQ(written(writes.take(false)), "a2 ");
  EXPECT_TRUE(writes.empty());
  // And what follows an urgent one, before it is taken, goes with it.
  writes.add({.upserts = {a_record("a", 3)}}, true);
  writes.add({.upserts = {a_record("a", 4)}}, false);
  EXPECT_EQ(written(writes.take(false)), "a4 ");
}

TEST(PendingWrites, GiveMuchInSeveralBatches) {
  PendingWrites writes;
  for (std::size_t i = 0; i < PendingWrites::kMaxRecords + 5; ++i)
    writes.add({.upserts = {a_record("c" + std::to_string(i), 1)}}, false);
  writes.add({.upserts = {a_record("urgent", 1)}}, true);
  EXPECT_EQ(writes.take(true).upserts.size(), PendingWrites::kMaxRecords + 1);
  EXPECT_FALSE(writes.empty());
  EXPECT_EQ(writes.take(true).upserts.size(), 5U);
  EXPECT_TRUE(writes.empty());
}

TEST(PendingWrites, PutBackOnlyWhatWasNotSaidAgainSince) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1), a_record("b", 1)}, .events = {an_event("first")}}, false);
  JournalBatch failed = writes.take(true);
  writes.add({.upserts = {a_record("b", 2)}, .events = {an_event("second")}}, false);
  writes.put_back(std::move(failed));
  const JournalBatch all = writes.take(true);
  EXPECT_EQ(written(all), "a1 b2 ");
  ASSERT_EQ(all.events.size(), 2U);
  EXPECT_EQ(all.events[0].message, "first");
}

}  // namespace
}  // namespace fwop::controller
