#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {

std::vector<HeldChange> Engine::Impl::release_brake(const ReleaseCommand& command, Now now) {
  std::vector<Entry*> entries_held;
  std::vector<HeldChange> released;
  for (const auto& entry : entries) {
    if (command.key && entry->record.key != *command.key) continue;
    auto held = held_change(*entry, now);
    if (!held) continue;
    const bool by_name_only = held->verb == api::Verb::Delete && !command.key && !command.include_deletes;
    if (by_name_only) continue;
    released.push_back(std::move(*held));
    entries_held.push_back(entry.get());
  }
  if (command.dry_run) return released;
  for (std::size_t i = 0; i < released.size(); ++i) {
    Entry& entry = *entries_held[i];
    entry.removal_released = entry.removed_at.has_value();
    entry.record.brake = BrakeHold{released[i].verb, /*released=*/true};
    changes_.remember(entry);
    const std::string by = command.who.empty() ? "" : " by " + command.who;
    emit(entry, EventType::Warning, Reason::HoldReleased,
         std::string(api::verb_name(released[i].verb)) + " released" + by, now);
    reconcile(entry, now);
  }
  pump_all(now);
  return released;
}

void Engine::Impl::hold(HoldKind kind, std::string why, Now now) {
  const std::string* held_because = holds_.why(kind);
  if (held_because && *held_because == why) return;
  const bool is_new = holds_.hold(kind, std::move(why));
  // Recall the changes that were not sent yet.
  if (is_new) {
    for (const auto& entry : entries) recall_change(*entry);
  }
  reconcile_changes(now);
}

void Engine::Impl::recall_change(const Entry& entry) {
  if (entry.call && is_mutating(entry.call->verb)) effects_.recalled.push_back(entry.call->id);
}

void Engine::Impl::release(HoldKind kind, Now now) {
  if (holds_.release(kind)) reconcile_changes(now);
}

void Engine::Impl::reconcile_changes(Now now) {
  std::vector<Entry*> waiting;
  for (const auto& entry : entries) {
    if (about_to_change(entry->decision)) waiting.push_back(entry.get());
  }
  for (Entry* entry : waiting) reconcile(*entry, now);
  pump_all(now);
}

std::optional<StandingFacts::ChangesHeld> Engine::Impl::changes_held(Now now) const {
  auto held = holds_.in_force(now.steady);
  if (!held) return std::nullopt;
  return StandingFacts::ChangesHeld{held->reason, std::move(held->message), !held->until};
}

}  // namespace fwop::controller
