#include "controller/runtime/pending_writes.hpp"

#include <iterator>
#include <utility>
#include <vector>

namespace fwop::controller {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append_rest(JournalBatch& to, JournalBatch& from) {
  append(to.events, from.events);
  append(to.brake_marks, from.brake_marks);
  append(to.dropped_marks, from.dropped_marks);
  append(to.ready_samples, from.ready_samples);
  if (from.let_through) to.let_through = std::exchange(from.let_through, std::nullopt);
}

}  // namespace

void PendingWrites::put(const api::ClusterKey& key, std::optional<Record> record, bool urgent) {
  refused_.erase(key);
  Pending& pending = records_[key];
  pending.record = std::move(record);
  pending.urgent = pending.urgent || urgent;
}

void PendingWrites::add(JournalBatch batch, bool urgent) {
  for (const api::ClusterKey& key : batch.erased) put(key, std::nullopt, urgent);
  for (Record& record : batch.upserts) {
    const api::ClusterKey key = record.key;
    put(key, std::move(record), urgent);
  }
  append_rest(rest_, batch);
}

void PendingWrites::put_back(JournalBatch batch) {
  for (const api::ClusterKey& key : batch.erased) records_.try_emplace(key);
  for (Record& record : batch.upserts) {
    const api::ClusterKey key = record.key;
    records_.try_emplace(key, Pending{std::move(record), false});
  }
  batch.let_through.reset();
  append_rest(batch, rest_);
  batch.upserts.clear();
  batch.erased.clear();
  rest_ = std::move(batch);
}

void PendingWrites::put_back_refused(JournalBatch batch, const RefusedRecords& refused) {
  const auto rest = [&](const api::ClusterKey& key, std::optional<Record> record) {
    if (refused.contains(key) && !records_.contains(key))
      refused_.insert_or_assign(key, Pending{std::move(record), false});
  };
  for (const api::ClusterKey& key : batch.erased) rest(key, std::nullopt);
  for (Record& record : batch.upserts) {
    const api::ClusterKey key = record.key;
    rest(key, std::move(record));
  }
}

void PendingWrites::retry_refused() { records_.merge(std::exchange(refused_, {})); }

JournalBatch PendingWrites::take(bool others) {
  JournalBatch batch;
  if (others) batch = std::exchange(rest_, {});
  // A call waits for each mark, and a caller waits for `let_through`, so both are always urgent.
  if (rest_.let_through) batch.let_through = std::exchange(rest_.let_through, std::nullopt);
  append(batch.brake_marks, rest_.brake_marks);
  append(batch.dropped_marks, rest_.dropped_marks);
  rest_.brake_marks.clear();
  rest_.dropped_marks.clear();
  std::size_t room = others ? kMaxRecords : 0;
  for (auto it = records_.begin(); it != records_.end();) {
    const auto here = it++;
    if (!here->second.urgent && room == 0) continue;
    if (!here->second.urgent) --room;
    auto& record = here->second.record;
    record ? batch.upserts.push_back(std::move(*record)) : batch.erased.push_back(here->first);
    records_.erase(here);
  }
  return batch;
}

}  // namespace fwop::controller
