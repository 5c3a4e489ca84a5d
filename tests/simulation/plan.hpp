#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/base/clock.hpp"

namespace fwop::simulation {

/// What can go wrong in a simulated world. A seed draws some of them, and how often each happens.
enum class Hazard {
  // The network.
  LostRequest,       ///< The request never arrives; we time out.
  LateRequest,       ///< It arrives after we have given up on it.
  DuplicateRequest,  ///< A proxy delivers it twice.
  LostAnswer,        ///< Carried out, but we time out or are cut off.
  GarbageAnswer,     ///< Carried out, and the body does not parse.
  ProxyNotFound,     ///< A proxy's page with status 404; the request never arrives.
  // The server.
  ServerError,       ///< 5xx before the effect.
  ErrorAfterEffect,  ///< 5xx after it.
  Throttle,          ///< 429, with and without Retry-After.
  KeyExpiry,         ///< 401 for a while.
  Forbidden,         ///< 403 to one call.
  AccountMissing,    ///< 404 for the whole account, for a while.
  ApiDown,           ///< 500 to everything, for up to two hours.
  PageFails,         ///< The third page of a LIST and those after it fail, for a while.
  Cursed,            ///< One change of one cluster always fails, for a while.
  Quota,             ///< No more clusters are created, for a while.
  StrayNotFound,     ///< A GET says NOT_FOUND of a cluster that exists.
  ListLag,           ///< LIST shows the world as it was.
  UnknownState,      ///< A state text from the future, for a while.
  // Its nature, for the whole run.
  ReadLag,       ///< Every read may show the world as it was up to five seconds ago.
  Overwrite,     ///< A create of what exists replaces it.
  Reword,        ///< Times come in another precision in each answer.
  ServerClock,   ///< Its clock is up to a day off, and drifts.
  NoDate,        ///< Its answers have no Date header.
  Normalise,     ///< It rewrites a value that was set.
  RefuseDelete,  ///< FAILED_PRECONDITION to a delete while CREATING.
  // Our own machine.
  Crash,           ///< Everything but the journal is lost.
  JournalFailure,  ///< Commits fail for a while.
  ClockStep,       ///< Wall time jumps.
  // Clusters, by themselves and by other hands.
  FailCluster,  ///< A cluster becomes FAILED.
  SlowCreate,   ///< CREATING for hours.
  ForeignDelete,
  ForeignEdit,
  ForeignCreate,
  ForeignReplace,  ///< Deleted and made anew by somebody else.
  Rival,           ///< Somebody creates the same cluster just when we do.
  // What people want.
  ManifestAdd,
  ManifestEdit,
  ManifestImmutableEdit,
  ManifestPolicy,
  ManifestRemove,
  ManifestReturn,
  Suspend,           ///< In the manifest.
  SuspendByCommand,  ///< Of a running operator; and resumed, some time.
  Abandon,
  Import,
  Release,  ///< By name, of what waits.
  BulkEdit,
  BulkRemove,
  BulkAdd,
  // What happens to their files, for a while but for the last two.
  SourceBroken,    ///< Nothing of it can be read.
  SourceEmpty,     ///< All files are away.
  Dispute,         ///< A document is in a second file, too.
  FileUnreadable,  ///< It exists and cannot be read.
  FileHalf,        ///< Written in part.
  FolderLinked,    ///< Its folder is a link that leads nowhere.
  OtherKind,       ///< A document says another kind, group or version.
  ListTypo,        ///< A list whose items stand under another name.
  FileAway,        ///< Replaced, from milliseconds to minutes.
  FileEmptied,
  FileMoved,    ///< A document goes to another file, at once or after a moment.
  FileRenamed,  ///< To another of the endings that a manifest may have.
  // Drawn from a stream of its own: seeds from before it mean the same worlds but for it.
  PlanWithdrawn,  ///< Nobody has approved the plan, for a while: every change is held.
};
inline constexpr std::size_t kHazards = static_cast<std::size_t>(Hazard::PlanWithdrawn) + 1;

std::string_view to_string(Hazard hazard);

/// Everything a run is made from. The same plan, the same run, to the millisecond.
struct Plan {
  std::uint64_t seed = 0;
  int clusters = 4;
  int accounts = 1;
  int hours_of_trouble = 2;
  /// People change what they want, and nothing else happens: what pace is measured in.
  bool calm = false;
  bool git = false;  ///< Files are read now and then, not at once.
  Duration deletion_grace = std::chrono::minutes(10);
  std::array<double, kHazards> rate{};  ///< 0 is off; a probability per request, or per minute.
  std::bitset<kHazards> without;        ///< Taken out, to find the smallest plan that still fails.

  [[nodiscard]] double of(Hazard hazard) const {
    const auto i = static_cast<std::size_t>(hazard);
    return without[i] ? 0 : rate[i];
  }
  [[nodiscard]] bool has(Hazard hazard) const { return of(hazard) > 0; }
  [[nodiscard]] bool is_fleet() const { return clusters >= kFleet; }
  static constexpr int kFleet = 100;
};

Plan plan_from_seed(std::uint64_t seed);

}  // namespace fwop::simulation
