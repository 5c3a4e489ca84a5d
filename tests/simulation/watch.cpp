#include "watch.hpp"

#include <algorithm>
#include <sstream>

#include "api/fields.hpp"

namespace fwop::simulation {
namespace {

constexpr Duration kReadBeforeChange = std::chrono::seconds(15);
// What a LIST shows may be as old as its lag, and on its way for as long as a call may take.
constexpr Duration kTruthMargin = std::chrono::seconds(75);

std::string at(Now now) {
  const auto ms = std::chrono::duration_cast<Duration>(now.steady.time_since_epoch()).count();
  std::ostringstream text;
  text << "t=" << ms / 1000 << '.' << ms % 1000 << "s ";
  return text.str();
}

bool as_declared(const manifests::Manifest& manifest, const RealCluster& cluster) {
  return cluster.state == api::ClusterState::Ready &&
         api::differences(*manifest.spec, cluster.spec, nullptr).empty();
}

}  // namespace

void Watch::forgot(const api::ClusterKey& key) {
  evidence_.erase(key);
  made_.erase(key);
  brake_.gone(key);
}

void Watch::let_go(const api::ClusterKey& key) {
  made_.erase(key);
  brake_.gone(key);
}

void Watch::abandoned(const api::ClusterKey& key) {
  if (!wanted_.contains(key)) abandoned_.insert(key);
}

bool Watch::is_made_by_us(const api::ClusterKey& key, const RealCluster& cluster) const {
  const auto found = made_.find(key);
  return found != made_.end() && found->second == cluster.create_time;
}

void Watch::restarted(const Journal& durable, Now now) {
  // What was in flight may still arrive; the new process cannot know of it but from the journal.
  evidence_.clear();
  listings_.clear();
  told_.clear();
  snapshot_.reset();
  wanted_.clear();
  gone_since_.clear();
  last_policy_.clear();
  for (const auto& [key, record] : durable) last_policy_[key] = record.policy;
  brake_.restarted(durable);
  started_ = now.steady;
}

void Watch::told_manifests(std::shared_ptr<const manifests::Snapshot> snapshot, Now now) {
  std::map<api::ClusterKey, std::shared_ptr<const manifests::Manifest>> wanted;
  for (const auto& manifest : snapshot->manifests) {
    wanted[manifest->key] = manifest;
    abandoned_.erase(manifest->key);
    last_policy_[manifest->key] = manifest->policy;
    gone_since_.erase(manifest->key);
  }
  for (const auto& duplicate : snapshot->duplicates) gone_since_.erase(duplicate.key);
  if (snapshot->absence_is_meaningful) {
    for (const auto& [key, policy] : last_policy_) {
      const bool disputed = std::any_of(snapshot->duplicates.begin(), snapshot->duplicates.end(),
                                        [&](const auto& duplicate) { return duplicate.key == key; });
      if (!wanted.contains(key) && !disputed) gone_since_.emplace(key, now.steady);
    }
  } else {
    gone_since_.clear();
  }
  wanted_ = std::move(wanted);
  brake_.told_manifests(wanted_);
  snapshot_ = std::move(snapshot);
}

void Watch::decided(const Call& call) {
  Told& told = told_[call.id];
  if (const auto wanted = wanted_.find(call.key); wanted != wanted_.end()) told.wanted = wanted->second;
  if (const auto policy = last_policy_.find(call.key); policy != last_policy_.end())
    told.policy = policy->second;
  if (const auto gone = gone_since_.find(call.key); gone != gone_since_.end()) told.gone_since = gone->second;
}

void Watch::sent(const Call& call, const Journal& durable, Now now) {
  Listing& listing = listings_[call.key.account_id];
  if (call.verb == api::Verb::List) {
    if (call.page_token.empty()) {
      listing.began = now.steady;
      listing.ids.clear();
      listing.running = true;
    }
    return;
  }
  if (!controller::is_mutating(call.verb)) return;

  Evidence& evidence = evidence_[call.key];
  const std::string who = at(now) + std::string(api::verb_name(call.verb)) + " " + api::to_string(call.key);
  const auto record = durable.find(call.key);
  if (record == durable.end() || !record->second.intent || record->second.intent->verb != call.verb) {
    violate(who + ": no durable intent");
  }
  if (!listing.complete_began) violate(who + ": before the account was seen whole");
  if (evidence.changing > 0) violate(who + ": another change of it is in flight");
  const auto& policy = told_[call.id].policy;
  if (policy && policy->suspend && (!policy->suspend->until || now.wall < *policy->suspend->until)) {
    violate(who + ": suspended");
  }
  const auto by_command = suspended_.find(call.key);
  if (by_command != suspended_.end() && (!by_command->second || latest_wall_ < *by_command->second)) {
    violate(who + ": suspended by command");
  }
  if (abandoned_.contains(call.key)) violate(who + ": abandoned");
  switch (call.verb) {
    case api::Verb::Create: check_create(call, evidence, now); break;
    case api::Verb::Update: check_update(call, evidence, durable, now); break;
    case api::Verb::Delete:
      check_delete(call, evidence, durable, now);
      if (const auto wrong = brake_.deleting(
              call.key, evidence.last ? evidence.last->create_time : std::nullopt, durable, now)) {
        violate(who + ": " + *wrong);
      }
      break;
    case api::Verb::Get:
    case api::Verb::List: break;
  }
  ++evidence.changing;
}

void Watch::check_create(const Call& call, const Evidence& evidence, Now now) {
  const std::string who = at(now) + "create " + api::to_string(call.key);
  const auto& wanted = told_[call.id].wanted;
  if (!wanted) return violate(who + ": not declared");
  if (!(*wanted->spec == *call.spec)) violate(who + ": not as declared");
  const auto after = [&](const std::optional<Instant>& when) {
    return when && (!evidence.attempted || *when >= *evidence.attempted);
  };
  const bool gone_by_get = after(evidence.missing) && (!evidence.read || *evidence.missing >= *evidence.read);
  const Listing& listing = listings_[call.key.account_id];
  const bool never_there = listing.complete_began && !listing.complete_ids.contains(call.key.cluster_id) &&
                           !evidence.seen && !evidence.attempted;
  const bool deleted = evidence.deleted && listing.complete_began &&
                       *listing.complete_began >= *evidence.deleted &&
                       !listing.complete_ids.contains(call.key.cluster_id);
  if (!gone_by_get && !never_there && !deleted) violate(who + ": absence is not definite");
}

void Watch::check_update(const Call& call, const Evidence& evidence, const Journal& durable, Now now) {
  const std::string who = at(now) + "update " + api::to_string(call.key);
  if (!told_[call.id].wanted) return violate(who + ": not declared");
  const auto record = durable.find(call.key);
  if (record == durable.end() || !record->second.owned) violate(who + ": not ours");
  if (call.mask.empty()) violate(who + ": an empty mask");
  if (!evidence.read || now.steady - *evidence.read > kReadBeforeChange)
    return violate(who + ": not read just before");
  for (const auto& field : api::differences(*call.spec, evidence.last->spec, nullptr)) {
    if (field.immutable) violate(who + ": an immutable field");
    if (std::find(call.mask.begin(), call.mask.end(), field.mask) == call.mask.end()) {
      violate(who + ": changes " + field.path + ", which the mask does not name");
    }
  }
  for (const auto& field : api::differences(evidence.last->spec, *call.spec, nullptr)) {
    if (std::find(call.mask.begin(), call.mask.end(), field.mask) == call.mask.end()) {
      violate(who + ": drops " + field.path);
    }
  }
}

void Watch::check_delete(const Call& call, const Evidence& evidence, const Journal& durable, Now now) {
  const std::string who = at(now) + "delete " + api::to_string(call.key);
  const Told& told = told_[call.id];
  if (!told.policy || told.policy->deletion != manifests::Deletion::Delete) {
    return violate(who + ": its policy is not Delete");
  }
  if (!evidence.read || now.steady - *evidence.read > kReadBeforeChange)
    return violate(who + ": not read just before");
  const auto record = durable.find(call.key);
  const bool ours = record != durable.end() && record->second.owned;
  if (!ours) violate(who + ": not ours");
  if (ours && record->second.incarnation && evidence.last->create_time &&
      *record->second.incarnation != *evidence.last->create_time) {
    violate(who + ": it is another cluster of the same name");
  }
  if (told.wanted) {
    if (told.wanted->policy.on_failed != manifests::OnFailed::Recreate) violate(who + ": it is declared");
    if (evidence.last->state != api::ClusterState::Failed) violate(who + ": it is declared, and not FAILED");
    return;
  }
  if (!told.gone_since) return violate(who + ": its manifest is not known to be gone");
  const auto& swept = listings_[call.key.account_id].complete_began;
  if (!swept || *swept < *told.gone_since) violate(who + ": no full sweep since its manifest went");
  if (*evidence.read < *told.gone_since) violate(who + ": decided on a read from before the manifest went");
}

void Watch::page_answered(const Call& call, const api::ClusterPage& page, Instant asked) {
  Listing& listing = listings_[call.key.account_id];
  if (!listing.running) return;
  for (const api::Cluster& cluster : page.clusters) {
    const auto key = api::parse_cluster_name(cluster.name);
    listing.ids.insert(key->cluster_id);
    // What was listed before it was declared was a stranger's.
    if (wanted_.contains(*key)) evidence_[*key].seen = true;
    remember(*key, cluster, asked);
  }
  if (!page.next_page_token.empty()) return;
  listing.running = false;
  listing.complete_began = listing.began;
  listing.complete_ids = std::move(listing.ids);
}

void Watch::answered(const Call& call, const Outcome& outcome, Instant asked, Now now) {
  if (const auto* page = std::get_if<api::ClusterPage>(&outcome)) return page_answered(call, *page, asked);
  if (call.verb == api::Verb::List) {
    listings_[call.key.account_id].running = false;
    return;
  }
  told_.erase(call.id);
  Evidence& evidence = evidence_[call.key];
  const auto* error = std::get_if<api::Error>(&outcome);
  const auto* cluster = std::get_if<api::Cluster>(&outcome);
  if (cluster != nullptr) remember(call.key, *cluster, asked);
  if (call.verb == api::Verb::Get) {
    if (error != nullptr && error->kind == api::ErrorKind::NotFound) {
      evidence.missing = asked;
      brake_.gone(call.key);
    }
    if (cluster != nullptr) {
      evidence.seen = true;
      evidence.read = asked;
      evidence.last = *cluster;
    }
    return;
  }
  evidence.changing = std::max(0, evidence.changing - 1);
  if (std::holds_alternative<controller::NotSent>(outcome)) return;
  const bool refused = call.verb == api::Verb::Create && error != nullptr && !api::is_ambiguous(*error) &&
                       error->kind != api::ErrorKind::AlreadyExists;
  // Nothing came of it: what was known before is known still.
  if (refused) return;
  evidence.attempted = now.steady;
  if (call.verb == api::Verb::Delete && error == nullptr) evidence.deleted = now.steady;
  if (call.verb == api::Verb::Create && cluster != nullptr) {
    evidence.seen = true;
    evidence.read = now.steady;
    evidence.last = *cluster;
  }
  if (call.verb == api::Verb::Delete && error != nullptr && error->kind == api::ErrorKind::NotFound) {
    evidence.missing = now.steady;
  }
}

void Watch::remember(const api::ClusterKey& key, const api::Cluster& cluster, Instant asked) {
  RealCluster real;
  real.spec = cluster.spec;
  real.state = cluster.state;
  past_[key].emplace_back(asked, std::move(real));
  brake_.shown(key, cluster.state);
}

void Watch::verdicts(const std::vector<controller::ClusterView>& views, SimApi& truth, Now now) {
  brake_.published(views);
  const Duration limit = options_.staleness_limit.value_or(options_.sweep_settled * 5) + kTruthMargin;
  truth.move_all(now);
  for (const auto& [key, cluster] : truth.all()) past_[key].emplace_back(now.steady, cluster);
  for (auto& [key, samples] : past_) {
    while (!samples.empty() && now.steady - samples.front().first > limit) samples.pop_front();
  }
  for (const controller::ClusterView& view : views) {
    if (view.verdict != controller::Verdict::Ready) continue;
    const auto wanted = wanted_.find(view.key);
    const auto& samples = past_[view.key];
    const bool was_so =
        wanted != wanted_.end() && std::any_of(samples.begin(), samples.end(), [&](const auto& sample) {
          return as_declared(*wanted->second, sample.second);
        });
    if (!was_so) violate(at(now) + api::to_string(view.key) + ": Ready, while the world is not");
  }
}

}  // namespace fwop::simulation
