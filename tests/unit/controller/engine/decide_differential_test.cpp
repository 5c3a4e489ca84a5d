#include <functional>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "decide_printing.hpp"

// The table of controller/engine/README.md once more: as rows that are tried one after the other, written
// from that table and not from decide.cpp, slow and plain. Both must agree on every combination of facts.

namespace fwop::controller {
namespace {

using api::ClusterState;
using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;

bool exists(const Situation& s) { return s.knowledge == Knowledge::Listed || s.knowledge == Knowledge::Read; }
bool ours(const Situation& s) {
  return s.ownership == Ownership::Owned || (s.ownership == Ownership::Attempted && s.matches_attempt);
}
bool left_alone(const Situation& s) {
  return s.suspended || s.desire == Desire::Disputed || s.desire == Desire::Undecided;
}
bool unwanted(const Situation& s) { return s.desire == Desire::No && !left_alone(s); }
bool to_delete(const Situation& s) { return unwanted(s) && s.deletion == Deletion::Delete; }

struct Row {
  const char* name;
  std::function<bool(const Situation&)> when;
  Action then;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"left alone: at most look once",
       [](const Situation& s) { return left_alone(s) && s.knowledge == Knowledge::Nothing; },
       Action::Observe},
      {"left alone", [](const Situation& s) { return left_alone(s); }, Action::Hold},

      {"unwanted and not ours: nothing to do with it",
       [](const Situation& s) { return unwanted(s) && s.ownership == Ownership::None; }, Action::Forget},
      {"Retain: let go", [](const Situation& s) { return unwanted(s) && s.deletion == Deletion::Retain; },
       Action::Forget},
      {"Delete: not known yet",
       [](const Situation& s) { return to_delete(s) && s.knowledge == Knowledge::Nothing; }, Action::Observe},
      {"Delete: a list is not enough",
       [](const Situation& s) { return to_delete(s) && s.knowledge == Knowledge::MissingFromList; },
       Action::Confirm},
      {"Delete: a GET alone is not enough",
       [](const Situation& s) { return to_delete(s) && s.knowledge == Knowledge::NotFound; },
       Action::Recount},
      {"Delete: a create of ours may still arrive",
       [](const Situation& s) {
         return to_delete(s) && s.knowledge == Knowledge::Gone && s.ownership == Ownership::Attempted &&
                !s.attempt_settled;
       },
       Action::Wait},
      {"Delete: 404 counts as deleted",
       [](const Situation& s) { return to_delete(s) && s.knowledge == Knowledge::Gone; }, Action::Forget},
      {"Delete: it goes already",
       [](const Situation& s) {
         return to_delete(s) && (s.state == ClusterState::Deleting || s.delete_accepted);
       },
       Action::Wait},
      {"Delete: somebody else's", [](const Situation& s) { return to_delete(s) && !ours(s); },
       Action::Forget},
      {"Delete: our create arrived: first it is ours",
       [](const Situation& s) { return to_delete(s) && s.ownership == Ownership::Attempted; }, Action::Adopt},
      {"Delete: read it once more",
       [](const Situation& s) { return to_delete(s) && s.knowledge == Knowledge::Listed; }, Action::Confirm},
      {"Delete", [](const Situation& s) { return to_delete(s); }, Action::Delete},

      {"not known, or older than our last attempt",
       [](const Situation& s) { return s.knowledge == Knowledge::Nothing; }, Action::Observe},
      {"missing from a list, but ever seen or tried",
       [](const Situation& s) { return s.knowledge == Knowledge::MissingFromList && s.ever_seen; },
       Action::Confirm},
      {"a GET alone does not make it gone",
       [](const Situation& s) { return s.knowledge == Knowledge::NotFound; }, Action::Recount},
      {"definitely absent, never ours",
       [](const Situation& s) { return s.knowledge == Knowledge::MissingFromList; }, Action::Create},
      {"deleted by others, and drift is only reported",
       [](const Situation& s) {
         return s.knowledge == Knowledge::Gone && s.was_ready && s.drift == Drift::Report &&
                !s.deleting_by_us;
       },
       Action::Hold},
      {"definitely absent", [](const Situation& s) { return s.knowledge == Knowledge::Gone; },
       Action::Create},
      {"DELETING: wait", [](const Situation& s) { return s.state == ClusterState::Deleting; }, Action::Wait},
      {"what our attempt made is ours",
       [](const Situation& s) { return s.ownership == Ownership::Attempted && s.matches_attempt; },
       Action::Adopt},
      {"our delete was accepted: a read that shows it lags",
       [](const Situation& s) { return s.ownership == Ownership::Owned && s.delete_accepted; }, Action::Wait},
      {"not ours and FAILED", [](const Situation& s) { return !ours(s) && s.state == ClusterState::Failed; },
       Action::Hold},
      {"not ours, adoption Never",
       [](const Situation& s) { return !ours(s) && s.adoption == Adoption::Never; }, Action::Hold},
      {"not ours and identical", [](const Situation& s) { return !ours(s) && s.match == Match::Same; },
       Action::Adopt},
      {"not ours, differs, adoption Always, and can be healed",
       [](const Situation& s) {
         return !ours(s) && s.adoption == Adoption::Always && s.match == Match::MutableDiffers;
       },
       Action::Adopt},
      {"not ours and differs", [](const Situation& s) { return !ours(s); }, Action::Hold},
      {"FAILED and Hold, or Recreate without Delete",
       [](const Situation& s) {
         return s.state == ClusterState::Failed &&
                !(s.on_failed == OnFailed::Recreate && s.deletion == Deletion::Delete);
       },
       Action::Hold},
      {"FAILED, Recreate, not yet",
       [](const Situation& s) { return s.state == ClusterState::Failed && !s.recreate_due; }, Action::Wait},
      {"FAILED, Recreate, read it once more",
       [](const Situation& s) { return s.state == ClusterState::Failed && s.knowledge == Knowledge::Listed; },
       Action::Confirm},
      {"FAILED, Recreate", [](const Situation& s) { return s.state == ClusterState::Failed; },
       Action::Delete},
      {"on its way, or a state we do not know",
       [](const Situation& s) { return s.state != ClusterState::Ready; }, Action::Wait},
      {"READY as declared", [](const Situation& s) { return s.match == Match::Same; }, Action::Rest},
      {"READY, an immutable field differs",
       [](const Situation& s) { return s.match == Match::ImmutableDiffers; }, Action::Hold},
      {"READY, drifted, Report",
       [](const Situation& s) { return s.drift == Drift::Report && !s.change_declared; }, Action::Hold},
      {"READY, a value bounces", [](const Situation& s) { return s.bouncing; }, Action::Hold},
      {"READY, differs, read it once more",
       [](const Situation& s) { return s.knowledge == Knowledge::Listed; }, Action::Confirm},
      {"READY, differs", [](const Situation&) { return true; }, Action::Update},
  };
  return kRows;
}

