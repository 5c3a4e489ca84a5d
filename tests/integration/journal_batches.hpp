#pragma once

#include "journal_fixture.hpp"

namespace fwop::controller::test {

inline constexpr int kRecordsPerBatch = 20;

/// Batch `number` gives every record that generation, and one event that number.
inline JournalBatch batch_of(std::uint64_t number) {
  JournalBatch batch;
  for (int record = 0; record < kRecordsPerBatch; ++record) {
    batch.upserts.push_back(with_create_intent(a_record(record)));
    batch.upserts.back().generation = number;
  }
  batch.events.push_back(an_event(key_of(0), number));
  return batch;
}

/// Which batch was the last, when each of it is there; an error when some of it is not.
inline std::uint64_t last_whole_batch(Journal& journal) {
  const auto contents = journal.load();
  EXPECT_TRUE(contents);
  if (!contents || contents->records.empty()) return 0;
  EXPECT_EQ(contents->records.size(), static_cast<std::size_t>(kRecordsPerBatch));
  const std::uint64_t last = contents->records.front().generation;
  for (const Record& record : contents->records) EXPECT_EQ(record.generation, last) << "a torn batch";
  const auto events = journal.events(key_of(0), 1);
  EXPECT_TRUE(events);
  EXPECT_EQ(events->empty() ? 0 : events->front().reconcile_id, last) << "a torn batch";
  return last;
}

}  // namespace fwop::controller::test
