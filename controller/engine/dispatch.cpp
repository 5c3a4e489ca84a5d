#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

/// One request_timeout to make the intent durable, and one for the call itself.
Instant deadline_of_change(const EngineOptions& options, Now decided) {
  return decided.steady + 2 * options.request_timeout;
}

}  // namespace

bool Engine::Impl::has_room(const Account& account, Now now) const {
  return account.in_flight < options_.max_calls_in_flight && now.steady >= account.paused_until &&
         account.budget.tokens(now.steady) >= 1 && all_accounts_.tokens(now.steady) >= 1;
}

void Engine::Impl::pump_all(Now now) {
  // Start with another account each time. Otherwise the first ones would use up the shared budget.
  const auto first = accounts_.upper_bound(last_pumped_);
  if (first != accounts_.end())
    last_pumped_ = first->first;
  else
    last_pumped_.clear();
  for (auto it = first; it != accounts_.end(); ++it) pump(*it->second, now);
  for (auto it = accounts_.begin(); it != first; ++it) pump(*it->second, now);
}

void Engine::Impl::pump(Account& account, Now now) {
  if (stopped_) return;
  Sweep& sweep = account.sweep;
  if (!account.reads.open()) {
    // The probe is the first page of a sweep: it tests the account and changes nothing.
    if (account.in_flight == 0 && account.reads.probe_due(now.steady) && has_room(account, now)) {
      sweep.begin(now);
      send_page(account, now);
    }
    return;
  }
  if (look_by_sweep(account)) hasten_sweep(account, now);
  if (!sweep.running() && now.steady >= sweep.due() && account.entries > 0 && has_room(account, now))
    sweep.begin(now);
  if (sweep.running() && !sweep.awaits_page() && has_room(account, now)) send_page(account, now);
  // No cluster is acted on before one complete LIST of the account.
  if (!sweep.last_whole()) return;

  while (has_room(account, now)) {
    const auto next = take_next(account, now);
    if (!next) return;
    take_next_step(*next->first, next->second, now);
  }
}

std::optional<std::pair<Entry*, Instant>> Engine::Impl::take_next(Account& account, Now now) {
  const auto take = [this](Entry* entry, Instant since) {
    unqueue(*entry);
    return std::pair(entry, since);
  };
  const bool changes_go =
      account.changes.open() || (account.changes.probe_due(now.steady) && account.changes_in_flight == 0);
  if (changes_go && !account.continuing.empty()) return take(account.continuing.front(), now.steady);
  std::optional<WorkQueue<Entry*>::Waiting> best;
  const auto consider = [&best](const WorkQueue<Entry*>& queue) {
    const auto top = queue.top();
    if (top && (!best || top->priority < best->priority)) best = top;
  };
  if (changes_go) consider(account.work);
  consider(account.checks);
  if (!look_by_sweep(account)) consider(account.looks);
  if (!best) return std::nullopt;
  return take(best->item, best->since);
}

void Engine::Impl::take_next_step(Entry& entry, Instant queued_at, Now now) {
  // Decide again: the facts may have changed while it waited in the queue.
  const Decision decision = decide(situation(entry, now));
  entry.decision = decision;
  entry.read_for_change = false;
  switch (decision.action) {
    case Action::Confirm: entry.read_for_change = about_to_change(decision); [[fallthrough]];
    case Action::Observe: return emit_call(entry, api::Verb::Get, queued_at, now);
    case Action::Wait:
      if (entry.look_due) return emit_call(entry, api::Verb::Get, queued_at, now);
      return reconcile(entry, now);
    case Action::Create:
      // The last read is old, as after an outage: somebody may have created the cluster since.
      if (now.steady - entry.seen.began > 2 * options_.sweep_settled)
        return emit_call(entry, api::Verb::Get, queued_at, now);
      if (may_change(entry, api::Verb::Create, now))
        return emit_call(entry, api::Verb::Create, queued_at, now);
      return;
    case Action::Update:
      if (may_change(entry, api::Verb::Update, now))
        return emit_call(entry, api::Verb::Update, queued_at, now);
      return;
    case Action::Delete:
      if (may_change(entry, api::Verb::Delete, now))
        return emit_call(entry, api::Verb::Delete, queued_at, now);
      return;
    case Action::Rest:
    case Action::Recount:
    case Action::Adopt:
    case Action::Forget:
    case Action::Hold: return reconcile(entry, now);
  }
}

bool Engine::Impl::may_change(Entry& entry, api::Verb verb, Now now) {
  if (const auto held = holds_.in_force(now.steady)) {
    if (held->until) set_timer(entry, *held->until);
    publish(entry, now);
    return false;
  }
  // A retry of a change that is already counted in this hour is no further change.
  if (is_attempted(entry, verb) && brake_.counts(verb, entry.record.key, now.wall)) return true;
  std::optional<BrakeHold>& hold = entry.record.brake;
  if (hold && hold->verb == verb && hold->released) return true;
  if (hold || !brake_.allows(verb, owned(), now.wall)) {
    if (!hold) ++brake_trips_;
    hold = BrakeHold{verb};
    changes_.remember(entry);
    publish(entry, now);
    return false;
  }
  return true;
}

