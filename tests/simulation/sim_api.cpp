#include "sim_api.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"

namespace fwop::simulation {
namespace {

using api::ClusterState;
using api::Error;
using api::ErrorKind;

constexpr Duration kPast = std::chrono::seconds(12);

Answer refuse(ErrorKind kind, int status, const char* message) {
  Error error;
  error.kind = kind;
  error.http_status = status;
  error.message = message;
  if (kind == ErrorKind::NotFound) error.code = api::RpcCode::NotFound;
  return {error, {}, {}};
}

}  // namespace

WallTime SimApi::clock(Instant at) const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::nanoseconds>(at - nature_.epoch);
  const auto ran = static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * nature_.drift);
  return nature_.wall + elapsed + std::chrono::nanoseconds(ran);
}

std::optional<WallTime> SimApi::date(Now now) const {
  if (!nature_.says_date) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(clock(now.steady));
}

Duration SimApi::some_lag() {
  return Duration(random_.below(static_cast<std::uint64_t>(nature_.read_lag.count()) + 1));
}

api::Cluster SimApi::as_answered(const api::ClusterKey& key, const RealCluster& cluster) {
  api::Cluster answer;
  answer.name = api::to_string(key);
  answer.spec = cluster.spec;
  answer.state = cluster.state;
  answer.state_text = api::cluster_state_name(cluster.state);
  if (cluster.state == ClusterState::Failed) answer.status.code = "INTERNAL";
  answer.status.message = cluster.message;
  answer.create_time = cluster.create_time;
  answer.update_time = cluster.update_time;
  if (nature_.rewords_times) {
    switch (random_.below(4)) {
      case 0: break;
      case 1: answer.create_time = std::chrono::floor<std::chrono::microseconds>(cluster.create_time); break;
      case 2: answer.create_time = std::chrono::floor<std::chrono::milliseconds>(cluster.create_time); break;
      default: answer.create_time = std::chrono::floor<std::chrono::seconds>(cluster.create_time); break;
    }
  }
  return answer;
}

std::optional<RealCluster> SimApi::seen_at(const Versions& versions, Instant at) const {
  const auto later = std::find_if(versions.rbegin(), versions.rend(),
                                  [at](const Version& version) { return version.from <= at; });
  if (later == versions.rend()) return std::nullopt;
  std::optional<RealCluster> cluster = later->cluster;
  if (!cluster || at < cluster->moves_at) return cluster;
  if (cluster->state == ClusterState::Deleting) return std::nullopt;
  if (cluster->state == ClusterState::Creating) {
    cluster->state = ClusterState::Ready;
    cluster->update_time = clock(cluster->moves_at);
    cluster->moves_at = Instant::max();
  }
  return cluster;
}

std::optional<RealCluster> SimApi::find(const api::ClusterKey& key, Now now) const {
  const auto found = clusters_.find(key);
  if (found == clusters_.end()) return std::nullopt;
  return seen_at(found->second, now.steady);
}

void SimApi::each(Now now,
                  const std::function<void(const api::ClusterKey&, const RealCluster&)>& visit) const {
  for (const auto& [key, versions] : clusters_) {
    if (const auto cluster = seen_at(versions, now.steady)) visit(key, *cluster);
  }
}

void SimApi::set(const api::ClusterKey& key, std::optional<RealCluster> cluster, Now now) {
  Versions& versions = clusters_[key];
  versions.push_back({now.steady, std::move(cluster)});
  // A read may still show what there was a moment ago.
  while (versions.size() > 1 && versions[1].from < now.steady - kPast) versions.erase(versions.begin());
}

RealCluster SimApi::make(const api::ClusterSpec& spec, Now now) {
  constexpr std::uint64_t kNanoseconds = 1'000'000;
  RealCluster cluster;
  cluster.spec = spec;
  cluster.create_time = clock(now.steady) + std::chrono::nanoseconds(random_.below(kNanoseconds));
  cluster.update_time = cluster.create_time;
  cluster.moves_at = now.steady + nature_.provisioning;
  cluster.life = ++lives_;
  cluster.born = now.steady;
  return cluster;
}

std::size_t SimApi::page_number(const Call& call, Now now) const {
  if (call.page_token.empty()) return 0;
  std::size_t before = 0;
  for (auto it = clusters_.lower_bound({call.key.account_id, ""});
       it != clusters_.end() && it->first.account_id == call.key.account_id &&
       it->first.cluster_id <= call.page_token;
       ++it) {
    if (seen_at(it->second, now.steady)) ++before;
  }
  return before / nature_.page_size;
}

