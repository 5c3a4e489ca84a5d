#pragma once

#include <cstdint>
#include <optional>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/reason.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// Is the cluster to exist?
enum class Desire {
  Yes,
  No,         ///< Its manifest was removed, from a source that was read whole, one full sweep ago.
  Undecided,  ///< Its manifest is gone but that may mean nothing yet.
  Disputed,   ///< Several documents declare it.
};

/// What do we know of it? Only an observation begun after our last attempt on it ended counts.
enum class Knowledge {
  Nothing,
  MissingFromList,  ///< Not in a complete LIST.
  NotFound,         ///< A GET said so, and no complete LIST that began later has confirmed it yet.
  Gone,             ///< Both said so; or our own DELETE was accepted, and one of them did.
  Listed,           ///< It exists, as a LIST had it.
  Read,             ///< It exists, as a GET just now had it: fresh enough to change it on.
};

/// Is it ours?
enum class Ownership {
  None,       ///< Nothing is recorded, or what exists is not the one we recorded.
  Attempted,  ///< We wrote down that we would create it, and do not know what became of that.
  Owned,
};

/// How does what exists compare with what is declared?
enum class Match { Same, MutableDiffers, ImmutableDiffers };

/// Everything a decision on one cluster depends on, as plain facts.
struct Situation {
  Desire desire = Desire::Yes;
  bool removal_noted = false;  ///< Undecided: it went from a source that was read whole, and not long ago.
  bool suspended = false;
  manifests::Adoption adoption = manifests::Adoption::IfIdentical;
  manifests::Drift drift = manifests::Drift::Heal;
  manifests::Deletion deletion = manifests::Deletion::Retain;
  manifests::OnFailed on_failed = manifests::OnFailed::Hold;
  Knowledge knowledge = Knowledge::Nothing;
  api::ClusterState state = api::ClusterState::Unspecified;  ///< When it exists.
  Ownership ownership = Ownership::None;
  bool ever_seen = false;        ///< We have seen it exist, or tried to create it.
  bool was_ready = false;        ///< It is ours and has been READY, as declared or not.
  Match match = Match::Same;     ///< Against what is declared; when it exists.
  bool matches_attempt = false;  ///< Ownership::Attempted: it is as our create asked for.
  bool change_declared = false;  ///< The declaration changed since we last applied it.
  bool attempt_open = false;     ///< A call of ours stands in the record, its effect not yet read.
  bool attempt_settled = false;  ///< It was sent so long before the read that it cannot still arrive.
  bool deleting_by_us = false;   ///< That call is a delete.
  bool delete_accepted = false;  ///< The server said yes to it, so lately that a read may lag behind.
  bool bouncing = false;         ///< A value we set came back changed too often.
  bool recreate_due = false;     ///< The growing delay before a recreation is over.

  bool operator==(const Situation&) const = default;
};

enum class Action : std::uint8_t {
  Rest,     ///< Nothing to do until something changes.
  Wait,     ///< It moves by itself: look again soon.
  Observe,  ///< Read it (a GET, or a LIST where that is cheaper and enough).
  Confirm,  ///< Read it by a GET: a LIST is not enough.
  Recount,  ///< Read the whole account by a LIST: a GET is not enough.
  Create,
  Adopt,  ///< Record it as ours; no call.
  Update,
  Delete,
  Forget,  ///< Drop what we recorded; no call.
  Hold,    ///< A person has to decide; look again with the sweeps.
};

struct Decision {
  Action action = Action::Rest;
  Reason reason = Reason::NotObservedYet;

  bool operator==(const Decision&) const = default;
};

/// The table of decisions in controller/engine/README.md. Pure. Pace (back-off, gate, budget, brake) is not
/// its business: it says what is right to do, not when.
Decision decide(const Situation& situation);

/// It is a change (Create, Update, Delete), or the read that comes right before one.
bool about_to_change(const Decision& decision);
/// Which change that is; nothing when the decision is none.
std::optional<api::Verb> change_in_sight(Situation situation);

}  // namespace fwop::controller
