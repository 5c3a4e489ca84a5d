#include "brake_watch.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace fwop::simulation {
namespace {
// The brake counts a call when it is decided, a moment before it is sent.
constexpr auto kWindow = std::chrono::hours(1) - std::chrono::seconds(1);
}  // namespace

std::uint64_t BrakeWatch::digest_of(const api::ClusterKey& key) const {
  const auto wanted = wanted_.find(key);
  return wanted == wanted_.end() ? 0 : wanted->second->digest;
}

void BrakeWatch::restarted(const Journal& durable) {
  released_ = false;
  wanted_.clear();
  held_.clear();
  held_from_before_.clear();
  for (const auto& [key, record] : durable) {
    const auto& hold = record.brake;
    if (hold && !hold->released && hold->verb == api::Verb::Delete) held_from_before_.push_back(key);
  }
}

void BrakeWatch::told_manifests(const Wanted& wanted) {
  wanted_ = wanted;
  std::erase_if(held_, [&](const auto& item) { return item.second != digest_of(item.first); });
  for (const api::ClusterKey& key : held_from_before_) held_[key] = digest_of(key);
  held_from_before_.clear();
}

void BrakeWatch::released() {
  released_ = true;
  held_.clear();
}

void BrakeWatch::shown(const api::ClusterKey& key, api::ClusterState state) {
  const bool to_recreate = wanted_.contains(key);
  const bool deletable =
      to_recreate ? state == api::ClusterState::Failed : state != api::ClusterState::Deleting;
  if (!deletable) held_.erase(key);
}

void BrakeWatch::published(const std::vector<controller::ClusterView>& views) {
  for (const controller::ClusterView& view : views) {
    const bool braked = view.reason == controller::Reason::BrakeEngaged;
    if (braked && view.exists) held_.emplace(view.key, digest_of(view.key));
  }
}

std::optional<std::string> BrakeWatch::deleting(const api::ClusterKey& key,
                                                const std::optional<api::WallTime>& incarnation,
                                                const Journal& durable, Now now) {
  deletes_.push_back({now.wall, key, incarnation});
  if (held_.contains(key)) return "the brake holds it, and nobody released it";
  if (released_) return std::nullopt;
  std::set<std::pair<api::ClusterKey, std::optional<api::WallTime>>> recent;
  std::set<api::ClusterKey> owned;
  for (const auto& [owned_key, record] : durable) {
    if (record.owned) owned.insert(owned_key);
  }
  for (const Deleted& deleted : deletes_) {
    if (deleted.time <= now.wall - kWindow || deleted.time > now.wall) continue;
    // Asked for again, it is the same deletion.
    recent.emplace(deleted.key, deleted.incarnation);
    owned.insert(deleted.key);
  }
  const double share = std::floor(static_cast<double>(owned.size()) * max_delete_percent_ / 100);
  const auto limit = std::max<std::size_t>(1, static_cast<std::size_t>(share));
  if (recent.size() <= limit) return std::nullopt;
  return std::to_string(recent.size()) + " within an hour, the brake allows " + std::to_string(limit);
}

}  // namespace fwop::simulation