Answer SimApi::list(const Call& call, Duration lag, Now now) {
  const Instant at = now.steady - lag;
  api::ClusterPage page;
  Answer answer;
  std::string last;
  auto it = call.page_token.empty() ? clusters_.lower_bound({call.key.account_id, ""})
                                    : clusters_.upper_bound({call.key.account_id, call.page_token});
  for (; it != clusters_.end() && it->first.account_id == call.key.account_id; ++it) {
    const auto cluster = seen_at(it->second, at);
    if (!cluster) continue;
    if (page.clusters.size() == nature_.page_size) {
      page.next_page_token = last;
      break;
    }
    last = it->first.cluster_id;
    page.clusters.push_back(as_answered(it->first, *cluster));
    answer.lives.push_back(cluster->life);
    answer.born.push_back(cluster->born);
  }
  page.date = date(now);
  answer.outcome = std::move(page);
  return answer;
}

Answer SimApi::shown(const api::ClusterKey& key, const RealCluster& cluster) {
  return {as_answered(key, cluster), {cluster.life}, {cluster.born}};
}

Answer SimApi::change(const Call& call, Now now) {
  const auto there = find(call.key, now);
  const auto stored = [this](const api::ClusterSpec& asked) {
    api::ClusterSpec spec = asked;
    if (nature_.normalises && !spec.display_name.empty()) spec.display_name += " (normalised)";
    return spec;
  };
  switch (call.verb) {
    case api::Verb::Create: {
      if (there && !nature_.overwrites)
        return refuse(ErrorKind::AlreadyExists, 409, "cluster already exists");
      const RealCluster made = make(stored(*call.spec), now);
      set(call.key, made, now);
      return shown(call.key, made);
    }
    case api::Verb::Update: {
      if (!there) return refuse(ErrorKind::NotFound, 404, "cluster not found");
      const auto changes = api::differences(*call.spec, there->spec, nullptr);
      if (std::any_of(changes.begin(), changes.end(), [](const auto& field) { return field.immutable; })) {
        return refuse(ErrorKind::Invalid, 400, "field is immutable");
      }
      RealCluster changed = *there;
      changed.spec = stored(*call.spec);
      changed.update_time = clock(now.steady);
      set(call.key, changed, now);
      return shown(call.key, changed);
    }
    case api::Verb::Delete: {
      if (!there) return refuse(ErrorKind::NotFound, 404, "cluster not found");
      if (there->state == ClusterState::Deleting) return {controller::Accepted{}, {}, {}};
      if (nature_.refuses_delete_while_creating && there->state == ClusterState::Creating) {
        return refuse(ErrorKind::Precondition, 400, "cluster is being created");
      }
      RealCluster going = *there;
      going.state = ClusterState::Deleting;
      going.moves_at = now.steady + nature_.deleting;
      going.update_time = clock(now.steady);
      set(call.key, going, now);
      return {controller::Accepted{}, {}, {}};
    }
    case api::Verb::Get:
    case api::Verb::List: break;
  }
  return refuse(ErrorKind::Unsupported, 501, "no such method");
}

Answer SimApi::handle(const Call& call, Duration list_lag, Now now) {
  Answer answer;
  if (call.verb == api::Verb::List) return list(call, std::max(list_lag, some_lag()), now);
  if (call.verb == api::Verb::Get) {
    const Now then{now.steady - some_lag(), now.wall};
    const auto there = find(call.key, then);
    answer = there ? shown(call.key, *there) : refuse(ErrorKind::NotFound, 404, "cluster not found");
  } else {
    answer = change(call, now);
  }
  if (auto* cluster = std::get_if<api::Cluster>(&answer.outcome)) cluster->date = date(now);
  if (auto* error = std::get_if<Error>(&answer.outcome)) error->date = date(now);
  return answer;
}

void SimApi::foreign_create(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now) {
  if (!find(key, now)) set(key, make(spec, now), now);
}

void SimApi::foreign_delete(const api::ClusterKey& key, Now now) {
  if (find(key, now)) set(key, std::nullopt, now);
}

void SimApi::foreign_edit(const api::ClusterKey& key, const std::string& display_name, Now now) {
  auto cluster = find(key, now);
  if (!cluster) return;
  cluster->spec.display_name = display_name;
  cluster->update_time = clock(now.steady);
  set(key, cluster, now);
}

void SimApi::fail(const api::ClusterKey& key, const std::string& message, Now now) {
  auto cluster = find(key, now);
  if (!cluster || cluster->state == ClusterState::Deleting) return;
  cluster->state = ClusterState::Failed;
  cluster->message = message;
  cluster->moves_at = Instant::max();
  set(key, cluster, now);
}

void SimApi::slow_down(const api::ClusterKey& key, Instant until, Now now) {
  auto cluster = find(key, now);
  if (!cluster || cluster->state != ClusterState::Creating) return;
  cluster->moves_at = until;
  set(key, cluster, now);
}

}  // namespace fwop::simulation