Brake::Owned Engine::Impl::owned() const {
  return {.count =
              [this] {
                return static_cast<std::size_t>(std::count_if(
                    entries.begin(), entries.end(), [](const auto& entry) { return entry->record.owned; }));
              },
          .contains =
              [this](const api::ClusterKey& key) {
                const auto found = entries.find(key);
                return found != entries.end() && (*found)->record.owned;
              }};
}

bool Engine::Impl::is_attempted(const Entry& entry, api::Verb verb) {
  const Boxed<Intent>& intent = entry.record.intent;
  if (!intent || intent->verb != verb) return false;
  return verb != api::Verb::Update || *intent->spec == *entry.manifest->spec;
}

std::optional<WallTime> Engine::Impl::uncount(const Entry& entry, api::Verb verb) {
  auto mark = brake_.unmark(verb, entry.record.key);
  if (!mark) return std::nullopt;
  const WallTime time = mark->time;
  effects_.batch.dropped_marks.push_back(std::move(*mark));
  return time;
}

bool Engine::Impl::attempts_made_nothing(const Entry& entry) {
  const Intent& intent = *entry.record.intent;
  if (intent.verb != api::Verb::Create || !intent.arrives_by) return false;
  const auto read = entry.account->clock.at(entry.seen.began);
  return entry.seen.what == Observation::What::Absent && read && read->earliest > *intent.arrives_by;
}

void Engine::Impl::write_intent(Entry& entry, api::Verb verb, Now now) {
  Record& record = entry.record;
  const bool again = record.intent && record.intent->verb == verb;
  // A retried change counts from its last try, which may be the one that takes effect. If the wall clock was
  // set back, the counted time still does not go back.
  const auto counted = is_attempted(entry, verb) ? uncount(entry, verb) : std::nullopt;
  if (verb == api::Verb::Delete && !entry.manifest) entry.removal_begun = true;
  const std::uint32_t attempt = again ? record.intent->attempt + 1 : 1;
  const WallTime written = again ? record.intent->written : now.wall;
  if (!again) entry.spoken_attempts = 0;
  if (verb == api::Verb::Create) {
    entry.before_create = Boxed<Record>(record);
    // Any earlier cluster of ours is gone. This create makes another one with the same name.
    record.owned = false;
    record.incarnation.reset();
    record.applied.reset();
    record.ready_since.reset();
    record.was_ready = false;
  }
  Intent intent{verb, verb == api::Verb::Delete ? nullptr : entry.manifest->spec, written, attempt};
  if (again && !attempts_made_nothing(entry)) {
    intent.answer_lost = record.intent->answer_lost;
    intent.accepted = record.intent->accepted;
    intent.asked = record.intent->asked;
    intent.arrives_by = record.intent->arrives_by;
  } else {
    intent.asked = entry.account->clock.at(now.steady);
  }
  if (verb == api::Verb::Create) {
    const auto arrives = entry.account->clock.at(deadline_of_change(options_, now) + kRequestsSettle);
    if (arrives) intent.open_until = arrives->latest;
  }
  record.intent = std::move(intent);
  changes_.remember(entry);
  // Must differ from the mark that is dropped: the journal finds that one by its value.
  const WallTime counts_from = counted ? std::max(*counted + WallTime::duration(1), now.wall) : now.wall;
  if (auto mark = brake_.mark(verb, record.key, counts_from))
    effects_.batch.brake_marks.push_back(std::move(*mark));
}

void Engine::Impl::emit_call(Entry& entry, api::Verb verb, Instant queued_at, Now now) {
  Account& account = *entry.account;
  account.budget.take(now.steady);
  all_accounts_.take(now.steady);
  ++account.in_flight;
  entry.swept_at_send = entry.swept;
  const bool changes = is_mutating(verb);
  const bool takes_slot = changes || entry.read_for_change;
  if (takes_slot) ++account.changes_in_flight;
  if (entry.look_due) {
    effects_.poll_lateness.push_back(std::chrono::duration_cast<Duration>(now.steady - entry.look_due_at));
  }

  Call call;
  call.id = next_call_++;
  call.verb = verb;
  call.key = entry.record.key;
  call.reason = entry.decision.reason;
  call.reconcile_id = entry.last_reconcile = next_reconcile_++;
  if (changes) call.deadline = deadline_of_change(options_, now);
  switch (verb) {
    case api::Verb::Create:
      call.spec = entry.manifest->spec;
      write_intent(entry, verb, now);
      break;
    case api::Verb::Update:
      // Send every mutable field, so that the result is right whether the server merges or replaces.
      call.spec = std::make_shared<const api::ClusterSpec>(
          api::merged(*entry.manifest->spec, *entry.seen.spec, entry.record.applied.get()));
      for (const api::FieldDifference& field : entry.drift) call.mask.push_back(field.mask);
      write_intent(entry, verb, now);
      break;
    case api::Verb::Delete: write_intent(entry, verb, now); break;
    case api::Verb::Get:
    case api::Verb::List: break;
  }
  entry.call = Entry::InFlight{call.id, verb, queued_at, now.steady, call.reconcile_id};
  calls_.emplace(
      call.id,
      Pending{
          .verb = verb, .entry = &entry, .account = &account, .began = now.steady, .takes_slot = takes_slot});
  effects_.calls.push_back(std::move(call));
  publish(entry, now);
}

}  // namespace fwop::controller
