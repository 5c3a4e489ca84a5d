#pragma once

#include <vector>

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
};

/// Notes which entries have changed since the last effects, each once.
class Changes {
 public:
  /// The journal holds its record just as it is.
  void restore(Entry& entry);
  /// What is shown of it may have changed.
  void mark_shown(Entry& entry);
  /// Its record has changed. It is written if the journal holds one of it.
  void mark_record(Entry& entry);
  /// Its record has changed, and from now on the journal holds one.
  void remember(Entry& entry);
  /// It is about to be destroyed.
  void forget(Entry& entry);

  /// Moves all that was noted into the effects.
  void take(Effects& effects);

 private:
  std::vector<Entry*> noted_;  ///< In the order in which they changed first.
};

}  // namespace fwop::controller
