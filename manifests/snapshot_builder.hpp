#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/base/shared_text.hpp"
#include "manifests/decode.hpp"
#include "manifests/decode_trial.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::manifests {

/// One file as a source read it. `error` is set if it exists but could not be read, or if it is unknown what
/// its name leads to.
struct SourceFile {
  SharedText name;
  std::string bytes;
  std::string error;
  bool unchanged = false;  ///< As in the last reading, also `ignored`; `bytes` is empty.
  /// A `.fireworksignore` covers it: it declares nothing, but what it would declare does not count as
  /// removed.
  bool ignored = false;
};

/// Everything a source saw in one reading. `error` is set when the source itself could not be read (a missing
/// directory, a Git server that is down): then `files` has no meaning.
struct SourceReading {
  std::vector<SourceFile> files;
  std::string error;
  bool partial = false;  ///< Files that are not here did not change.
  Revision revision;
};

/// Turns readings into snapshots and remembers the last good version of each file, so that a broken file, an
/// unreadable source or a folder that is suddenly empty removes nothing. Only files whose bytes changed are
/// decoded again. No I/O except in Options::trial. Not thread-safe.
///
/// A file whose trial is Refused or Untried counts as one that cannot be read: what it declared last stays in
/// force, and removals that it could explain are held. Refused bytes are not tried again.
///
/// If several manifests claim the same EKS cluster, those that were in force stay in force; if none was, the
/// first one declared is. The others are left out, and absence means nothing, until the conflict is fixed.
class SnapshotBuilder {
 public:
  struct Options {
    DecodeOptions decode;
    /// Accept that a source which held manifests now holds none.
    bool allow_empty = false;
    /// Called before bytes are decoded for the first time; null: nothing is tried.
    DecodeTrial trial = {};
  };

  explicit SnapshotBuilder(Options options);
  ~SnapshotBuilder();
  SnapshotBuilder(SnapshotBuilder&&) noexcept;
  SnapshotBuilder& operator=(SnapshotBuilder&&) noexcept;

  /// Throws std::bad_alloc if memory is short. What was in force stays in force, but part of `reading` may be
  /// lost: the next one must have all files, and none of them `unchanged`. The same holds after a snapshot
  /// with `untried_files`.
  std::shared_ptr<const Snapshot> build(const SourceReading& reading);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fwop::manifests
