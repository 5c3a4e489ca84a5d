#include "controller/journal/memory_journal.hpp"

#include <algorithm>
#include <stdexcept>

#include "controller/journal/limits.hpp"

namespace fwop::controller {

void throw_exception_from_error(const JournalError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a journal that failed: " + error.message);
}

boost::system::result<JournalContents, JournalError> MemoryJournal::load() {
  const std::lock_guard lock(mutex_);
  JournalContents contents;
  for (const auto& [key, record] : records_) contents.records.push_back(record);
  contents.brake_marks.assign(brake_marks_.begin(), brake_marks_.end());
  contents.ready_samples.assign(ready_samples_.begin(), ready_samples_.end());
  return contents;
}

boost::system::result<void, JournalError> MemoryJournal::commit(const JournalBatch& batch) {
  const std::lock_guard lock(mutex_);
  for (const api::ClusterKey& key : batch.erased) records_.erase(key);
  for (const Record& record : batch.upserts) records_[record.key] = record;
  for (const Event& event : batch.events) keep(event);
  keep_marks(batch.brake_marks);
  for (const BrakeMark& mark : batch.dropped_marks) std::erase(brake_marks_, mark);
  for (const ReadySample& sample : batch.ready_samples) {
    ready_samples_.push_back(sample);
    if (ready_samples_.size() > kReadySamplesKept) ready_samples_.pop_front();
  }
  return {};
}

void MemoryJournal::keep(const Event& event) {
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

void MemoryJournal::keep_marks(const std::vector<BrakeMark>& marks) {
  if (marks.empty()) return;
  brake_marks_.insert(brake_marks_.end(), marks.begin(), marks.end());
  const auto by_time = [](const BrakeMark& a, const BrakeMark& b) { return a.time < b.time; };
  const WallTime newest = std::max_element(marks.begin(), marks.end(), by_time)->time;
  std::erase_if(brake_marks_, [&](const BrakeMark& mark) { return mark.time <= newest - kBrakeMarkLife; });
  while (brake_marks_.size() > kBrakeMarksKept) brake_marks_.pop_front();
}

boost::system::result<std::vector<Event>, JournalError> MemoryJournal::events(const api::ClusterKey& key,
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

boost::system::result<std::vector<api::ClusterKey>, JournalError> MemoryJournal::told_of(
    const std::string& cluster_id) {
  const std::lock_guard lock(mutex_);
  std::vector<api::ClusterKey> keys;
  for (const auto& [key, numbers] : events_of_) {
    if (key.cluster_id == cluster_id) keys.push_back(key);
  }
  return keys;
}

}  // namespace fwop::controller
