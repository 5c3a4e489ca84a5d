#include "controller/journal/journal_of_stores.hpp"

#include <algorithm>
#include <utility>

#include "controller/journal/limits.hpp"

namespace fwop::controller {
namespace {

RefusedRecords refuse_all(const JournalBatch& batch, const JournalError& why) {
  RefusedRecords refused;
  for (const api::ClusterKey& key : batch.erased) refused.emplace(key, why);
  for (const Record& record : batch.upserts) refused.emplace(record.key, why);
  return refused;
}

}  // namespace

JournalOfStores::JournalOfStores(std::unique_ptr<RecordStore> records, std::unique_ptr<FleetStore> fleet,
                                 std::unique_ptr<HistoryStore> history)
    : records_(std::move(records)), fleet_(std::move(fleet)), history_(std::move(history)) {}

boost::system::result<JournalContents, JournalError> JournalOfStores::load() {
  auto records = records_->load_records();
  if (!records) return records.error();
  auto fleet = fleet_->load_fleet();
  if (!fleet) return fleet.error();
  return JournalContents{std::move(*records), std::move(fleet->brake_marks), std::move(fleet->ready_samples),
                         std::move(fleet->let_through)};
}

CommitResult JournalOfStores::commit(const JournalBatch& batch) {
  if (const auto kept = fleet_->keep_fleet(batch); !kept) return kept.error();
  RefusedRecords refused;
  if (!batch.upserts.empty() || !batch.erased.empty()) {
    auto kept = records_->keep_records(batch.upserts, batch.erased);
    refused = kept ? std::move(*kept) : refuse_all(batch, kept.error());
  }
  keep_events(batch.events);
  return refused;
}

void JournalOfStores::keep_events(const std::vector<Event>& events) {
  unkept_events_.insert(unkept_events_.end(), events.begin(), events.end());
  if (unkept_events_.empty()) return;
  if (history_->keep_events(unkept_events_)) return unkept_events_.clear();
  if (unkept_events_.size() <= kEventsKept) return;
  const auto surplus = static_cast<std::ptrdiff_t>(unkept_events_.size() - kEventsKept);
  unkept_events_.erase(unkept_events_.begin(), unkept_events_.begin() + surplus);
}

boost::system::result<std::vector<Event>, JournalError> JournalOfStores::events(const api::ClusterKey& key,
                                                                                std::size_t limit) {
  return history_->events(key, limit);
}

boost::system::result<std::vector<api::ClusterKey>, JournalError> JournalOfStores::keys_with_events(
    const std::string& cluster_id) {
  return history_->keys_with_events(cluster_id);
}

}  // namespace fwop::controller
