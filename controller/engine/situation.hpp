#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "api/base/clock.hpp"
#include "api/clusters/fields.hpp"
#include "controller/engine/decide.hpp"
#include "controller/engine/observation.hpp"
#include "controller/model/record.hpp"

namespace fwop::controller {

/// A request that we gave up on arrives within this time, or never.
inline constexpr Duration kRequestsSettle = std::chrono::minutes(2);

/// What situation_of() needs to know about one cluster at one moment. The caller owns what it refers to.
struct SituationFacts {
  Now now;
  const Record& record;
  const Observation& seen;
  const std::vector<api::FieldDifference>& drift;  ///< Between what was seen and what is declared.

  // Who declares it.
  bool declared = false;              ///< A manifest is in force.
  bool disputed = false;              ///< Several documents declare it.
  std::optional<Instant> removed_at;  ///< When the manifest was removed from a fully read source.
  bool removal_decided = false;       ///< A person released the removal, or its delete was decided already.
  Duration removal_wait{0};           ///< How long the manifest must have been gone before that counts.
  std::optional<Instant> last_sweep;  ///< Begin of the newest complete LIST of the account.

  // Our own calls.
  Instant blind_until = Instant::min();  ///< When our last changing call ended, if any.
  Instant lag_until = Instant::min();    ///< A read begun earlier may lag behind our last change.

  // A FAILED cluster.
  std::optional<Instant> failed_since;
  Duration recreate_first{0};    ///< The wait before the first recreation; it doubles with each one,
  Duration recreate_longest{0};  ///< up to this.
};

/// Derives what decide() needs. A pure function.
Situation situation_of(const SituationFacts& facts);

}  // namespace fwop::controller
