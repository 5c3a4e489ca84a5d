#include "controller/runtime/pending_writes.hpp"

#include <string>
#include <vector>

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

/// One of each kind of thing that a batch holds, numbered.
JournalBatch a_batch_of_each(const std::string& number) {
  const api::ClusterKey key{"acme", number};
  JournalBatch batch;
  batch.upserts = {a_record("u" + number, 1)};
  batch.erased = {{"acme", "e" + number}};
  batch.events = {an_event(number)};
  batch.brake_marks = {{api::Verb::Delete, key, {}}};
  batch.dropped_marks = {{api::Verb::Create, key, {}}};
  batch.ready_samples = {{"eks", number, {}, {}}};
  return batch;
}

/// Everything in it, kind by kind: "u1 -e1 event 1, mark 1, dropped 1, sample 1".
std::string all_of(const JournalBatch& batch) {
  std::string text = written(batch);
  for (const Event& event : batch.events) text += "event " + event.message + ", ";
  for (const BrakeMark& mark : batch.brake_marks) text += "mark " + mark.key.cluster_id + ", ";
  for (const BrakeMark& mark : batch.dropped_marks) text += "dropped " + mark.key.cluster_id + ", ";
  for (const ReadySample& sample : batch.ready_samples) text += "sample " + sample.region + ", ";
  return text;
}

TEST(PendingWrites, LoseNothingOfAnyKind) {
  PendingWrites writes;
  writes.add(a_batch_of_each("1"), false);
  writes.add(a_batch_of_each("2"), false);
  const std::string both =
      "u11 u21 -e1 -e2 event 1, event 2, mark 1, mark 2, dropped 1, dropped 2, sample 1, sample 2, ";
  JournalBatch failed = writes.take(true);
  EXPECT_EQ(all_of(failed), both);
  EXPECT_TRUE(writes.empty());
  writes.put_back(std::move(failed));
  EXPECT_FALSE(writes.empty());
  EXPECT_EQ(all_of(writes.take(true)), both);
}

TEST(PendingWrites, PutBackBeforeWhatCameSince) {
  PendingWrites writes;
  writes.add(a_batch_of_each("1"), true);
  JournalBatch failed = writes.take(false);
  writes.add(a_batch_of_each("2"), false);
  writes.put_back(std::move(failed));
  EXPECT_EQ(all_of(writes.take(true)),
            "u11 u21 -e1 -e2 event 1, event 2, mark 1, mark 2, dropped 1, dropped 2, sample 1, sample 2, ");
}

TEST(PendingWrites, GiveMarksWithWhatIsUrgent) {
  PendingWrites writes;
  writes.add(a_batch_of_each("1"), true);
  EXPECT_EQ(all_of(writes.take(false)), "u11 -e1 mark 1, dropped 1, ");
  EXPECT_EQ(all_of(writes.take(true)), "event 1, sample 1, ");
  EXPECT_TRUE(writes.empty());
}

TEST(PendingWrites, AnErasureThatFailedGivesWayToARecordSince) {
  PendingWrites writes;
  writes.add({.erased = {{"acme", "a"}}}, false);
  JournalBatch failed = writes.take(true);
  writes.add({.upserts = {a_record("a", 2)}}, false);
  writes.put_back(std::move(failed));
  EXPECT_EQ(written(writes.take(true)), "a2 ");
}

RefusedRecords refusing(const std::vector<std::string>& ids) {
  RefusedRecords refused;
  for (const std::string& id : ids) refused.emplace(api::ClusterKey{"acme", id}, JournalError{"no", false});
  return refused;
}

TEST(PendingWrites, LetARefusedRecordRestUntilItIsToBeRetried) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1), a_record("b", 1)}, .erased = {{"acme", "c"}}}, true);
  writes.put_back_refused(writes.take(false), refusing({"b", "c"}));
  EXPECT_TRUE(writes.has_refused());
  EXPECT_TRUE(writes.empty()) << "there would be no end of writing";
  EXPECT_EQ(written(writes.take(true)), "");
  writes.retry_refused();
  EXPECT_FALSE(writes.has_refused());
  EXPECT_EQ(written(writes.take(true)), "b1 -c ");
}

TEST(PendingWrites, ANewerWordTakesThePlaceOfARefusedOne) {
  PendingWrites writes;
  writes.add({.upserts = {a_record("a", 1), a_record("b", 1)}}, true);
  JournalBatch batch = writes.take(false);
  writes.add({.upserts = {a_record("b", 2)}}, false);
  writes.put_back_refused(std::move(batch), refusing({"a", "b"}));
  writes.add({.upserts = {a_record("a", 2)}}, true);
  EXPECT_FALSE(writes.has_refused());
  EXPECT_EQ(written(writes.take(true)), "a2 b2 ");
  writes.retry_refused();
  EXPECT_EQ(written(writes.take(true)), "") << "an older word would follow a newer one";
}

TEST(PendingWrites, OfARefusedBatchOnlyTheRecordsComeBack) {
  PendingWrites writes;
  writes.add(a_batch_of_each("1"), true);
  writes.put_back_refused(writes.take(true), refusing({"u1", "e1"}));
  writes.retry_refused();
  EXPECT_EQ(all_of(writes.take(true)), "u11 -e1 ");
}

TEST(PendingWrites, GiveWhatWasLetThroughAtOnceAndNeverTwice) {
  PendingWrites writes;
  JournalBatch let;
  let.let_through = "first";
  writes.add(let, true);
  let.let_through = "second";
  writes.add(let, true);
  EXPECT_FALSE(writes.empty());
  JournalBatch failed = writes.take(false);
  EXPECT_EQ(failed.let_through, "second");
  writes.put_back(std::move(failed));
  EXPECT_TRUE(writes.empty()) << "who asked was told that it is not kept";
  EXPECT_EQ(writes.take(true).let_through, std::nullopt);
}

/// Each kind alone makes it non-empty, or what only it holds would wait for ever.
TEST(PendingWrites, AreNotEmptyWhileAnyKindWaits) {
  const JournalBatch each = a_batch_of_each("1");
  const std::vector<JournalBatch> alone = {{.upserts = each.upserts},
                                           {.erased = each.erased},
                                           {.events = each.events},
                                           {.brake_marks = each.brake_marks},
                                           {.dropped_marks = each.dropped_marks},
                                           {.ready_samples = each.ready_samples}};
  for (const JournalBatch& batch : alone) {
    PendingWrites writes;
    EXPECT_TRUE(writes.empty());
    writes.add(batch, false);
    EXPECT_FALSE(writes.empty()) << all_of(batch);
    EXPECT_EQ(all_of(writes.take(true)), all_of(batch));
    EXPECT_TRUE(writes.empty()) << all_of(batch);
  }
}

}  // namespace
}  // namespace fwop::controller
