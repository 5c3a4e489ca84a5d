#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "api/clusters/verb.hpp"

namespace fwop::controller {

struct Effects;
struct Entry;

/// What changed in one entry since the effects were last taken. Only Changes writes it.
class ChangeMark {
 public:
  /// True if the journal holds its record, or will after the next batch.
  [[nodiscard]] bool recorded() const { return recorded_; }

 private:
  friend class Changes;
  bool recorded_ = false;
  bool record_changed_ = false;  ///< The record must be written. Implies noted_.
  bool noted_ = false;           ///< It is in Changes::noted_.
  bool owned_ = false;           ///< It is counted in Changes::owned_.
};

/// Collects the entries that changed since the effects were last taken, each once. Also knows the entries
/// whose view depends on other clusters.
class Changes {
 public:
  /// Adds an entry that was read from the journal: its record need not be written.
  void restore(Entry& entry);
  /// Its view may have changed.
  void mark_shown(Entry& entry);
  /// Its record changed. It is written only if recorded().
  void mark_record(Entry& entry);
  /// Its record changed and is written, even if the journal held none before.
  void remember(Entry& entry);
  /// Call before the entry is destroyed.
  void forget(Entry& entry);

  /// Brings mark_braked(), mark_coming_up() and owned() up to date with the records of the collected entries.
  void look_at_records();
  /// Calls mark_shown() for each entry whose change of that kind the brake holds.
  void mark_braked(api::Verb verb);
  /// Calls mark_shown() for each entry that comes up from a create of ours.
  void mark_coming_up();
  /// How many entries are owned.
  [[nodiscard]] std::size_t owned() const { return owned_; }

  /// Moves what was collected into the effects.
  void take(Effects& effects);

 private:
  using Entries = std::map<std::uint64_t, Entry*>;  ///< By Entry::ordinal: the same order in every run.

  std::vector<Entry*> noted_;  ///< In the order in which they changed first.
  Entries braked_;
  Entries coming_up_;
  std::size_t owned_ = 0;
};

}  // namespace fwop::controller
