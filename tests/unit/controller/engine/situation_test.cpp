#include "controller/engine/situation.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "decide_printing.hpp"

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;
using api::ClusterState;
using What = Observation::What;

const Now kNow{Instant{std::chrono::hours(10)}, WallTime{std::chrono::hours(24 * 365 * 56)}};

/// The facts of one cluster, all of them to be set by a row.
struct Known {
  Record record;
  Observation seen;
  std::vector<api::FieldDifference> drift;
  bool declared = true;
  bool disputed = false;
  std::optional<Instant> removed_at;
  bool removal_decided = false;
  std::optional<Instant> last_sweep;
  Instant blind_until = Instant::min();
  Instant lag_until = Instant::min();
  std::optional<Instant> failed_since;

  [[nodiscard]] Situation situation() const {
    return situation_of({.now = kNow,
                         .record = record,
                         .seen = seen,
                         .drift = drift,
                         .declared = declared,
                         .disputed = disputed,
                         .removed_at = removed_at,
                         .removal_decided = removal_decided,
                         .removal_wait = 10min,
                         .last_sweep = last_sweep,
                         .blind_until = blind_until,
                         .lag_until = lag_until,
                         .failed_since = failed_since,
                         .recreate_first = 5min,
                         .recreate_longest = 15min});
  }

  void exists(ClusterState state = ClusterState::Ready) {
    seen.what = What::Present;
    seen.began = kNow.steady - 1s;
    seen.state = state;
    seen.create_time = kNow.wall - 24h;
    seen.spec = std::make_shared<const api::ClusterSpec>();
  }
  void absent() {
    seen.what = What::Absent;
    seen.began = kNow.steady - 1s;
  }
  void removed(Duration ago) {
    declared = false;
    removed_at = kNow.steady - ago;
    last_sweep = kNow.steady - 1s;
  }
  Intent& intends(api::Verb verb) {
    record.intent = Intent{};
    record.intent->verb = verb;
    record.intent->spec = std::make_shared<const api::ClusterSpec>();
    return *record.intent;
  }
  /// A create of ours lost its answer, and what exists may come from it.
  void lost_create() {
    exists(ClusterState::Creating);
    Intent& intent = intends(api::Verb::Create);
    intent.answer_lost = true;
    intent.asked = ServerMoment{kNow.wall - 2min, kNow.wall - 2min};
    intent.arrives_by = kNow.wall + 2min;
    seen.create_time = kNow.wall - 1min;
  }
};

struct Row {
  const char* name;
  std::function<void(Known&)> given;
  std::function<void(Situation&)> then;  ///< What differs from a situation of which nothing is known.
};

Situation nothing_known() {
  Situation s;
  s.attempt_settled = true;
  return s;
}

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    Known known;
    row.given(known);
    Situation expected = nothing_known();
    row.then(expected);
    EXPECT_EQ(known.situation(), expected) << row.name;
  }
}

void owned(Situation& s) {
  s.ownership = Ownership::Owned;
  s.ever_seen = true;
}

TEST(Situation, WhoWantsIt) {
  check({
      {"declared", [](Known&) {}, [](Situation&) {}},
      {"declared twice", [](Known& k) { k.disputed = true; },
       [](Situation& s) { s.desire = Desire::Disputed; }},
      {"declared twice after it was removed: no removal is noted",
       [](Known& k) { k.removed(1h), k.disputed = true; }, [](Situation& s) { s.desire = Desire::Disputed; }},
      {"not declared, and nobody saw it go", [](Known& k) { k.declared = false; },
       [](Situation& s) { s.desire = Desire::Undecided; }},
      {"removed a moment less ago than the grace", [](Known& k) { k.removed(10min - 1ms); },
       [](Situation& s) { s.desire = Desire::Undecided, s.removal_noted = true; }},
      {"removed just as long ago as the grace", [](Known& k) { k.removed(10min); },
       [](Situation& s) { s.desire = Desire::No, s.removal_noted = true; }},
      {"removed long ago, but no sweep began since",
       [](Known& k) { k.removed(1h), k.last_sweep = k.removed_at; },
       [](Situation& s) { s.desire = Desire::Undecided, s.removal_noted = true; }},
      {"removed long ago, and never swept", [](Known& k) { k.removed(1h), k.last_sweep.reset(); },
       [](Situation& s) { s.desire = Desire::Undecided, s.removal_noted = true; }},
      {"removed this moment, but decided", [](Known& k) { k.removed(0s), k.removal_decided = true; },
       [](Situation& s) { s.desire = Desire::No, s.removal_noted = true; }},
  });
}

