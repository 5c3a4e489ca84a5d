#include "controller/engine/changes.hpp"

#include <utility>

#include "controller/engine/effects.hpp"
#include "controller/engine/entry.hpp"

namespace fwop::controller {

void Changes::restore(Entry& entry) {
  entry.change.recorded_ = true;
  mark_shown(entry);
}

void Changes::mark_shown(Entry& entry) {
  if (!std::exchange(entry.change.noted_, true)) noted_.push_back(&entry);
}

void Changes::mark_record(Entry& entry) {
  entry.change.record_changed_ = true;
  mark_shown(entry);
}

void Changes::remember(Entry& entry) {
  entry.change.recorded_ = true;
  mark_record(entry);
}

void Changes::forget(Entry& entry) {
  if (entry.change.noted_) std::erase(noted_, &entry);
  braked_.erase(entry.ordinal);
  coming_up_.erase(entry.ordinal);
  if (entry.change.owned_) --owned_;
}

void Changes::look_at_records() {
  for (Entry* entry : noted_) {
    const auto list = [entry](Entries& entries, bool belongs) {
      if (belongs)
        entries.emplace(entry->ordinal, entry);
      else
        entries.erase(entry->ordinal);
    };
    list(braked_, entry->braked());
    list(coming_up_, entry->record.create_sent.has_value());
    const bool owned = entry->record.owned;
    if (std::exchange(entry->change.owned_, owned) != owned) owned ? ++owned_ : --owned_;
  }
}

void Changes::mark_braked(api::Verb verb) {
  for (const auto& [ordinal, entry] : braked_) {
    if (entry->record.brake->verb == verb) mark_shown(*entry);
  }
}

void Changes::mark_coming_up() {
  for (const auto& [ordinal, entry] : coming_up_) mark_shown(*entry);
}

void Changes::take(Effects& effects) {
  effects.changed.reserve(noted_.size());
  for (Entry* entry : noted_) {
    ChangeMark& mark = entry->change;
    mark.noted_ = false;
    effects.changed.push_back(entry->record.key);
    if (std::exchange(mark.record_changed_, false) && mark.recorded_)
      effects.batch.upserts.push_back(entry->record);
  }
  noted_.clear();
}

}  // namespace fwop::controller
