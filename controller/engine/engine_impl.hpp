#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "api/base/random.hpp"
#include "controller/engine/account.hpp"
#include "controller/engine/brake.hpp"
#include "controller/engine/changes.hpp"
#include "controller/engine/engine.hpp"
#include "controller/engine/entry.hpp"
#include "controller/engine/failure.hpp"
#include "controller/engine/holds.hpp"
#include "controller/engine/ready_history.hpp"
#include "controller/engine/situation.hpp"
#include "controller/engine/standing.hpp"
#include "controller/engine/suspension.hpp"

namespace fwop::controller {

/// How long a read may lag behind our own change: kLagAfterCreate after a create that the server accepted,
/// kLagAfterChange after an update, a delete, or a create whose answer was lost.
inline constexpr Duration kLagAfterCreate = std::chrono::minutes(2);
inline constexpr Duration kLagAfterChange = std::chrono::seconds(20);

/// The implementation of Engine. Parts that stand alone have their own file and test (situation, decide,
/// standing, Sweep, Changes, Holds, Brake, …). The methods here join them; each file has one job:
///   inputs.cpp     completed calls, ticks, requests to reconcile now; the effects
///   desire.cpp     turns a snapshot into entries
///   reconcile.cpp  from facts to a decision and its consequences
///   schedule.cpp   when and by which queue a decision is carried out
///   dispatch.cpp   which call goes next, under gate, budget, brake and queue
///   exchange.cpp   what an answer says about the account, and back-off
///   read.cpp       what a read says about a cluster
///   outcome.cpp    what the end of a create, update or delete means
///   listing.cpp    the paged LIST
///   holding.cpp    begin and end of holds, and the release of the brake
///   commands.cpp   a person's commands for one cluster: suspend, resume, abandon, import
///   publish.cpp    conditions, verdicts, events
///   view_of.cpp    views and statistics
/// engine.cpp holds the methods of Engine, which only call these.
class Engine::Impl {
 public:
  Impl(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now);

  // inputs.cpp
  void complete(CallId call, Outcome outcome, Now now);
  void tick(Now now);
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key, Now now);
  Effects take_effects(Now now);
  void stop() { stopped_ = true; }

  // holding.cpp
  std::vector<HeldChange> release_brake(const ReleaseCommand& command, Now now);
  /// Why all changes are held; nothing if they are not.
  [[nodiscard]] std::optional<StandingFacts::ChangesHeld> changes_held(Now now) const;
  void hold(HoldKind kind, std::string why, Now now);
  void release(HoldKind kind, Now now);

  // commands.cpp
  CommandResult execute(const api::ClusterKey& key, const Command& command, Now now);

