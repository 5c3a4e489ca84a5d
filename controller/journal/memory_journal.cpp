#include "controller/journal/memory_journal.hpp"

#include "controller/journal/memory_stores.hpp"

namespace fwop::controller {

MemoryJournal::MemoryJournal()
    : JournalOfStores(std::make_unique<MemoryRecords>(), std::make_unique<MemoryFleet>(),
                      std::make_unique<MemoryHistory>()) {}

}  // namespace fwop::controller