TEST(Situation, WhatThePoliciesSay) {
  check({
      {"policies are the record's",
       [](Known& k) {
         k.record.policy.adoption = manifests::Adoption::Never;
         k.record.policy.drift = manifests::Drift::Report;
         k.record.policy.deletion = manifests::Deletion::Delete;
         k.record.policy.on_failed = manifests::OnFailed::Recreate;
       },
       [](Situation& s) {
         s.adoption = manifests::Adoption::Never;
         s.drift = manifests::Drift::Report;
         s.deletion = manifests::Deletion::Delete;
         s.on_failed = manifests::OnFailed::Recreate;
       }},
      {"suspended in its manifest",
       [](Known& k) {
         k.record.policy.suspend = manifests::Suspension{"", "", kNow.wall + 1ms};
       },
       [](Situation& s) { s.suspended = true; }},
      {"suspended by command", [](Known& k) { k.record.suspend = manifests::Suspension{}; },
       [](Situation& s) { s.suspended = true; }},
      {"suspended until now: not any more",
       [](Known& k) {
         k.record.suspend = manifests::Suspension{"", "", kNow.wall};
       },
       [](Situation&) {}},
      {"imported by a person who was shown this cluster under this declaration",
       [](Known& k) {
         k.exists();
         k.record.digest = 7;
         k.record.adopt_once = AdoptOnce{k.seen.create_time, 7};
       },
       [](Situation& s) {
         s.knowledge = Knowledge::Listed;
         s.state = ClusterState::Ready;
         s.adoption = manifests::Adoption::Always;
       }},
      {"imported under another declaration",
       [](Known& k) {
         k.exists();
         k.record.digest = 8;
         k.record.adopt_once = AdoptOnce{k.seen.create_time, 7};
       },
       [](Situation& s) {
         s.knowledge = Knowledge::Listed;
         s.state = ClusterState::Ready;
       }},
  });
}

TEST(Situation, WhatWasRead) {
  const auto listed = [](Situation& s) {
    s.knowledge = Knowledge::Listed;
    s.state = ClusterState::Ready;
  };
  const auto read = [](Situation& s) {
    s.knowledge = Knowledge::Read;
    s.state = ClusterState::Ready;
  };
  const auto differs = [listed](Match match) {
    return [listed, match](Situation& s) {
      listed(s);
      s.match = match;
    };
  };
  check({
      {"a LIST lacks it", [](Known& k) { k.absent(); },
       [](Situation& s) { s.knowledge = Knowledge::MissingFromList; }},
      {"a GET said NOT_FOUND", [](Known& k) { k.absent(), k.seen.not_found = kNow.steady; },
       [](Situation& s) { s.knowledge = Knowledge::NotFound; }},
      {"both", [](Known& k) { k.absent(), k.seen.not_found = kNow.steady, k.seen.gone = true; },
       [](Situation& s) { s.knowledge = Knowledge::Gone; }},
      {"gone without any GET", [](Known& k) { k.absent(), k.seen.gone = true; },
       [](Situation& s) { s.knowledge = Knowledge::Gone; }},
      {"listed", [](Known& k) { k.exists(); }, listed},
      {"read by a GET ten seconds ago", [](Known& k) { k.exists(), k.seen.got = kNow.steady - 10s; }, read},
      {"read by a GET longer ago", [](Known& k) { k.exists(), k.seen.got = kNow.steady - 10s - 1ms; },
       listed},
      {"a mutable field differs",
       [](Known& k) {
         k.exists(), k.drift = {{"a", "a", "1", "2", false}};
       },
       differs(Match::MutableDiffers)},
      {"an immutable field differs too",
       [](Known& k) {
         k.exists();
         k.drift = {{"a", "a", "1", "2", false}, {"b", "b", "1", "2", true}};
       },
       differs(Match::ImmutableDiffers)},
      {"what differs says nothing of what does not exist",
       [](Known& k) {
         k.absent(), k.drift = {{"a", "a", "1", "2", true}};
       },
       [](Situation& s) { s.knowledge = Knowledge::MissingFromList; }},
  });
}

