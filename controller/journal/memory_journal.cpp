#include "controller/journal/memory_journal.hpp"

#include <algorithm>
#include <stdexcept>

namespace fwop::controller {

void throw_exception_from_error(const JournalError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a journal that failed: " + error.message);
}

boost::system::result<JournalContents, JournalError> MemoryJournal::load() {
  const std::lock_guard lock(mutex_);
  JournalContents contents;
  for (const auto& [key, record] : records_) contents.records.push_back(record);
  return contents;
}

boost::system::result<void, JournalError> MemoryJournal::commit(const JournalBatch& batch) {
  const std::lock_guard lock(mutex_);
  for (const api::ClusterKey& key : batch.erased) records_.erase(key);
  for (const Record& record : batch.upserts) records_[record.key] = record;
  for (const Event& event : batch.events) {
    auto& kept = events_[event.key];
    kept.push_front(event);
    if (kept.size() > kEventsKept) kept.pop_back();
  }
  return {};
}

boost::system::result<std::vector<Event>, JournalError> MemoryJournal::events(const api::ClusterKey& key,
                                                                              std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const auto found = events_.find(key);
  if (found == events_.end()) return std::vector<Event>{};
  const auto end = found->second.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found->second.size()));
  return std::vector<Event>(found->second.begin(), end);
}

}  // namespace fwop::controller
