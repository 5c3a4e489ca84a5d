#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace fwop::simulation {

/// What can go wrong in a simulated world. A seed draws some of them, and how often each happens.
enum class Hazard {
  LostRequest,       ///< The request never arrives; we time out.
  LateRequest,       ///< It arrives after we have given up on it.
  DuplicateRequest,  ///< A proxy delivers it twice.
  LostAnswer,        ///< Carried out, but we time out or are cut off.
  GarbageAnswer,     ///< Carried out, and the body does not parse.
  ServerError,       ///< 5xx before the effect.
  ErrorAfterEffect,  ///< 5xx after it.
  Throttle,          ///< 429, with and without Retry-After.
  KeyExpiry,         ///< 401 for a while.
  Forbidden,         ///< 403 to one call.
  AccountMissing,    ///< 404 for the whole account, for a while.
  ListLag,           ///< LIST shows the world as it was.
  UnknownState,      ///< A state text from the future, for a while.
  Crash,             ///< Everything but the journal is lost.
  JournalFailure,    ///< Commits fail for a while.
  ClockStep,         ///< Wall time jumps.
  FailCluster,       ///< A cluster becomes FAILED.
  SlowCreate,        ///< CREATING for hours.
  ForeignDelete,
  ForeignEdit,
  ForeignCreate,
  ForeignReplace,  ///< Deleted and made anew by somebody else.
  Normalise,       ///< The server rewrites a value that was set.
  RefuseDelete,    ///< FAILED_PRECONDITION to a delete while CREATING.
  ManifestAdd,
  ManifestEdit,
  ManifestImmutableEdit,
  ManifestPolicy,
  ManifestRemove,
  ManifestReturn,
  SourceBroken,  ///< Absence means nothing, for a while.
  SourceEmpty,
  Dispute,
  Suspend,           ///< In the manifest.
  SuspendByCommand,  ///< Of a running operator; and resumed, some time.
  Abandon,
  Import,
};
inline constexpr std::size_t kHazards = static_cast<std::size_t>(Hazard::Import) + 1;

std::string_view to_string(Hazard hazard);

/// Everything a run is made from. The same plan, the same run, to the millisecond.
struct Plan {
  std::uint64_t seed = 0;
  int clusters = 4;
  int accounts = 1;
  int hours_of_trouble = 2;
  std::array<double, kHazards> rate{};  ///< 0 is off; a probability per request, or per minute.
  std::bitset<kHazards> without;        ///< Taken out, to find the smallest plan that still fails.

  [[nodiscard]] double of(Hazard hazard) const {
    const auto i = static_cast<std::size_t>(hazard);
    return without[i] ? 0 : rate[i];
  }
};

Plan plan_from_seed(std::uint64_t seed);

}  // namespace fwop::simulation
