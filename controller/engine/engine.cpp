#include "controller/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {

Engine::Engine(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now)
    : impl_(std::make_unique<Impl>(options, std::move(journal), seed, now)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::desire(std::shared_ptr<const manifests::Snapshot> snapshot, Now now) {
  impl_->desire(std::move(snapshot), now);
}
void Engine::complete(CallId call, Outcome outcome, Now now) {
  impl_->complete(call, std::move(outcome), now);
}
void Engine::tick(Now now) { impl_->tick(now); }
std::size_t Engine::reconcile_now(const std::optional<api::ClusterKey>& key, Now now) {
  return impl_->reconcile_now(key, now);
}
std::vector<HeldChange> Engine::release_brake(const ReleaseCommand& command, Now now) {
  return impl_->release_brake(command, now);
}
void Engine::hold(HoldKind kind, std::string why, Now now) { impl_->hold(kind, std::move(why), now); }
void Engine::release(HoldKind kind, Now now) { impl_->release(kind, now); }
CommandResult Engine::execute(const api::ClusterKey& key, const Command& command, Now now) {
  return impl_->execute(key, command, now);
}
void Engine::stop() { impl_->stop(); }
Effects Engine::take_effects(Now now) { return impl_->take_effects(now); }

std::optional<ClusterView> Engine::cluster(const api::ClusterKey& key, Now now) const {
  const auto found = impl_->entries.find(key);
  if (found == impl_->entries.end()) return std::nullopt;
  return impl_->view(**found, now);
}

std::vector<ClusterView> Engine::clusters(Now now) const {
  std::vector<ClusterView> views;
  views.reserve(impl_->entries.size());
  for (const auto& entry : impl_->entries) views.push_back(impl_->view(*entry, now));
  return views;
}

void Engine::each_cluster(Now now, const std::function<void(const ClusterView&)>& visit) const {
  for (const auto& entry : impl_->entries) visit(impl_->view(*entry, now));
}

std::vector<ClusterView> Engine::clusters_after(const std::optional<api::ClusterKey>& after, std::size_t most,
                                                Now now) const {
  auto it = after ? impl_->entries.upper_bound(*after) : impl_->entries.begin();
  std::vector<ClusterView> views;
  for (; it != impl_->entries.end() && views.size() < most; ++it) views.push_back(impl_->view(**it, now));
  return views;
}

std::map<Verdict, std::size_t> Engine::verdicts(Now now) const { return impl_->verdicts(now); }

void Engine::each_basis(const std::function<void(const Basis&)>& visit) const {
  for (const auto& entry : impl_->entries) {
    const Observation& seen = entry->seen;
    const bool exists = seen.what == Observation::What::Present;
    visit({entry->record.key, entry->manifest.get(), seen.what != Observation::What::Nothing, exists,
           seen.state, exists ? seen.create_time : std::nullopt, exists ? seen.spec.get() : nullptr});
  }
}

std::optional<std::string> Engine::changes_held(Now now) const {
  auto held = impl_->changes_held(now);
  if (!held) return std::nullopt;
  return std::move(held->message);
}

std::vector<HeldChange> Engine::held(Now now) const {
  std::vector<HeldChange> all;
  for (const auto& entry : impl_->entries) {
    if (auto held = impl_->held_change(*entry, now)) all.push_back(std::move(*held));
  }
  return all;
}

std::vector<AccountView> Engine::accounts(Now now) const { return impl_->account_views(now); }
EngineStats Engine::stats(Now now) const { return impl_->stats(now); }
std::shared_ptr<const manifests::Snapshot> Engine::snapshot() const { return impl_->snapshot; }
bool Engine::observed_once() const { return impl_->observed_once(); }
bool Engine::removal_pending() const {
  return std::any_of(impl_->entries.begin(), impl_->entries.end(),
                     [this](const auto& entry) { return impl_->removal_pending(*entry); });
}
bool Engine::settled() const { return impl_->settled(); }

}  // namespace fwop::controller