TEST(Situation, WhoseItIs) {
  const auto there = [](ClusterState state) {
    return [state](Situation& s) {
      s.knowledge = Knowledge::Listed;
      s.state = state;
    };
  };
  const auto ready = there(ClusterState::Ready);
  check({
      {"owned, not seen", [](Known& k) { k.record.owned = true; }, owned},
      {"owned, and what exists is that one",
       [](Known& k) { k.exists(), k.record.owned = true, k.record.incarnation = k.seen.create_time; },
       [ready](Situation& s) { ready(s), owned(s); }},
      {"owned, and another stands there now",
       [](Known& k) { k.exists(), k.record.owned = true, k.record.incarnation = kNow.wall - 1h; },
       [ready](Situation& s) { ready(s), s.ever_seen = true; }},
      {"owned, and it was READY", [](Known& k) { k.record.owned = k.record.was_ready = true; },
       [](Situation& s) { owned(s), s.was_ready = true; }},
      {"what was READY was another",
       [](Known& k) {
         k.exists();
         k.record.owned = k.record.was_ready = true;
         k.record.incarnation = kNow.wall - 1h;
       },
       [ready](Situation& s) { ready(s), s.ever_seen = true; }},
      {"seen before", [](Known& k) { k.record.ever_seen = true; }, [](Situation& s) { s.ever_seen = true; }},
      {"a create is open", [](Known& k) { k.intends(api::Verb::Create); },
       [](Situation& s) {
         s.ownership = Ownership::Attempted;
         s.ever_seen = s.attempt_open = true;
       }},
      {"an update of what is not ours is no attempt to have it",
       [](Known& k) { k.intends(api::Verb::Update); },
       [](Situation& s) { s.ever_seen = s.attempt_open = true; }},
      {"a create lost its answer, and what exists came from it", [](Known& k) { k.lost_create(); },
       [there](Situation& s) {
         there(ClusterState::Creating)(s);
         s.ownership = Ownership::Attempted;
         s.ever_seen = s.attempt_open = s.matches_attempt = true;
       }},
      {"a create lost its answer, and what exists is older",
       [](Known& k) { k.lost_create(), k.seen.create_time = kNow.wall - 3min; },
       [there](Situation& s) {
         there(ClusterState::Creating)(s);
         s.ownership = Ownership::Attempted;
         s.ever_seen = s.attempt_open = true;
       }},
  });
}

TEST(Situation, WhatBecameOfOurCalls) {
  const auto deleting = [](Known& k) -> Intent& {
    k.exists();
    k.record.owned = true;
    k.lag_until = k.seen.began + 1ms;
    return k.intends(api::Verb::Delete);
  };
  const auto deleted = [](Situation& s) {
    owned(s);
    s.knowledge = Knowledge::Listed;
    s.state = ClusterState::Ready;
    s.attempt_open = s.deleting_by_us = true;
  };
  check({
      {"the declaration changed since it was applied", [](Known& k) { k.record.generation = 2; },
       [](Situation& s) { s.change_declared = true; }},
      {"read a moment before our requests have settled",
       [](Known& k) { k.absent(), k.blind_until = k.seen.began - kRequestsSettle + 1ms; },
       [](Situation& s) { s.knowledge = Knowledge::MissingFromList, s.attempt_settled = false; }},
      {"read just when our requests have settled",
       [](Known& k) { k.absent(), k.blind_until = k.seen.began - kRequestsSettle; },
       [](Situation& s) { s.knowledge = Knowledge::MissingFromList; }},
      {"our delete is open", [&](Known& k) { deleting(k); }, deleted},
      {"our delete was accepted, and the read may lag", [&](Known& k) { deleting(k).accepted = true; },
       [&](Situation& s) { deleted(s), s.delete_accepted = true; }},
      {"our delete was accepted, and the read cannot lag",
       [&](Known& k) { deleting(k).accepted = true, k.lag_until = k.seen.began; }, deleted},
      {"set twice and changed back", [](Known& k) { k.record.bounces = 2; }, [](Situation&) {}},
      {"set three times and changed back", [](Known& k) { k.record.bounces = 3; },
       [](Situation& s) { s.bouncing = true; }},
      {"FAILED a moment too short ago", [](Known& k) { k.failed_since = kNow.steady - 5min + 1ms; },
       [](Situation&) {}},
      {"FAILED long enough ago", [](Known& k) { k.failed_since = kNow.steady - 5min; },
       [](Situation& s) { s.recreate_due = true; }},
      {"FAILED again: twice as long",
       [](Known& k) { k.failed_since = kNow.steady - 10min + 1ms, k.record.recreations = 1; },
       [](Situation&) {}},
      {"FAILED many times: not for ever",
       [](Known& k) { k.failed_since = kNow.steady - 15min, k.record.recreations = 20; },
       [](Situation& s) { s.recreate_due = true; }},
  });
}

}  // namespace
}  // namespace fwop::controller
