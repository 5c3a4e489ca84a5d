#include "plan.hpp"

#include "controller/random.hpp"

namespace fwop::simulation {
namespace {

constexpr std::array<std::string_view, kHazards> kNames = {
    "LostRequest",
    "LateRequest",
    "DuplicateRequest",
    "LostAnswer",
    "GarbageAnswer",
    "ServerError",
    "ErrorAfterEffect",
    "Throttle",
    "KeyExpiry",
    "Forbidden",
    "AccountMissing",
    "ListLag",
    "UnknownState",
    "Crash",
    "JournalFailure",
    "ClockStep",
    "FailCluster",
    "SlowCreate",
    "ForeignDelete",
    "ForeignEdit",
    "ForeignCreate",
    "ForeignReplace",
    "Normalise",
    "RefuseDelete",
    "ManifestAdd",
    "ManifestEdit",
    "ManifestImmutableEdit",
    "ManifestPolicy",
    "ManifestRemove",
    "ManifestReturn",
    "SourceBroken",
    "SourceEmpty",
    "Dispute",
    "Suspend",
    "SuspendByCommand",
    "Abandon",
    "Import",
};

}  // namespace

std::string_view to_string(Hazard hazard) { return kNames[static_cast<std::size_t>(hazard)]; }

Plan plan_from_seed(std::uint64_t seed) {
  controller::Random random(seed * 0x9e3779b97f4a7c15ULL + 1);
  Plan plan;
  plan.seed = seed;
  plan.clusters = 1 + static_cast<int>(random.below(8));
  // Now and then a fleet that is large enough for a brake of ten per cent to mean something.
  if (random.below(20) == 0) plan.clusters = 20 + static_cast<int>(random.below(20));
  plan.accounts = 1 + static_cast<int>(random.below(2));
  plan.hours_of_trouble = 1 + static_cast<int>(random.below(3));
  for (double& rate : plan.rate) {
    if (random.unit() < 0.35) rate = 0.01 + 0.25 * random.unit() * random.unit();
  }
  return plan;
}

}  // namespace fwop::simulation
