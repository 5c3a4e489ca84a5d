#pragma once

#include <cstdint>
#include <optional>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/reason.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// Should the cluster exist?
enum class Desire {
  Yes,
  No,         ///< Its manifest was removed, and the removal counts (see README.md).
  Undecided,  ///< Its manifest is missing, but that does not count as a removal yet.
  Disputed,   ///< Several documents declare it.
};

/// What do we know about it? Only a read that began after our last changing call ended counts.
enum class Knowledge {
  Nothing,
  MissingFromList,  ///< Not in a complete LIST.
  NotFound,         ///< A GET said NOT_FOUND; no complete LIST that began later has confirmed it yet.
  Gone,             ///< A GET and a later LIST agree; or our own DELETE was accepted, and one of them agrees.
  Listed,           ///< It exists, as a LIST or an older GET showed it.
  Read,             ///< It exists, and a GET showed it just now: fresh enough to base a change on.
};

/// Is the cluster ours?
enum class Ownership {
  None,       ///< Nothing is recorded, or what exists is not the cluster that we recorded.
  Attempted,  ///< The record holds a create intent whose result we do not know.
  Owned,
};

/// How does what exists compare with what is declared?
enum class Match { Same, MutableDiffers, ImmutableDiffers };

/// Everything a decision on one cluster depends on, as plain facts.
struct Situation {
  Desire desire = Desire::Yes;
  /// Its manifest was removed from a fully read source. If Undecided, too recently to count.
  bool removal_noted = false;
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
  bool matches_attempt = false;  ///< Ownership::Attempted: what exists came from our create.
  bool change_declared = false;  ///< The declaration changed since we last applied it.
  bool attempt_open = false;     ///< The record holds a call of ours whose effect was not read yet.
  bool attempt_settled = false;  ///< That call ended so long before the read that it cannot arrive any more.
  bool deleting_by_us = false;   ///< That call is a delete.
  bool delete_accepted = false;  ///< The server accepted it so recently that a read may lag behind.
  bool bouncing = false;         ///< A value that we set was changed back too often.
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

/// Implements the table of decisions in controller/engine/README.md. A pure function. It says what to do, not
/// when: back-off, gates, budget and brake are applied later.
Decision decide(const Situation& situation);

/// True for a change (Create, Update, Delete) and for the read right before one.
bool about_to_change(const Decision& decision);
/// The change that would be decided if the cluster was read just now; nothing if it would be none.
std::optional<api::Verb> change_in_sight(Situation situation);

}  // namespace fwop::controller
