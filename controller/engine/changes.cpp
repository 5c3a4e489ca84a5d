#include "controller/engine/changes.hpp"

#include <utility>

#include "controller/engine/effects.hpp"
#include "controller/engine/entry.hpp"

namespace fwop::controller {

void Changes::restore(Entry& entry) { entry.change.recorded_ = true; }

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
}

void Changes::take(Effects& effects) {
  for (Entry* entry : noted_) {
    ChangeMark& mark = entry->change;
    mark.noted_ = false;
    if (std::exchange(mark.record_changed_, false) && mark.recorded_)
      effects.batch.upserts.push_back(entry->record);
  }
  noted_.clear();
}

}  // namespace fwop::controller
