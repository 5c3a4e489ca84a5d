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

/// One file as a source read it. `error` is set when it exists but could not be read, or when nothing can be
/// said of what its name leads to.
struct SourceFile {
  SharedText name;
  std::string bytes;
  std::string error;
  bool unchanged = false;  ///< As in the reading before, `ignored` included: `bytes` is empty.
  /// A `.fireworksignore` covers it: it declares nothing, and yet nothing that it would declare was removed.
  bool ignored = false;
};

/// Everything a source saw in one reading. `error` is set when the source itself could not be read
/// (a missing directory, a Git that is down): then `files` says nothing.
struct SourceReading {
  std::vector<SourceFile> files;
  std::string error;
  bool partial = false;  ///< All files that are not here are as in the reading before.
  Revision revision;
};

/// Turns readings into snapshots and remembers the last good version of each file, so that a broken file,
/// an unreadable source or a folder that is suddenly empty removes nothing. Only files whose bytes changed
/// are decoded again. No I/O but what Options::trial does; not thread-safe.
///
/// A file whose trial is Refused or Untried is like one that cannot be read: what it declared last stays in
/// force, and it holds the removals that it could explain. Refused bytes are not tried again.
///
/// Of manifests that claim the same EKS cluster, those in force before stay in force, else the first
/// declared; the others are held out, and absence means nothing, until one of them is mended.
class SnapshotBuilder {
 public:
  struct Options {
    DecodeOptions decode;
    /// Accept that a source which held manifests now holds none.
    bool allow_empty = false;
    /// Asked before bytes are decoded for the first time; null: none is tried.
    DecodeTrial trial = {};
  };

  explicit SnapshotBuilder(Options options);
  ~SnapshotBuilder();
  SnapshotBuilder(SnapshotBuilder&&) noexcept;
  SnapshotBuilder& operator=(SnapshotBuilder&&) noexcept;

  /// Throws std::bad_alloc where memory is too short. What was in force before then still is, but part of
  /// `reading` may be lost: the next one must have all files, and none of them `unchanged`. The same holds
  /// after a snapshot with `untried_files`.
  std::shared_ptr<const Snapshot> build(const SourceReading& reading);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fwop::manifests
