#include "plan.hpp"

#include "api/base/random.hpp"

namespace fwop::simulation {
namespace {

constexpr std::array<std::string_view, kHazards> kNames = {
    "LostRequest",    "LateRequest",      "DuplicateRequest",
    "LostAnswer",     "GarbageAnswer",    "ProxyNotFound",
    "ServerError",    "ErrorAfterEffect", "Throttle",
    "KeyExpiry",      "Forbidden",        "AccountMissing",
    "ApiDown",        "PageFails",        "Cursed",
    "Quota",          "StrayNotFound",    "ListLag",
    "UnknownState",   "ReadLag",          "Overwrite",
    "Reword",         "ServerClock",      "NoDate",
    "Normalise",      "RefuseDelete",     "Crash",
    "JournalFailure", "ClockStep",        "FailCluster",
    "SlowCreate",     "ForeignDelete",    "ForeignEdit",
    "ForeignCreate",  "ForeignReplace",   "Rival",
    "ManifestAdd",    "ManifestEdit",     "ManifestImmutableEdit",
    "ManifestPolicy", "ManifestRemove",   "ManifestReturn",
    "Suspend",        "SuspendByCommand", "Abandon",
    "Import",         "Release",          "BulkEdit",
    "BulkRemove",     "BulkAdd",          "SourceBroken",
    "SourceEmpty",    "Dispute",          "FileUnreadable",
    "FileHalf",       "FolderLinked",     "OtherKind",
    "ListTypo",       "FileAway",         "FileEmptied",
    "FileMoved",      "FileRenamed",      "PlanWithdrawn"};
static_assert(!kNames.back().empty());

// How often a hazard is part of a world, where that is not as with the others.
double share_of(Hazard hazard) {
  constexpr double kRare = 0.08;
  constexpr double kSeldom = 0.15;
  constexpr double kUsual = 0.35;
  switch (hazard) {
    case Hazard::Overwrite: return kRare;
    case Hazard::BulkEdit:
    case Hazard::BulkRemove:
    case Hazard::BulkAdd:
    case Hazard::ApiDown:
    case Hazard::NoDate:
    case Hazard::ReadLag: return kSeldom;
    default: return kUsual;
  }
}

// What would drown everything else if it came as often as the others.
double most_of(Hazard hazard) {
  switch (hazard) {
    case Hazard::StrayNotFound: return 0.02;
    case Hazard::ProxyNotFound:
    case Hazard::ApiDown:
    case Hazard::BulkEdit:
    case Hazard::BulkRemove:
    case Hazard::BulkAdd: return 0.05;
    default: return 0.25;
  }
}

void set(Plan& plan, Hazard hazard, double rate) { plan.rate[static_cast<std::size_t>(hazard)] = rate; }

/// Much is removed, and processes do not live long.
void strain_the_brake(Plan& plan) {
  constexpr double kOften = 0.3;
  set(plan, Hazard::ManifestRemove, kOften);
  set(plan, Hazard::ManifestAdd, kOften);
  set(plan, Hazard::Crash, kOften / 3);
  set(plan, Hazard::SourceBroken, 0);
  plan.deletion_grace = std::chrono::minutes(2);
  plan.hours_of_trouble = 3;
}

/// Others create what we create, and answers are lost.
void strain_ownership(Plan& plan) {
  constexpr double kOften = 0.4;
  set(plan, Hazard::Rival, kOften);
  set(plan, Hazard::ManifestAdd, kOften);
  set(plan, Hazard::ManifestRemove, kOften / 2);
  set(plan, Hazard::ForeignDelete, kOften / 2);
  set(plan, Hazard::Normalise, 0);
  set(plan, Hazard::NoDate, 0);
}

void withdraw_the_plan(Plan& plan) {
  Random random(plan.seed ^ 0x7feb352d);
  if (random.unit() < share_of(Hazard::PlanWithdrawn)) set(plan, Hazard::PlanWithdrawn, 0.1 * random.unit());
}

void make_calm(Plan& plan) {
  plan.calm = true;
  plan.rate.fill(0);
  set(plan, Hazard::BulkEdit, 0.2);
  set(plan, Hazard::BulkRemove, 0.1);
  set(plan, Hazard::BulkAdd, 0.1);
  set(plan, Hazard::ManifestEdit, 0.3);
  set(plan, Hazard::ManifestAdd, 0.2);
  set(plan, Hazard::ManifestRemove, 0.2);
  set(plan, Hazard::FileMoved, 0.1);
  set(plan, Hazard::Cursed, 0.05);
}

}  // namespace

std::string_view to_string(Hazard hazard) { return kNames[static_cast<std::size_t>(hazard)]; }

Plan plan_from_seed(std::uint64_t seed) {
  Random random(seed * 0x9e3779b97f4a7c15ULL + 1);
  Plan plan;
  plan.seed = seed;
  plan.clusters = 1 + static_cast<int>(random.below(8));
  plan.accounts = 1 + static_cast<int>(random.below(2));
  plan.hours_of_trouble = 1 + static_cast<int>(random.below(3));
  // Now and then a fleet that is large enough for a brake of ten per cent to mean something, or for the
  // budget to be felt.
  const auto size = random.below(100);
  if (size < 5) plan.clusters = 20 + static_cast<int>(random.below(20));
  if (size >= 98) {
    plan.clusters = Plan::kFleet + static_cast<int>(random.below(200));
    plan.hours_of_trouble = 1;
  }
  plan.git = random.below(3) == 0;
  const auto grace = random.below(8);
  if (grace == 0) plan.deletion_grace = Duration(0);
  if (grace == 1) plan.deletion_grace = std::chrono::minutes(2);
  for (std::size_t i = 0; i < kHazards; ++i) {
    const auto hazard = static_cast<Hazard>(i);
    if (hazard == Hazard::PlanWithdrawn) continue;
    if (random.unit() < share_of(hazard)) {
      plan.rate[i] = most_of(hazard) * (0.04 + 0.96 * random.unit() * random.unit());
    }
  }
  withdraw_the_plan(plan);
  const auto strain = random.below(12);
  if (strain == 0) strain_the_brake(plan);
  if (strain == 1) strain_ownership(plan);
  if (random.below(10) == 0 || (plan.is_fleet() && random.below(2) == 0)) make_calm(plan);
  return plan;
}

}  // namespace fwop::simulation