  // desire.cpp
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot, Now now);

  // view_of.cpp
  [[nodiscard]] std::optional<HeldChange> held_change(const Entry& entry, Now now) const;
  /// For views. Cached for one moment, because it goes through the whole fleet.
  [[nodiscard]] const Brake::Usage& usage_shown(api::Verb verb, Now now) const;
  [[nodiscard]] ClusterView view(const Entry& entry, Now now) const;
  [[nodiscard]] std::map<Verdict, std::size_t> verdicts(Now now) const;
  [[nodiscard]] std::vector<AccountView> account_views(Now now) const;
  [[nodiscard]] EngineStats stats(Now now) const;
  [[nodiscard]] bool settled() const { return snapshot && unsettled_ == 0; }
  [[nodiscard]] bool observed_once() const;
  [[nodiscard]] bool removal_pending(const Entry& entry) const;

  std::set<std::unique_ptr<Entry>, EntryByKey> entries;
  std::shared_ptr<const manifests::Snapshot> snapshot;

 private:
  struct Pending {
    api::Verb verb;
    Entry* entry;  ///< Null for List.
    Account* account;
    Instant began;
    bool takes_slot = false;  ///< A change, or the read before it.
    bool first_page = false;  ///< Of a List.
  };

  // inputs.cpp
  Account& account_of(const std::string& account_id, Now now);
  /// By value: what the caller does with them may drop some.
  [[nodiscard]] std::vector<Entry*> entries_of(const Account& account) const;
  void drop_account_if_empty(const std::string& account_id);
  /// Marks the clusters whose view changed because of a hold or of other clusters.
  void mark_what_others_changed(Now now);
  void set_timer(Entry& entry, Instant at);
  void clear_timer(Entry& entry);

  // holding.cpp
  /// Recalls the call of that cluster, if it would change something and was not sent yet.
  void recall_change(const Entry& entry);
  /// Reconciles every cluster that is about to be changed.
  void reconcile_changes(Now now);

  // commands.cpp
  CommandResult carry_out(Entry& entry, const SuspendCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const ResumeCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const AbandonCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const ImportCommand& command, Now now);
  /// Why it cannot be abandoned or imported now; nothing if it can.
  [[nodiscard]] std::optional<std::string> not_to_abandon(const Entry& entry) const;
  [[nodiscard]] std::optional<std::string> not_to_import(const Entry& entry, Now now) const;
  void end_suspension(Entry& entry, Now now);

  // desire.cpp
  Entry& entry_of(const api::ClusterKey& key, Now now);
  void declare(Entry& entry, std::shared_ptr<const manifests::Manifest> manifest, Now now);
  void drop(Entry& entry);
  void note_declared(const Entry& entry, const api::ClusterSpec* before, Now now);
  /// Emits an event that says what follows from the removed manifest, and when.
  void note_removal(const Entry& entry, Now now);

  // reconcile.cpp
  void reconcile(Entry& entry, Now now);
  void adopt(Entry& entry, bool from_attempt, Now now);
  void note_as_declared(Entry& entry, Now now);
  void note_ready(Entry& entry, Now now);
  void forget(Entry& entry, Reason reason, Now now);
  void compare_with_declared(Entry& entry);
  /// How long a manifest must be gone before the removal counts.
  [[nodiscard]] Duration removal_wait() const;
  /// Call when the manifest is back, or when it is uncertain that it is gone.
  static void end_removal(Entry& entry);
  [[nodiscard]] Situation situation(const Entry& entry, Now now) const;

  // schedule.cpp
  /// Puts the cluster into the queue, or sets the timer, that its decision asks for.
  void schedule(Entry& entry, Now now);
  void schedule_change(Entry& entry, Now now);
  void enqueue(WorkQueue<Entry*>& queue, Entry& entry, Now now);
  void unqueue(Entry& entry);
  /// The cluster gives up its place in Account::continuing: no change follows its read.
  static void unqueue_slot(Entry& entry);
  [[nodiscard]] std::optional<Instant> next_wake(Now now) const;
  [[nodiscard]] std::optional<Instant> next_wake(const Account& account, Now now) const;
  [[nodiscard]] Instant next_look(const Entry& entry, Now now) const;
  [[nodiscard]] Priority priority_of(const Entry& entry) const;
  [[nodiscard]] std::optional<ReadyEstimate> estimate_for(const Entry& entry) const;

  // dispatch.cpp
  void pump(Account& account, Now now);
  void pump_all(Now now);
  /// Takes the next cluster out of its queue. Returns it, and since when it has waited.
  std::optional<std::pair<Entry*, Instant>> take_next(Account& account, Now now);
  /// Decides again, because time has passed in the queue, and emits the call that follows.
  void take_next_step(Entry& entry, Instant queued_at, Now now);
  /// Adds the call to the effects, with its intent if it changes something.
  void emit_call(Entry& entry, api::Verb verb, Instant queued_at, Now now);
  void write_intent(Entry& entry, api::Verb verb, Now now);
  [[nodiscard]] bool may_change(Entry& entry, api::Verb verb, Now now);
  [[nodiscard]] Brake::Owned owned() const;
  /// Removes the newest such mark of the cluster from the brake's count. Returns its time; nothing if there
  /// was none.
  std::optional<WallTime> uncount(const Entry& entry, api::Verb verb);
  /// The journal already holds an intent for exactly this change: this is a retry.
  [[nodiscard]] static bool is_attempted(const Entry& entry, api::Verb verb);
  /// True if the last read began after every create of the open intent had arrived or failed, and shows no
  /// cluster. What appears later is not their work.
  [[nodiscard]] static bool attempts_made_nothing(const Entry& entry);
  [[nodiscard]] bool has_room(const Account& account, Now now) const;

  // exchange.cpp
  void note_exchange(Account& account, const Pending& pending, const Outcome& outcome, Now now);
  /// For the log; see Effects::account_events.
  void account_event(const Account& account, EventType type, Reason reason, std::string message,
                     Duration retry_in = Duration(0));
  void close_gate(Account& account, AccountGate& gate, const Pending& pending, const api::Error& error,
                  Now now);
  void reconcile_all(Account& account, Now now);
  void note_failure(Entry& entry, api::Verb verb, const api::Error& error, Now now);
  void finish_reconcile(Entry& entry, const Outcome& outcome, Now now);

  // read.cpp
  void outcome_of_read(Entry& entry, Instant began, const Outcome& outcome, Now now);
  /// True if a read started at `began` may replace `seen`: it is later than our last changing call and not
  /// older than `seen` itself.
  static bool may_replace_seen(const Entry& entry, Instant began);
  /// True if a read started at `began` was started after our last changing call had ended.
  static bool began_after_our_change(const Entry& entry, Instant began);
  /// Takes in a read that shows the cluster. True if something may follow from it.
  bool note_present(Entry& entry, const api::Cluster& cluster, bool by_get, Instant began, Now now);
  /// Learns how the server spells the account, from the name of a cluster that it answered with.
  static void note_spelling(Account& account, const std::string& name);
  /// Takes in a read that lacks the cluster: a GET that says NOT_FOUND, or a complete LIST. True if it
  /// counts.
  bool note_missing(Entry& entry, bool by_get, Instant began, Now now);

  // outcome.cpp
  /// Does what is common to the end of every changing call. False if the call was not sent: then there is no
  /// more to do.
  bool attempt_ended(Entry& entry, const Outcome& outcome, Now now);
  /// Resets the failures: the next call needs no back-off.
  void end_failures(Entry& entry);
  /// The create that ended at `blind_until` lost its answer: it may have taken effect, or may still.
  static void note_lost_answer(Entry& entry);
  /// Makes the same change wait before it is sent again, although nothing failed: avoids a tight loop.
  void delay_repetition(Entry& entry, api::Verb verb, Now now);
  void outcome_of_create(Entry& entry, const Outcome& outcome, Now now);
  void outcome_of_update(Entry& entry, const Outcome& outcome, Now now);
  void outcome_of_delete(Entry& entry, const Outcome& outcome, Now now);
  /// The call was not sent: restores the record as it was before.
  void take_back_attempt(Entry& entry, const NotSent& why, Now now);
  void create_answered(Entry& entry, const api::Cluster& cluster, Now now);

  // listing.cpp
  [[nodiscard]] std::size_t pages_of(const Account& account) const;
  [[nodiscard]] Duration sweep_gap(const Account& account) const;
  [[nodiscard]] bool look_by_sweep(const Account& account) const;
  void send_page(Account& account, Now now);
  /// Notes that a LIST of the account names that cluster. Returns its entry; null when it is none of ours.
  Entry* note_listed(Account& account, const std::string& cluster_id);
  /// Notes that a LIST names a cluster but shows nothing reliable of it: a GET is needed.
  void note_unreadable(Account& account, const api::ClusterKey& named, Instant began, Now now);
  void outcome_of_page(Account& account, Instant began, const Outcome& outcome, Now now);
  void finish_sweep(Account& account, Now now);
  /// `problem` is why it failed; empty when it was only cancelled.
  void abort_sweep(Account& account, std::string problem, Now now);
  /// Makes the next sweep begin as soon as pace and back-off allow.
  void hasten_sweep(Account& account, Now now) const;
  void use_last_sweep(Entry& entry, Now now);

  // publish.cpp
  /// Every input that concerns a cluster ends here: updates its standing and adds it to Effects::changed.
  void publish(Entry& entry, Now now);
  void publish_conditions(Entry& entry, Standing standing, bool stalled, Now now);
  [[nodiscard]] bool at_rest(const Entry& entry, bool stalled) const;
  [[nodiscard]] StandingFacts standing_facts(const Entry& entry, Now now) const;
  /// Adds the facts that only a decision to hold needs.
  void add_hold_facts(StandingFacts& facts, const Entry& entry, Now now) const;
  [[nodiscard]] static bool never_seen(const Entry& entry);
  [[nodiscard]] Duration staleness_limit() const;
  void publish_account(Account& account, Now now);
  void emit(const Entry& entry, EventType type, Reason reason, std::string message, Now now);

  // view_of.cpp
  [[nodiscard]] WallTime to_wall(Instant at, Now now) const;

  EngineOptions options_;
  Random random_;
  Brake brake_;
  struct UsageShown {
    api::Verb verb;
    Instant at;
    WallTime wall;
    std::uint64_t version;
    Brake::Usage usage;
  };
  mutable std::optional<UsageShown> usage_shown_;
  ReadyHistory ready_history_;
  Budget all_accounts_;
  std::string last_pumped_;  ///< The account that came first last time: they take turns.
  std::map<std::string, std::unique_ptr<Account>> accounts_;
  std::map<CallId, Pending> calls_;
  std::set<std::tuple<Instant, std::uint64_t, Entry*>> timers_;
  Changes changes_;
  /// Values that many views show, as of the last take_effects().
  struct Shown {
    std::optional<Holds::InForce> held;
    std::uint64_t brake_version = 0;
    std::size_t owned = 0;
  };
  Shown shown_;
  Effects effects_;
  CallId next_call_ = 1;
  std::uint64_t next_reconcile_ = 1;
  std::uint64_t next_ordinal_ = 1;
  bool stopped_ = false;
  Holds holds_;
  std::uint32_t journal_failures_ = 0;  ///< Calls in a row that the journal kept from being sent.
  std::size_t unsettled_ = 0;           ///< Entries that are not at rest.
  std::uint64_t queue_adds_ = 0;
  std::uint64_t queue_retries_ = 0;
  std::uint64_t brake_trips_ = 0;
};

}  // namespace fwop::controller
