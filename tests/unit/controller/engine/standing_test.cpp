#include "controller/engine/standing.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "decide_printing.hpp"

namespace fwop::controller {

void PrintTo(const Standing& standing, std::ostream* out) {
  *out << to_string(standing.verdict) << ' ' << catalogue_entry(standing.reason).name << ": "
       << standing.message;
}

namespace {

using namespace std::chrono_literals;
using api::ErrorKind;

const WallTime kWall{std::chrono::hours(24 * 365 * 56)};
constexpr bool kStalled = true;
constexpr bool kMoves = false;

struct Row {
  const char* name;
  StandingFacts facts;
  Standing standing;
  bool stalled;
};

std::string meaning(Reason reason) { return std::string(catalogue_entry(reason).meaning); }

const api::Error* error_of(ErrorKind kind) {
  static std::map<ErrorKind, api::Error> errors;
  api::Error& error = errors[kind];
  error.kind = kind;
  error.message = "no";
  return &error;
}

const std::vector<api::FieldDifference>* two_fields() {
  static const std::vector<api::FieldDifference> drift = {{"displayName", "display_name", "b", "a", false},
                                                          {"eksCluster.region", "region", "eu", "us", true}};
  return &drift;
}

/// Seen just now, and to be handled so.
StandingFacts seen(Action action, Reason reason) {
  StandingFacts facts;
  facts.decision = {action, reason};
  facts.was_read = true;
  facts.exists = true;
  facts.read_at = kWall;
  facts.age = 0s;
  facts.staleness_limit = 5min;
  return facts;
}
StandingFacts seen(Action action, Reason reason, const std::function<void(StandingFacts&)>& how) {
  StandingFacts facts = seen(action, reason);
  how(facts);
  return facts;
}
StandingFacts missing(Action action, Reason reason) {
  StandingFacts facts = seen(action, reason);
  facts.exists = false;
  return facts;
}
StandingFacts holding(Reason reason, const std::function<void(StandingFacts&)>& how) {
  return seen(Action::Hold, reason, how);
}
StandingFacts never_seen() {
  StandingFacts facts;
  facts.decision = {Action::Observe, Reason::NotObservedYet};
  facts.staleness_limit = 5min;
  return facts;
}
StandingFacts never_seen(const std::function<void(StandingFacts&)>& how) {
  StandingFacts facts = never_seen();
  how(facts);
  return facts;
}
StandingFacts failing(ErrorKind kind, bool exists, bool terminal = false, std::uint32_t failures = 1) {
  StandingFacts facts =
      exists ? seen(Action::Update, Reason::UpdatePending) : missing(Action::Create, Reason::CreatePending);
  facts.last_error = error_of(kind);
  facts.failures = failures;
  facts.terminal = terminal;
  return facts;
}
StandingFacts::ClosedGate shut(Reason reason, std::uint32_t failures = 1) {
  return {reason, "it says no", failures};
}
StandingFacts refused(Reason reason, std::uint32_t failures) {
  return seen(Action::Wait, Reason::Creating,
              [&](StandingFacts& f) { f.reads_closed = shut(reason, failures); });
}
HeldChange by_brake() {
  return {.verb = api::Verb::Delete, .cause = HeldChange::Cause::Brake, .used = 1, .limit = 1};
}
HeldChange by_grace() {
  return {.verb = api::Verb::Delete,
          .cause = HeldChange::Cause::Grace,
          .since = kWall,
          .due_at = kWall + 10min,
          .place = "a.yaml:1"};
}
StandingFacts::ChangesHeld plan_hold() { return {Reason::PlanNotApproved, "not approved", true}; }
StandingFacts::ChangesHeld journal_hold() { return {Reason::JournalUnavailable, "disk full", false}; }

std::vector<Row> fresh_and_stale() {
  const Standing stale{Verdict::Unknown, Reason::ObservationStale, "not seen for too long"};
  return {
      {"at rest",
       seen(Action::Rest, Reason::AsDeclared),
       {Verdict::Ready, Reason::AsDeclared, "READY as declared"},
       kMoves},
      {"just as old as it may be",
       seen(Action::Rest, Reason::AsDeclared, [](StandingFacts& f) { f.age = f.staleness_limit; }),
       {Verdict::Ready, Reason::AsDeclared, "READY as declared"},
       kMoves},
      {"a moment older",
       seen(Action::Rest, Reason::AsDeclared, [](StandingFacts& f) { f.age = f.staleness_limit + 1ns; }),
       stale, kMoves},
      {"nothing read since our attempt ended long ago", never_seen([](StandingFacts& f) {
         f.age = 1h;
         f.decision = {Action::Observe, Reason::VerifyingAttempt};
       }),
       stale, kMoves},
      {"a person has to decide, but on what was seen long ago",
       holding(Reason::ClusterFailed, [](StandingFacts& f) { f.age = 1h; }), stale, kStalled},
      {"stale, because the API does not answer",
       seen(Action::Rest, Reason::AsDeclared,
            [](StandingFacts& f) {
              f.age = 1h;
              f.reads_closed = shut(Reason::ApiUnavailable);
            }),
       {Verdict::Unknown, Reason::ApiUnavailable,
        "it says no; its state was last read at " + format_rfc3339(kWall)},
       kMoves},
      {"stale and never read, because the API does not answer",
       never_seen([](StandingFacts& f) {
         f.age = 1h;
         f.reads_closed = shut(Reason::ApiUnreachable);
       }),
       {Verdict::Unknown, Reason::ApiUnreachable, "it says no"},
       kMoves},
      {"at rest, and the gate is shut since a moment ago",
       seen(Action::Rest, Reason::AsDeclared,
            [](StandingFacts& f) { f.reads_closed = shut(Reason::Unauthenticated, 2); }),
       {Verdict::Ready, Reason::AsDeclared, "READY as declared"},
       kMoves},
      {"suspended, however old",
       holding(Reason::Suspended, [](StandingFacts& f) { f.age = 1h; }),
       {Verdict::Suspended, Reason::Suspended, "the suspension is over"},
       kMoves},
      {"never seen", never_seen(), {Verdict::Unknown, Reason::NotObservedYet, "not observed yet"}, kMoves},
      {"never seen, and the list does not end",
       never_seen([](StandingFacts& f) { f.list_problem = "it breaks off"; }),
       {Verdict::Unknown, Reason::NotObservedYet, "the clusters cannot be listed: it breaks off"},
       kMoves},
      {"never seen, and the gate is shut",
       never_seen([](StandingFacts& f) { f.reads_closed = shut(Reason::ApiUnreachable); }),
       {Verdict::Unknown, Reason::ApiUnreachable, "it says no"},
       kMoves},
  };
}

std::vector<Row> on_its_way() {
  std::vector<Row> rows;
  const std::pair<Action, Reason> absent[] = {
      {Action::Confirm, Reason::ConfirmingAbsence}, {Action::Recount, Reason::ConfirmingAbsence},
      {Action::Observe, Reason::VerifyingAttempt},  {Action::Create, Reason::CreatePending},
      {Action::Create, Reason::Recreating},
  };
  for (const auto& [action, reason] : absent) {
    rows.push_back({"absent, on its way",
                    missing(action, reason),
                    {Verdict::Progressing, reason, meaning(reason)},
                    kMoves});
  }
  const std::pair<Action, Reason> present[] = {
      {Action::Confirm, Reason::ReadingBeforeChange},
      {Action::Update, Reason::UpdatePending},
      {Action::Delete, Reason::DeletePending},
      {Action::Delete, Reason::Recreating},
      {Action::Wait, Reason::Deleting},
      {Action::Wait, Reason::WaitingToRecreate},
      {Action::Adopt, Reason::Adopting},
  };
  for (const auto& [action, reason] : present) {
    rows.push_back(
        {"there, on its way", seen(action, reason), {Verdict::Progressing, reason, meaning(reason)}, kMoves});
  }
  const auto coming_up = [](WallTime::duration since, std::string_view says = "") {
    return seen(Action::Wait, Reason::Creating, [&](StandingFacts& f) {
      f.coming_up_for = since;
      f.usual = 20min;
      f.status_message = says;
    });
  };
  rows.push_back(
      {"coming up", coming_up(1min), {Verdict::Progressing, Reason::Creating, "coming up"}, kMoves});
  rows.push_back({"coming up, and the API says more",
                  coming_up(1min, "nodes join"),
                  {Verdict::Progressing, Reason::Creating, "nodes join"},
                  kMoves});
  rows.push_back({"coming up for as long as usual",
                  coming_up(20min),
                  {Verdict::Progressing, Reason::Creating, "coming up"},
                  kMoves});
  rows.push_back({"coming up for a moment longer than usual",
                  coming_up(20min + 1ns),
                  {Verdict::Progressing, Reason::SlowerThanUsual, "coming up"},
                  kMoves});
  rows.push_back({"coming up, and nobody knows since when",
                  seen(Action::Wait, Reason::Creating, [](StandingFacts& f) { f.usual = 20min; }),
                  {Verdict::Progressing, Reason::Creating, "coming up"},
                  kMoves});
  rows.push_back({"said to come up, and not there",
                  missing(Action::Wait, Reason::Creating),
                  {Verdict::Progressing, Reason::Creating, meaning(Reason::Creating)},
                  kMoves});
  return rows;
}

std::vector<Row> held_by_a_decision() {
  static const manifests::Suspension by_ops{"maintenance", "ops", std::nullopt};
  static const manifests::Suspension in_manifest{"later", "", kWall};
  static std::vector<api::FieldDifference> many(6, {"f", "f", "1", "2", false});
  const auto differs = [](StandingFacts& f) { f.drift = two_fields(); };
  const std::string both =
      "displayName is \"a\", declared \"b\", eksCluster.region is \"us\", declared \"eu\"";
  const auto degraded = [](Reason reason, std::string message) {
    return Standing{Verdict::Degraded, reason, std::move(message)};
  };
  return {
      {"FAILED",
       holding(Reason::ClusterFailed, [](StandingFacts& f) { f.status_code = "INTERNAL"; }),
       {Verdict::Failed, Reason::ClusterFailed, "FAILED: INTERNAL"},
       kStalled},
      {"FAILED with a message, and not ours",
       holding(Reason::ExistsFailed,
               [](StandingFacts& f) { f.status_code = "INTERNAL", f.status_message = "no quota"; }),
       {Verdict::Failed, Reason::ExistsFailed, "FAILED: INTERNAL: no quota"},
       kStalled},
      {"another of that id", holding(Reason::ExistsDifferent, differs),
       degraded(Reason::ExistsDifferent, "a cluster of this id exists and differs: " + both), kStalled},
      {"many fields differ", holding(Reason::DriftReported, [](StandingFacts& f) { f.drift = &many; }),
       degraded(
           Reason::DriftReported,
           "drifted: f is \"2\", declared \"1\", f is \"2\", declared \"1\", f is \"2\", declared \"1\", f "
           "is \"2\", declared \"1\", f is \"2\", declared \"1\", …"),
       kStalled},
      {"not ours", holding(Reason::ExistsUnmanaged, [](StandingFacts&) {}),
       degraded(Reason::ExistsUnmanaged, "a cluster of this id exists and is not ours; adoption is Never"),
       kStalled},
      {"not ours, as far as we know",
       holding(Reason::ExistsUnmanaged,
               [](StandingFacts& f) { f.create_lost_answer = true, f.cluster_id = "c1"; }),
       degraded(Reason::ExistsUnmanaged,
                "a cluster of this id exists and is not ours; adoption is Never (a create of ours lost its "
                "answer and may have made it: `import c1` takes it over)"),
       kStalled},
      {"an immutable field", holding(Reason::ImmutableFieldDiffers, differs),
       degraded(Reason::ImmutableFieldDiffers,
                "cannot be changed after create: eksCluster.region is \"us\", declared \"eu\""),
       kStalled},
      {"drift under Report", holding(Reason::DriftReported, differs),
       degraded(Reason::DriftReported, "drifted: " + both), kStalled},
      {"a value that comes back", holding(Reason::ValueBouncesBack, differs),
       degraded(Reason::ValueBouncesBack, "set again and again, and changed back: " + both), kStalled},
      {"gone under Report", missing(Action::Hold, Reason::DeletedOutOfBand),
       degraded(Reason::DeletedOutOfBand,
                "deleted by somebody else; drift is Report, so it is not created again"),
       kStalled},
      {"declared twice", holding(Reason::DuplicateDeclaration, [](StandingFacts& f) { f.dispute = "a:1"; }),
       degraded(Reason::DuplicateDeclaration, "declared more than once: a:1"), kStalled},
      {"suspended by command",
       holding(Reason::Suspended, [](StandingFacts& f) { f.suspended_by_command = &by_ops; }),
       {Verdict::Suspended, Reason::Suspended, "suspended by command by ops: maintenance"},
       kMoves},
      {"suspended in its manifest",
       holding(Reason::Suspended, [](StandingFacts& f) { f.suspended_in_manifest = &in_manifest; }),
       {Verdict::Suspended, Reason::Suspended,
        "suspended in its manifest: later (until " + format_rfc3339(kWall) + ")"},
       kMoves},
      {"suspended by both",
       holding(Reason::Suspended,
               [](StandingFacts& f) {
                 f.suspended_by_command = &by_ops;
                 f.suspended_in_manifest = &in_manifest;
               }),
       {Verdict::Suspended, Reason::Suspended,
        "suspended by command by ops: maintenance; suspended in its manifest: later (until " +
            format_rfc3339(kWall) + ")"},
       kMoves},
      {"the manifest may be gone",
       holding(Reason::RemovalHeld, [](StandingFacts& f) { f.removal_hold = "a.yaml is broken"; }),
       degraded(Reason::RemovalHeld, "a.yaml is broken"), kMoves},
      {"the manifest is gone, and its cluster is to go",
       holding(Reason::RemovalPending, [](StandingFacts& f) { f.held = by_grace(); }),
       degraded(Reason::RemovalPending, hold_text(by_grace())), kMoves},
      {"the manifest is gone, and its cluster stays",
       holding(Reason::RemovalPending, [](StandingFacts& f) { f.unmanaged_at = kWall; }),
       degraded(Reason::RemovalPending,
                "the manifest is gone; the cluster stays, and is not managed any more from " +
                    format_rfc3339(kWall)),
       kMoves},
  };
}

std::vector<Row> held_on_the_way() {
  const auto update = [](const std::function<void(StandingFacts&)>& how) {
    return seen(Action::Update, Reason::UpdatePending, how);
  };
  const Standing braked{Verdict::Degraded, Reason::BrakeEngaged, hold_text(by_brake())};
  const Standing unapproved{Verdict::Degraded, Reason::PlanNotApproved, "not approved"};
  return {
      {"held by the brake, whatever else is",
       seen(Action::Delete, Reason::DeletePending,
            [](StandingFacts& f) {
              f.held = by_brake();
              f.changes_held = plan_hold();
              f.reads_closed = shut(Reason::Throttled);
            }),
       braked, kStalled},
      {"held by the brake, and read before it can change",
       seen(Action::Confirm, Reason::ReadingBeforeChange, [](StandingFacts& f) { f.held = by_brake(); }),
       braked, kStalled},
      {"at rest, the brake holds nothing",
       seen(Action::Rest, Reason::AsDeclared, [](StandingFacts& f) { f.held = by_brake(); }),
       {Verdict::Ready, Reason::AsDeclared, "READY as declared"},
       kMoves},
      {"a change that a plan holds", update([](StandingFacts& f) { f.changes_held = plan_hold(); }),
       unapproved, kStalled},
      {"a change that a plan holds, while the API does not answer", update([](StandingFacts& f) {
         f.changes_held = plan_hold();
         f.reads_closed = shut(Reason::ApiUnreachable);
       }),
       unapproved, kStalled},
      {"the read before a change that a plan holds",
       seen(Action::Confirm, Reason::ReadingBeforeChange,
            [](StandingFacts& f) { f.changes_held = plan_hold(); }),
       unapproved, kStalled},
      {"no change, so nothing is held",
       seen(Action::Wait, Reason::Deleting, [](StandingFacts& f) { f.changes_held = plan_hold(); }),
       {Verdict::Progressing, Reason::Deleting, meaning(Reason::Deleting)},
       kMoves},
      {"a change that the journal holds for a while",
       update([](StandingFacts& f) { f.changes_held = journal_hold(); }),
       {Verdict::Degraded, Reason::JournalUnavailable, "disk full"},
       kMoves},
      {"a change whose record the journal refused",
       update([](StandingFacts& f) { f.record_refused = "not this one"; }),
       {Verdict::Degraded, Reason::JournalUnavailable, "not this one"},
       kMoves},
      {"no change, so a refused record is no matter",
       seen(Action::Wait, Reason::Deleting, [](StandingFacts& f) { f.record_refused = "not this one"; }),
       {Verdict::Progressing, Reason::Deleting, meaning(Reason::Deleting)},
       kMoves},
      {"a change that a shut gate keeps",
       update([](StandingFacts& f) { f.changes_closed = shut(Reason::Throttled, 5); }),
       {Verdict::Progressing, Reason::Throttled, "it says no"},
       kMoves},
      {"a gate for changes keeps nothing else",
       seen(Action::Wait, Reason::Deleting,
            [](StandingFacts& f) { f.changes_closed = shut(Reason::PermissionDenied, 5); }),
       {Verdict::Progressing, Reason::Deleting, meaning(Reason::Deleting)},
       kMoves},
      {"both gates are shut: reads come first",
       update([](StandingFacts& f) {
         f.reads_closed = shut(Reason::ApiUnreachable, 5);
         f.changes_closed = shut(Reason::Unauthenticated, 5);
       }),
       {Verdict::Progressing, Reason::ApiUnreachable, "it says no"},
       kMoves},
      {"refused once",
       refused(Reason::Unauthenticated, 1),
       {Verdict::Progressing, Reason::Unauthenticated, "it says no"},
       kMoves},
      {"refused twice",
       refused(Reason::Unauthenticated, 2),
       {Verdict::Progressing, Reason::Unauthenticated, "it says no"},
       kStalled},
      {"forbidden twice",
       refused(Reason::PermissionDenied, 2),
       {Verdict::Progressing, Reason::PermissionDenied, "it says no"},
       kStalled},
      {"no such account, twice",
       refused(Reason::AccountNotFound, 2),
       {Verdict::Progressing, Reason::AccountNotFound, "it says no"},
       kStalled},
      {"unsupported twice",
       refused(Reason::UnsupportedByApi, 2),
       {Verdict::Progressing, Reason::UnsupportedByApi, "it says no"},
       kStalled},
      {"rejected twice",
       refused(Reason::RequestRejected, 2),
       {Verdict::Progressing, Reason::RequestRejected, "it says no"},
       kStalled},
      {"unavailable is no refusal",
       refused(Reason::ApiUnavailable, 9),
       {Verdict::Progressing, Reason::ApiUnavailable, "it says no"},
       kMoves},
  };
}

std::vector<Row> failing_itself() {
  std::vector<Row> rows;
  const std::pair<ErrorKind, Reason> kinds[] = {
      {ErrorKind::Unreachable, Reason::ApiUnreachable},
      {ErrorKind::Lost, Reason::AnswerLost},
      {ErrorKind::Cancelled, Reason::AnswerLost},
      {ErrorKind::Unavailable, Reason::ApiUnavailable},
      {ErrorKind::Aborted, Reason::ApiUnavailable},
      {ErrorKind::Throttled, Reason::Throttled},
      {ErrorKind::Unauthenticated, Reason::Unauthenticated},
      {ErrorKind::PermissionDenied, Reason::PermissionDenied},
      {ErrorKind::NotFound, Reason::AccountNotFound},
      {ErrorKind::AlreadyExists, Reason::ExistsUnmanaged},
      {ErrorKind::Precondition, Reason::PreconditionFailed},
      {ErrorKind::Invalid, Reason::RequestRejected},
      {ErrorKind::Unsupported, Reason::UnsupportedByApi},
  };
  for (const auto& [kind, reason] : kinds) {
    rows.push_back({"failed once",
                    failing(kind, true),
                    {Verdict::Progressing, reason, api::to_string(*error_of(kind))},
                    kMoves});
  }
  const std::string text = api::to_string(*error_of(ErrorKind::Invalid));
  rows.push_back({"failed again",
                  failing(ErrorKind::Invalid, true, false, 2),
                  {Verdict::Progressing, Reason::RequestRejected, text + " (2 times in a row)"},
                  kMoves});
  rows.push_back({"its update is refused for good",
                  failing(ErrorKind::Invalid, true, true),
                  {Verdict::Degraded, Reason::RequestRejected, text},
                  kStalled});
  rows.push_back({"its create is refused for good",
                  failing(ErrorKind::Invalid, false, true),
                  {Verdict::Failed, Reason::RequestRejected, text},
                  kStalled});
  rows.push_back({"the error of a call that failed before is none of now",
                  failing(ErrorKind::Invalid, true, false, 0),
                  {Verdict::Progressing, Reason::UpdatePending, meaning(Reason::UpdatePending)},
                  kMoves});
  return rows;
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (auto part :
       {fresh_and_stale(), on_its_way(), held_by_a_decision(), held_on_the_way(), failing_itself()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(StandingTable, SaysOfEachCluster) {
  for (const Row& row : all_rows())
    EXPECT_EQ(standing_of(row.facts), row.standing) << row.name << ": " << row.facts.decision;
}

TEST(StandingTable, SaysWhetherAPersonIsNeeded) {
  for (const Row& row : all_rows())
    EXPECT_EQ(is_stalled(row.facts), row.stalled) << row.name << ": " << row.facts.decision;
}

/// Those that are said of events, of the journal and of the source, not of a cluster.
bool is_no_standing(Reason reason) {
  switch (reason) {
    case Reason::Released:
    case Reason::Deleted:
    case Reason::Abandoned:
    case Reason::Resumed:
    case Reason::HoldReleased: return true;
    default: return reason > Reason::JournalUnavailable;
  }
}

TEST(StandingTable, HasEachVerdictAndEachReason) {
  std::set<Verdict> verdicts;
  std::set<Reason> reasons;
  for (const Row& row : all_rows()) {
    verdicts.insert(row.standing.verdict);
    reasons.insert(row.standing.reason);
  }
  EXPECT_EQ(verdicts.size(), kAllVerdicts.size());
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(reasons.contains(reason), !is_no_standing(reason)) << catalogue_entry(reason).name;
  }
}

}  // namespace
}  // namespace fwop::controller
