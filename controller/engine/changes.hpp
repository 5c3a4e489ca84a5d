#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "api/clusters/verb.hpp"

namespace fwop::controller {

struct Effects;
struct Entry;

/// What has changed of one entry since the last effects. Only Changes sets it.
class ChangeMark {
 public:
  /// The journal holds its record, or is about to.
  [[nodiscard]] bool recorded() const { return recorded_; }

 private:
  friend class Changes;
  bool recorded_ = false;
  bool record_changed_ = false;  ///< The record is to be written; then noted_ is true as well.
  bool noted_ = false;           ///< It is in Changes::noted_.
  bool owned_ = false;           ///< It is counted in Changes::owned_.
};

/// Notes which entries have changed since the last effects, each once. Knows those whose view depends on what
/// becomes of others, too.
class Changes {
 public:
  /// It is new to us, with a record that the journal holds just as it is.
  void restore(Entry& entry);
  /// What is shown of it may have changed.
  void mark_shown(Entry& entry);
  /// Its record has changed. It is written if the journal holds one of it.
  void mark_record(Entry& entry);
  /// Its record has changed, and from now on the journal holds one.
  void remember(Entry& entry);
  /// It is about to be destroyed.
  void forget(Entry& entry);

  /// Sees to it that what follows knows the records as they are now.
  void look_at_records();
  /// What is shown of those may have changed whose change of that kind the brake holds.
  void mark_braked(api::Verb verb);
  /// What is shown of those may have changed that come up from a create of ours.
  void mark_coming_up();
  /// How many are owned.
  [[nodiscard]] std::size_t owned() const { return owned_; }

  /// Moves all that was noted into the effects.
  void take(Effects& effects);

 private:
  using Entries = std::map<std::uint64_t, Entry*>;  ///< By Entry::ordinal: the same order in every run.

  std::vector<Entry*> noted_;  ///< In the order in which they changed first.
  Entries braked_;
  Entries coming_up_;
  std::size_t owned_ = 0;
};

}  // namespace fwop::controller
