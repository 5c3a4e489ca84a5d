#include "brake_watch.hpp"

#include <algorithm>
#include <cmath>

namespace fwop::simulation {
namespace {
// The brake counts a call when it is decided, a moment before it is sent.
constexpr auto kWindow = std::chrono::hours(1) - std::chrono::seconds(1);
constexpr auto kForgotten = std::chrono::hours(25);
}  // namespace

BrakeWatch::Declaration BrakeWatch::declaration(const api::ClusterKey& key, const WishWatch& wishes) {
  Declaration sum = 0;
  for (const ManifestPtr& manifest : wishes.wanted(key)) sum += manifest->digest;
  return sum;
}

void BrakeWatch::restarted(const Journal& durable) {
  all_released_ = false;
  held_.clear();
  held_from_before_.clear();
  for (const auto& [key, record] : durable) {
    const auto& hold = record.brake;
    if (hold && !hold->released && hold->verb == api::Verb::Delete) held_from_before_.push_back(key);
  }
}

void BrakeWatch::read(const WishWatch& wishes) {
  std::erase_if(held_, [&](const auto& item) { return item.second != declaration(item.first, wishes); });
  for (const api::ClusterKey& key : held_from_before_) held_[key] = declaration(key, wishes);
  held_from_before_.clear();
}

void BrakeWatch::released() {
  all_released_ = true;
  held_.clear();
}

void BrakeWatch::released(const api::ClusterKey& key) {
  released_.insert(key);
  held_.erase(key);
}

void BrakeWatch::shown(const api::ClusterKey& key, api::ClusterState state, const WishWatch& wishes) {
  const bool deletable =
      wishes.is_wanted(key) ? state == api::ClusterState::Failed : state != api::ClusterState::Deleting;
  if (!deletable) held_.erase(key);
}

void BrakeWatch::published(const std::vector<controller::ClusterView>& views, const WishWatch& wishes) {
  for (const controller::ClusterView& view : views) {
    const bool braked = view.reason == controller::Reason::BrakeEngaged;
    if (braked && view.exists) held_.emplace(view.key, declaration(view.key, wishes));
  }
}

void BrakeWatch::deleting(const Call& call, Life life, std::set<api::ClusterKey> owned, Now now) {
  const bool released = released_.erase(call.key) > 0 || all_released_;
  if (held_.contains(call.key)) complaints_.add(call, now, "the brake holds it, and nobody released it");
  std::set<Life> counted;
  bool again = false;
  for (const Deleted& deleted : deletes_) {
    if (deleted.time <= now.wall - kWindow || deleted.time > now.wall) continue;
    if (!deleted.released) counted.insert(deleted.life);
    // Asked for again, it is the same deletion.
    again = again || deleted.life == life;
    owned.insert(deleted.key);
  }
  deletes_.push_back({now.wall, call.key, life, released});
  while (deletes_.front().time < now.wall - kForgotten) deletes_.pop_front();
  if (again || released) return;
  owned.insert(call.key);
  const double share = std::floor(static_cast<double>(owned.size()) * max_delete_percent_ / 100);
  const auto limit = std::max<std::size_t>(1, static_cast<std::size_t>(share));
  if (counted.size() < limit) return;
  complaints_.add(
      call, now,
      std::to_string(counted.size() + 1) + " within an hour, the brake allows " + std::to_string(limit));
}

}  // namespace fwop::simulation
