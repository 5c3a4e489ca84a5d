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

/// How long a read may lag behind our own change. A create that the server said yes to exists; one whose
/// answer was lost is asked for again only after this.
inline constexpr Duration kLagAfterCreate = std::chrono::minutes(2);
inline constexpr Duration kLagAfterChange = std::chrono::seconds(20);

/// FILE:LINE.
std::string place_of(const manifests::Manifest& manifest);

/// The inside of the engine. Its methods are spread over one file a job:
///   engine.cpp           inputs and effects
///   engine_desire.cpp    a snapshot becomes entries
///   engine_reconcile.cpp from facts to a decision and its consequences
///   engine_schedule.cpp  when and by which queue a decision is carried out
///   engine_dispatch.cpp  which call goes next, under gate, budget, brake and queue
///   engine_exchange.cpp  what an answer says of the account, and back-off
///   engine_read.cpp      what a read says of a cluster
///   engine_outcome.cpp   what became of a change
///   engine_sweep.cpp     the paged LIST
///   engine_status.cpp    conditions, verdicts, events
///   engine_view.cpp      what people may know of all that: views, statistics
///   engine_command.cpp   what a person tells it: suspend, resume, abandon, import
class Engine::Impl {
 public:
  Impl(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now);

  // engine.cpp
  void complete(CallId call, Outcome outcome, Now now);
  void tick(Now now);
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key, Now now);
  std::vector<HeldChange> release_brake(const ReleaseCommand& command, Now now);
  void hold(HoldKind kind, std::string why, Now now);
  void release(HoldKind kind, Now now);
  Effects take_effects(Now now);
  void stop() { stopped_ = true; }

  // engine_command.cpp
  CommandResult tell(const api::ClusterKey& key, const Command& command, Now now);

  // engine_desire.cpp
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot, Now now);

  // engine_view.cpp
  [[nodiscard]] std::optional<HeldChange> held_change(const Entry& entry, Now now) const;
  /// For showing. Counted once for all clusters that are shown at one moment: it goes over the whole fleet.
  [[nodiscard]] const Brake::Usage& usage_shown(api::Verb verb, Now now) const;
  [[nodiscard]] ClusterView view(const Entry& entry, Now now) const;
  [[nodiscard]] std::map<Verdict, std::size_t> verdicts(Now now) const;
  [[nodiscard]] std::vector<AccountView> account_views(Now now) const;
  [[nodiscard]] EngineStats stats(Now now) const;
  [[nodiscard]] bool settled() const { return snapshot && unsettled_ == 0; }
  [[nodiscard]] bool observed_once() const;
  [[nodiscard]] bool removal_pending(const Entry& entry) const;

  /// By key, which is in the record.
  struct ByKey {
    using is_transparent = void;
    static const api::ClusterKey& key(const std::unique_ptr<Entry>& entry) { return entry->record.key; }
    static const api::ClusterKey& key(const api::ClusterKey& key) { return key; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return key(a) < key(b);
    }
  };
  std::set<std::unique_ptr<Entry>, ByKey> entries;
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

  // engine.cpp
  Account& account_of(const std::string& account_id, Now now);
  /// By value: what is done with them may drop some of them.
  [[nodiscard]] std::vector<Entry*> entries_of(const Account& account) const;
  void drop_account_if_empty(const std::string& account_id);
  /// Marks the clusters whose view depends on what became of others.
  void mark_what_others_changed(Now now);
  void set_timer(Entry& entry, Instant at);
  void clear_timer(Entry& entry);

  // holding.cpp
  /// Looks again at every cluster that is about to be changed.
  void reconcile_changes(Now now);
  /// Why every change is held; nothing when none is.
  [[nodiscard]] std::optional<StandingFacts::ChangesHeld> changes_held(Now now) const;

  // engine_command.cpp
  CommandResult carry_out(Entry& entry, const SuspendCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const ResumeCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const AbandonCommand& command, Now now);
  CommandResult carry_out(Entry& entry, const ImportCommand& command, Now now);
  /// Why it cannot be abandoned now; nothing when it can.
  [[nodiscard]] std::optional<std::string> not_to_abandon(const Entry& entry) const;
  [[nodiscard]] std::optional<std::string> not_to_import(const Entry& entry, Now now) const;
  void end_suspension(Entry& entry, Now now);

  // engine_desire.cpp
  Entry& entry_of(const api::ClusterKey& key, Now now);
  void declare(Entry& entry, std::shared_ptr<const manifests::Manifest> manifest, Now now);
  void drop(Entry& entry);
  void tell_declared(const Entry& entry, const api::ClusterSpec* before, Now now);
  /// Says in the history what follows from a manifest that is gone, and when.
  void note_removal(const Entry& entry, Now now);

  // engine_reconcile.cpp
  void reconcile(Entry& entry, Now now);
  void adopt(Entry& entry, bool from_attempt, Now now);
  void note_as_declared(Entry& entry, Now now);
  void note_ready(Entry& entry, Now now);
  void forget(Entry& entry, Reason reason, Now now);
  void compare(Entry& entry);
  /// From when a manifest is seen to be gone until that counts.
  [[nodiscard]] Duration removal_wait() const;
  /// The manifest is back, or whether it is gone is in doubt.
  static void end_removal(Entry& entry);
  [[nodiscard]] Situation situation(const Entry& entry, Now now) const;

  // engine_schedule.cpp
  /// Puts it into the queue or sets the timer that its decision asks for.
  void arrange(Entry& entry, Now now);
  void arrange_change(Entry& entry, Now now);
  void enqueue(WorkQueue<Entry*>& queue, Entry& entry, Now now);
  void unqueue(Entry& entry);
  /// Gives up the slot that the read before a change has kept for it.
  static void unqueue_slot(Entry& entry);
  [[nodiscard]] std::optional<Instant> next_wake(Now now) const;
  [[nodiscard]] std::optional<Instant> next_wake(const Account& account, Now now) const;
  [[nodiscard]] Instant next_look(const Entry& entry, Now now) const;
  [[nodiscard]] Priority priority_of(const Entry& entry) const;
  [[nodiscard]] std::optional<ReadyEstimate> estimate_for(const Entry& entry) const;

  // engine_dispatch.cpp
  void pump(Account& account, Now now);
  void pump_all(Now now);
  /// Whose turn it is, taken out of its queue, and since when it has waited.
  std::optional<std::pair<Entry*, Instant>> take_next(Account& account, Now now);
  void start(Entry& entry, Instant queued_at, Now now);
  void send(Entry& entry, api::Verb verb, Instant queued_at, Now now);
  void write_intent(Entry& entry, api::Verb verb, Now now);
  [[nodiscard]] bool may_change(Entry& entry, api::Verb verb, Now now);
  [[nodiscard]] Brake::Owned owned() const;
  /// Takes the call that was marked last out of the brake's count.
  /// Returns when it counted; nothing when it did not.
  std::optional<WallTime> uncount(const Entry& entry, api::Verb verb);
  /// The intent that stands is of this very change.
  [[nodiscard]] static bool is_attempted(const Entry& entry, api::Verb verb);
  /// True if the last read began after every create of the open intent had arrived or failed, and shows no
  /// cluster. What appears later is not their work.
  [[nodiscard]] static bool attempts_made_nothing(const Entry& entry);
  [[nodiscard]] bool has_room(const Account& account, Now now) const;

  // engine_exchange.cpp
  void note_exchange(Account& account, const Pending& pending, const Outcome& outcome, Now now);
  /// For the log; see Effects::account_events.
  void account_event(const Account& account, EventType type, Reason reason, std::string message,
                     Duration retry_in = Duration(0));
  void close_gate(Account& account, AccountGate& gate, const Pending& pending, const api::Error& error,
                  Now now);
  void publish_all(Account& account, Now now);
  void failed(Entry& entry, api::Verb verb, const api::Error& error, Now now);
  void finish_reconcile(Entry& entry, const Outcome& outcome, Now now);

  // engine_read.cpp
  void outcome_of_read(Entry& entry, Instant began, const Outcome& outcome, Now now);
  /// A read begun then says something new: not older than our last attempt, nor than what we know.
  static bool counts(const Entry& entry, Instant began);
  /// A read begun then was begun after our last attempt ended.
  static bool counts_since_our_change(const Entry& entry, Instant began);
  bool see(Entry& entry, const api::Cluster& cluster, bool by_get, Instant began, Now now);
  /// The cluster that was asked for by our name of it is called so.
  static void note_spelling(Account& account, const std::string& name);
  /// A read lacks the cluster: a GET that says NOT_FOUND, or a complete LIST.
  bool see_missing(Entry& entry, bool by_get, Instant began, Now now);

  // engine_outcome.cpp
  /// What the end of every changing call means. False: it never left, and that is all.
  bool attempt_ended(Entry& entry, const Outcome& outcome, Now now);
  void succeeded(Entry& entry);
  /// The attempt of its create that ended at `blind_until` may have taken effect unseen, or may still.
  static void lost_answer(Entry& entry);
  /// Nothing failed, but the same change is not to be sent again in a tight circle.
  void not_again_at_once(Entry& entry, api::Verb verb, Now now);
  void outcome_of_create(Entry& entry, const Outcome& outcome, Now now);
  void outcome_of_update(Entry& entry, const Outcome& outcome, Now now);
  void outcome_of_delete(Entry& entry, const Outcome& outcome, Now now);
  void not_sent(Entry& entry, const NotSent& why, Now now);
  void create_answered(Entry& entry, const api::Cluster& cluster, Now now);

  // engine_sweep.cpp
  [[nodiscard]] std::size_t pages_of(const Account& account) const;
  [[nodiscard]] Duration sweep_gap(const Account& account) const;
  [[nodiscard]] bool look_by_sweep(const Account& account) const;
  void send_page(Account& account, Now now);
  /// A LIST of the account names that cluster. Its entry; null, and noted, when it is none of ours.
  Entry* listed(Account& account, const std::string& cluster_id);
  /// And says no more of it that can be relied on: only a GET tells whether it is ours, and how it is.
  void listed_unread(Account& account, const api::ClusterKey& named, Instant began, Now now);
  void outcome_of_page(Account& account, Instant began, const Outcome& outcome, Now now);
  void sweep_done(Account& account, Now now);
  /// `problem` is why it failed; empty when it was only cancelled.
  void abort_sweep(Account& account, std::string problem, Now now);
  /// Begins the next one as soon as pace and back-off allow.
  void hasten_sweep(Account& account, Now now) const;
  void use_last_sweep(Entry& entry, Now now);

  // engine_status.cpp
  void publish(Entry& entry, Now now);
  void publish_conditions(Entry& entry, Standing standing, bool stalled, Now now);
  [[nodiscard]] bool at_rest(const Entry& entry, bool stalled) const;
  [[nodiscard]] StandingFacts standing_facts(const Entry& entry, Now now) const;
  /// Those that only a decision to hold needs.
  void add_hold_facts(StandingFacts& facts, const Entry& entry, Now now) const;
  [[nodiscard]] static bool never_seen(const Entry& entry);
  [[nodiscard]] Duration staleness_limit() const;
  void publish_account(Account& account, Now now);
  void emit(const Entry& entry, EventType type, Reason reason, std::string message, Now now);

  // engine_view.cpp
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
  std::string last_pumped_;  ///< The account whose turn was last, so that each comes first once.
  std::map<std::string, std::unique_ptr<Account>> accounts_;
  std::map<CallId, Pending> calls_;
  std::set<std::tuple<Instant, std::uint64_t, Entry*>> timers_;
  Changes changes_;
  /// What many views show, as it was when effects were taken last.
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
  std::uint32_t journal_failures_ = 0;  ///< Batches in a row that the journal could not keep.
  std::size_t unsettled_ = 0;           ///< Entries that are not at rest.
  std::uint64_t queue_adds_ = 0;
  std::uint64_t queue_retries_ = 0;
  std::uint64_t brake_trips_ = 0;
};

}  // namespace fwop::controller
