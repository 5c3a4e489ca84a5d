#include "controller/journal/memory_stores.hpp"

#include <algorithm>

#include "controller/journal/limits.hpp"

namespace fwop::controller {

boost::system::result<std::vector<Record>, JournalError> MemoryRecords::load_records() {
  const std::lock_guard lock(mutex_);
  std::vector<Record> records;
  for (const auto& [key, record] : records_) records.push_back(record);
  return records;
}

boost::system::result<RefusedRecords, JournalError> MemoryRecords::keep_records(
    std::span<const Record> upserts, std::span<const api::ClusterKey> erased) {
  const std::lock_guard lock(mutex_);
  for (const api::ClusterKey& key : erased) records_.erase(key);
  for (const Record& record : upserts) records_[record.key] = record;
  return RefusedRecords();
}

boost::system::result<FleetFacts, JournalError> MemoryFleet::load_fleet() {
  const std::lock_guard lock(mutex_);
  return FleetFacts{{brake_marks_.begin(), brake_marks_.end()},
                    {ready_samples_.begin(), ready_samples_.end()},
                    let_through_};
}

boost::system::result<void, JournalError> MemoryFleet::keep_fleet(const JournalBatch& batch) {
  const std::lock_guard lock(mutex_);
  keep_marks(batch.brake_marks);
  for (const BrakeMark& mark : batch.dropped_marks) std::erase(brake_marks_, mark);
  for (const ReadySample& sample : batch.ready_samples) {
    ready_samples_.push_back(sample);
    if (ready_samples_.size() > kReadySamplesKept) ready_samples_.pop_front();
  }
  if (batch.let_through) let_through_ = *batch.let_through;
  return {};
}

boost::system::result<void, JournalError> MemoryHistory::keep_events(std::span<const Event> events) {
  const std::lock_guard lock(mutex_);
  for (const Event& event : events) keep(event);
  return {};
}

void MemoryHistory::keep(const Event& event) {
  auto& numbers = events_of_[event.key];
  numbers.push_back(next_event_);
  events_.emplace(next_event_++, event);
  if (numbers.size() > kEventsPerClusterKept) {
    events_.erase(numbers.front());
    numbers.pop_front();
  }
  if (events_.size() > kEventsKept) {
    const auto oldest = events_.begin();
    const auto owner = events_of_.find(oldest->second.key);
    owner->second.pop_front();
    if (owner->second.empty()) events_of_.erase(owner);
    events_.erase(oldest);
  }
}

void MemoryFleet::keep_marks(const std::vector<BrakeMark>& marks) {
  if (marks.empty()) return;
  brake_marks_.insert(brake_marks_.end(), marks.begin(), marks.end());
  const auto by_time = [](const BrakeMark& a, const BrakeMark& b) { return a.time < b.time; };
  const WallTime newest = std::max_element(marks.begin(), marks.end(), by_time)->time;
  std::erase_if(brake_marks_, [&](const BrakeMark& mark) { return mark.time <= newest - kBrakeMarkLife; });
  while (brake_marks_.size() > kBrakeMarksKept) brake_marks_.pop_front();
}

boost::system::result<std::vector<Event>, JournalError> MemoryHistory::events(const api::ClusterKey& key,
                                                                              std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Event> newest;
  const auto found = events_of_.find(key);
  if (found == events_of_.end()) return newest;
  const auto& numbers = found->second;
  for (auto number = numbers.rbegin(); number != numbers.rend() && newest.size() < limit; ++number)
    newest.push_back(events_.at(*number));
  return newest;
}

boost::system::result<std::vector<api::ClusterKey>, JournalError> MemoryHistory::keys_with_events(
    const std::string& cluster_id) {
  const std::lock_guard lock(mutex_);
  std::vector<api::ClusterKey> keys;
  for (const auto& [key, numbers] : events_of_) {
    if (key.cluster_id == cluster_id) keys.push_back(key);
  }
  return keys;
}

}  // namespace fwop::controller