const Row& row_for(const Situation& s) {
  for (const Row& row : rows()) {
    if (row.when(s)) return row;
  }
  return rows().back();
}

/// Every combination of facts, even those the engine never makes.
template <class Visit>
void for_every_situation(Visit visit) {
  constexpr unsigned kFlags = 10;
  Situation s;
  for (const auto desire : {Desire::Yes, Desire::No, Desire::Undecided, Desire::Disputed})
    for (const auto adoption : {Adoption::Never, Adoption::IfIdentical, Adoption::Always})
      for (const auto knowledge : {Knowledge::Nothing, Knowledge::MissingFromList, Knowledge::NotFound,
                                   Knowledge::Gone, Knowledge::Listed, Knowledge::Read})
        for (const auto state : {ClusterState::Unspecified, ClusterState::Creating, ClusterState::Ready,
                                 ClusterState::Deleting, ClusterState::Failed, ClusterState::Unrecognized})
          for (const auto ownership : {Ownership::None, Ownership::Attempted, Ownership::Owned})
            for (const auto match : {Match::Same, Match::MutableDiffers, Match::ImmutableDiffers})
              for (unsigned policies = 0; policies < 8; ++policies)
                for (unsigned flags = 0; flags < (1U << kFlags); ++flags) {
                  s.desire = desire;
                  s.adoption = adoption;
                  s.knowledge = knowledge;
                  s.state = state;
                  s.ownership = ownership;
                  s.match = match;
                  s.drift = (policies & 1U) != 0 ? Drift::Report : Drift::Heal;
                  s.deletion = (policies & 2U) != 0 ? Deletion::Delete : Deletion::Retain;
                  s.on_failed = (policies & 4U) != 0 ? OnFailed::Recreate : OnFailed::Hold;
                  s.suspended = (flags & 1U) != 0;
                  s.ever_seen = (flags & 2U) != 0;
                  s.was_ready = (flags & 4U) != 0;
                  s.matches_attempt = (flags & 8U) != 0;
                  s.change_declared = (flags & 16U) != 0;
                  s.attempt_settled = (flags & 32U) != 0;
                  s.deleting_by_us = (flags & 64U) != 0;
                  s.bouncing = (flags & 128U) != 0;
                  s.recreate_due = (flags & 256U) != 0;
                  s.delete_accepted = (flags & 512U) != 0;
                  if (s.delete_accepted && !s.deleting_by_us) continue;
                  visit(s);
                }
}

TEST(DecideDifferential, AgreesWithTheTableOnEveryCombinationOfFacts) {
  std::uint64_t compared = 0;
  std::uint64_t differing = 0;
  for_every_situation([&](const Situation& s) {
    ++compared;
    const Decision decision = decide(s);
    const Row& row = row_for(s);
    if (decision.action == row.then) return;
    constexpr std::uint64_t kShown = 5;
    if (++differing > kShown) return;
    std::ostringstream facts;
    facts << s;
    ADD_FAILURE() << "decide: " << decision << ", the table (" << row.name << "): " << to_string(row.then)
                  << "\n  " << facts.str();
  });
  EXPECT_EQ(differing, 0U) << "of " << compared;
}

TEST(DecideDifferential, NeverChangesWhatIsLeftAloneOrNotRead) {
  for_every_situation([](const Situation& s) {
    const Action action = decide(s).action;
    const bool changes = action == Action::Create || action == Action::Update || action == Action::Delete;
    if (!changes) return;
    ASSERT_FALSE(left_alone(s)) << s;
    if (action == Action::Create) {
      ASSERT_FALSE(exists(s)) << s;
      ASSERT_EQ(s.desire, Desire::Yes) << s;
    } else {
      ASSERT_EQ(s.knowledge, Knowledge::Read) << s;
      ASSERT_EQ(s.ownership, Ownership::Owned) << s;
    }
    if (action == Action::Delete) {
      ASSERT_EQ(s.deletion, Deletion::Delete) << s;
    }
  });
}

}  // namespace
}  // namespace fwop::controller
