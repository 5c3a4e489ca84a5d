#pragma once

#include "controller/journal/journal_of_stores.hpp"

namespace fwop::controller {

/// A journal that lasts as long as the process, with the bounds of limits.hpp. Never fails. load(), events()
/// and keys_with_events() are safe from several threads.
class MemoryJournal : public JournalOfStores {
 public:
  MemoryJournal();
};

}  // namespace fwop::controller
