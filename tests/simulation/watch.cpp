#include "watch.hpp"

#include <set>

namespace fwop::simulation {
namespace {

constexpr int kSweepsUntilStale = 5;

}  // namespace

std::string described(const controller::Call& call, Now now) {
  const auto ms = std::chrono::duration_cast<Duration>(now.steady.time_since_epoch()).count();
  const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
  return "t=" + std::to_string(ms / 1000) + "." + fraction + "s " + std::string(api::verb_name(call.verb)) +
         " " + api::to_string(call.key);
}

Watch::Watch(const Settings& settings)
    : settings_(settings),
      ledger(complaints_, settings.same_moment),
      wishes(complaints_, settings.removal_takes),
      evidence(complaints_),
      brake(complaints_, settings.options.max_delete_percent),
      pace(complaints_, settings.calm, settings.options, settings.removal_takes),
      gates(complaints_, settings.options),
      verdicts(complaints_, settings.options.staleness_limit.value_or(settings.options.sweep_settled *
                                                                      kSweepsUntilStale)) {}

void Watch::restarted(const Journal& durable, Now now) {
  wishes.restarted(durable);
  evidence.restarted(durable, now);
  brake.restarted(durable);
  pace.restarted(now);
  gates.restarted();
  ledger.restarted(durable, now);
}

void Watch::read(const Sayings& sayings, const SimApi& truth, Now now) {
  wishes.read(sayings, now);
  for (const auto& [key, wish] : wishes.all()) {
    ledger.declared(key, wish.disputed ? std::vector<ManifestPtr>{} : wishes.wanted(key));
  }
  brake.read(wishes);
  pace.read(wishes, truth, now);
}

void Watch::decided(const Call& call, Now now) {
  wishes.decided(call, now);
  pace.decided(call);
  evidence.decided(call);
  if (call.verb == api::Verb::Create) ledger.decided(call, now);
  if (call.verb == api::Verb::Create && ledger.was_ready(call.key) && wishes.only_reports(call))
    complaints_.add(call, now, "somebody deleted it, and drift: Report only reports");
}

void Watch::leaves(const Call& call, const Journal& durable, const SimApi& truth, Now now) {
  const EvidenceWatch::Evidence known = evidence.of(call.key);
  const Life life = known.life;
  const auto state = known.last ? known.last->state : api::ClusterState::Unspecified;
  evidence.leaves(call, durable, now);
  pace.leaves(call, now);
  gates.leaves(call);
  if (!api::is_mutating(call.verb)) return;
  wishes.leaves(call, state, now);
  if (call.verb == api::Verb::Create)
    return ledger.creating(call, truth.find(call.key, now), settings_.overwrites, now);
  ledger.changing(call, life, now);
  if (call.verb != api::Verb::Delete) return;
  const auto gone_since = wishes.gone_since(call);
  const auto swept = evidence.swept(call.key.account_id);
  if (gone_since && (!swept || *swept < *gone_since))
    complaints_.add(call, now, "no whole LIST since its document went");
  std::set<api::ClusterKey> owned;
  for (const auto& [key, record] : durable) {
    if (record.owned) owned.insert(key);
  }
  truth.each(now, [&](const api::ClusterKey& key, const RealCluster& cluster) {
    if (ledger.is_ours(cluster.life)) owned.insert(key);
  });
  brake.deleting(call, life, std::move(owned), now);
}

void Watch::answered(const Call& call, const Answer& answer, Instant asked, Now now) {
  const auto told = [&](const api::ClusterKey& key, const api::Cluster& cluster, std::size_t place) {
    ledger.shown(key, answer.lives[place], cluster, answer.born[place]);
    verdicts.shown(key, cluster, asked);
    brake.shown(key, cluster.state, wishes);
  };
  if (call.verb == api::Verb::Create) ledger.answered(call, answer, now);
  if (const auto* page = std::get_if<api::ClusterPage>(&answer.outcome)) {
    for (std::size_t i = 0; i < page->clusters.size(); ++i)
      told(*api::parse_cluster_name(page->clusters[i].name), page->clusters[i], i);
    if (page->next_page_token.empty()) pace.walk_done(call.key.account_id);
  } else if (const auto* cluster = std::get_if<api::Cluster>(&answer.outcome)) {
    told(call.key, *cluster, 0);
  } else if (const auto* error = std::get_if<api::Error>(&answer.outcome);
             error != nullptr && call.verb == api::Verb::Get && error->kind == api::ErrorKind::NotFound) {
    brake.gone(call.key);
  }
  pace.over(call, std::holds_alternative<api::Cluster>(answer.outcome) ||
                      std::holds_alternative<controller::Accepted>(answer.outcome));
  gates.answered(call, answer.outcome, asked, now);
  if (call.verb != api::Verb::List) wishes.over(call);
  evidence.answered(call, answer, asked, wishes, now);
}

void Watch::forgot(const api::ClusterKey& key) {
  ledger.forgot(key);
  wishes.forgot(key);
  evidence.forgot(key);
  brake.gone(key);
}

void Watch::let_go(const api::ClusterKey& key) {
  ledger.doubt(key);
  brake.gone(key);
}

void Watch::abandoned(const api::ClusterKey& key) {
  ledger.let_go(key);
  wishes.abandoned(key);
}

void Watch::published(const std::vector<controller::ClusterView>& views, const SimApi& truth, Now now) {
  brake.published(views, wishes);
  verdicts.look(views, truth, wishes, now);
  pace.look(wishes, truth, now);
  gates.look(views, now);
}

}  // namespace fwop::simulation
