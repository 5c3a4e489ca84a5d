#include "wish_watch.hpp"

#include <algorithm>
#include <utility>

namespace fwop::simulation {
namespace {

bool in_force(const Boxed<manifests::Suspension>& suspension, WallTime now) {
  return suspension && (!suspension->until || now < *suspension->until);
}

void remember(WishWatch::Wish& wish, const ManifestPtr& manifest) {
  const auto& known = wish.remembered;
  if (std::find(known.begin(), known.end(), manifest) == known.end()) wish.remembered.push_back(manifest);
}

std::string in_seconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

void WishWatch::read(const Sayings& sayings, Now now) {
  for (const auto& [key, said] : sayings.of) wishes_[key];
  for (auto& [key, wish] : wishes_) {
    const auto found = sayings.of.find(key);
    const Said said = found == sayings.of.end() ? Said{} : found->second;
    const bool existed = wish.exists;
    const std::vector<ManifestPtr> before = std::exchange(wish.obscurely, said.obscurely);
    wish.exists = found != sayings.of.end() || (existed && sayings.silent);
    wish.in_doubt = sayings.unclear || sayings.silent || said.evident;
    if (wish.exists) abandoned_.erase(key);
    if (!said.plainly.empty()) released_.erase(key);
    if (!sayings.unread || !wish.exists) wish.disputed = said.plainly.size() > 1;
    if (!said.plainly.empty()) wish.begun = false;
    // A file that ails may be taken for what it said last.
    const bool obscure = sayings.unclear || said.evident || !said.obscurely.empty();
    if (!said.plainly.empty() && !obscure) wish.remembered.clear();
    if (wish.plainly && obscure) remember(wish, wish.plainly);
    if (wish.in_doubt || obscure) {
      for (const ManifestPtr& manifest : before) remember(wish, manifest);
    }
    if (said.plainly.size() == 1) {
      wish.plainly = said.plainly.front();
      wish.policies = {wish.plainly->policy};
    }
    for (const ManifestPtr& manifest : said.obscurely) {
      if (std::find(wish.policies.begin(), wish.policies.end(), manifest->policy) == wish.policies.end())
        wish.policies.push_back(manifest->policy);
    }
    wish.unheard = sayings.silent;
    if (!said.plainly.empty() || sayings.unclear || sayings.mute || said.evident) {
      wish.gone_since.reset();
    } else if (!wish.gone_since) {
      wish.gone_since = now.steady;
    }
  }
}

void WishWatch::forgot(const api::ClusterKey& key) {
  Wish& wish = wishes_[key];
  if (wish.plainly) remember(wish, std::exchange(wish.plainly, nullptr));
}

void WishWatch::restarted(const Journal& durable) {
  decided_.clear();
  for (auto& [key, wish] : wishes_) {
    wish.plainly = nullptr;
    wish.remembered.clear();
    wish.policies.clear();
  }
  for (const auto& [key, record] : durable) wishes_[key].policies = {record.policy};
}

bool WishWatch::Wish::may_delete() const {
  return std::any_of(policies.begin(), policies.end(), [](const manifests::Policy& policy) {
    return policy.deletion == manifests::Deletion::Delete;
  });
}

bool WishWatch::is_told(const api::ClusterKey& key) const {
  const auto found = wishes_.find(key);
  return found != wishes_.end() && found->second.exists && found->second.plainly;
}

void WishWatch::abandoned(const api::ClusterKey& key) {
  if (!is_wanted(key)) abandoned_.insert(key);
}

std::vector<ManifestPtr> WishWatch::wanted(const api::ClusterKey& key) const {
  const auto found = wishes_.find(key);
  if (found == wishes_.end() || (!found->second.exists && !found->second.in_doubt)) return {};
  std::vector<ManifestPtr> wanted = found->second.obscurely;
  wanted.insert(wanted.end(), found->second.remembered.begin(), found->second.remembered.end());
  if (found->second.plainly) wanted.push_back(found->second.plainly);
  return wanted;
}

bool WishWatch::is_wanted(const api::ClusterKey& key) const {
  const auto found = wishes_.find(key);
  return found != wishes_.end() && found->second.exists;
}

void WishWatch::decided(const Call& call, Now now) {
  const auto found = wishes_.find(call.key);
  decided_[call.id] = {found == wishes_.end() ? Wish{} : found->second, now.steady,
                       released_.contains(call.key)};
}

std::optional<Instant> WishWatch::gone_since(const Call& call) const {
  const auto found = decided_.find(call.id);
  const bool free = found == decided_.end() || found->second.wish.exists || found->second.wish.begun ||
                    found->second.released;
  return free ? std::nullopt : found->second.wish.gone_since;
}

bool WishWatch::only_reports(const Call& call) const {
  const auto found = decided_.find(call.id);
  if (found == decided_.end()) return false;
  std::vector<ManifestPtr> wanted = found->second.wish.obscurely;
  wanted.push_back(found->second.wish.plainly);
  return std::all_of(wanted.begin(), wanted.end(), [](const ManifestPtr& manifest) {
    return manifest && manifest->policy.drift == manifests::Drift::Report;
  });
}

void WishWatch::check_suspension(const Call& call, const Wish& wish, Now now) {
  // What is written where it may not be readable may be in force or not.
  const bool said = std::all_of(wish.policies.begin(), wish.policies.end(),
                                [&](const auto& policy) { return in_force(policy.suspend, now.wall); });
  const bool said_before =
      std::all_of(wish.remembered.begin(), wish.remembered.end(),
                  [&](const auto& before) { return in_force(before->policy.suspend, now.wall); });
  if (said && said_before && !wish.policies.empty()) complaints_.add(call, now, "suspended");
  const auto by_command = suspended_.find(call.key);
  if (by_command != suspended_.end() && (!by_command->second || latest_wall_ < *by_command->second))
    complaints_.add(call, now, "suspended by command");
}

void WishWatch::leaves(const Call& call, api::ClusterState state, Now now) {
  const auto found = decided_.find(call.id);
  if (found == decided_.end()) return complaints_.add(call, now, "nobody decided it");
  const Wish& wish = found->second.wish;
  check_suspension(call, wish, now);
  if (abandoned_.contains(call.key)) complaints_.add(call, now, "abandoned");
  if (wish.disputed) complaints_.add(call, now, "it is declared more than once");
  std::vector<ManifestPtr> wanted = wish.obscurely;
  wanted.insert(wanted.end(), wish.remembered.begin(), wish.remembered.end());
  if (wish.plainly) wanted.push_back(wish.plainly);
  switch (call.verb) {
    case api::Verb::Create:
    case api::Verb::Update:
      if (wish.in_doubt && wanted.empty()) return;
      if (wanted.empty() || (!wish.exists && !wish.in_doubt))
        return complaints_.add(call, now, "nobody declares it");
      if (call.verb == api::Verb::Create &&
          std::none_of(wanted.begin(), wanted.end(),
                       [&](const ManifestPtr& manifest) { return *manifest->spec == *call.spec; })) {
        complaints_.add(call, now, "not as declared");
      }
      return;
    case api::Verb::Delete: break;
    case api::Verb::Get:
    case api::Verb::List: return;
  }
  if (wish.exists && !found->second.released) {
    const bool recreate = std::any_of(wanted.begin(), wanted.end(), [](const ManifestPtr& manifest) {
      return manifest->policy.deletion == manifests::Deletion::Delete &&
             manifest->policy.on_failed == manifests::OnFailed::Recreate;
    });
    if (!recreate) return complaints_.add(call, now, "files declare it");
    if (state != api::ClusterState::Failed)
      complaints_.add(call, now, "files declare it, and it is not FAILED");
    return;
  }
  if (!wish.may_delete()) return complaints_.add(call, now, "the last that was said is not deletion: Delete");
  // Once begun it is followed to its end.
  if (found->second.released || wish.begun) return;
  const Instant since = wish.gone_since.value_or(found->second.at);
  const auto gone_for = std::chrono::duration_cast<Duration>(found->second.at - since);
  wishes_[call.key].begun = true;
  if (gone_for < removal_takes_)
    complaints_.add(call, now, "its document has been away for " + in_seconds(gone_for) + " only");
}

}  // namespace fwop::simulation
