#include "sim_api.hpp"

#include <algorithm>
#include <vector>

#include "api/fields.hpp"

namespace fwop::simulation {
namespace {

using api::ClusterState;
using api::Error;
using api::ErrorKind;

constexpr Duration kPast = std::chrono::seconds(10);

Error refuse(ErrorKind kind, int status, const char* message) {
  Error error;
  error.kind = kind;
  error.http_status = status;
  error.message = message;
  if (kind == ErrorKind::NotFound) error.code = api::RpcCode::NotFound;
  return error;
}

}  // namespace

api::Cluster as_answered(const api::ClusterKey& key, const RealCluster& cluster) {
  api::Cluster answer;
  answer.name = api::to_string(key);
  answer.spec = cluster.spec;
  answer.state = cluster.state;
  answer.state_text = api::cluster_state_name(cluster.state);
  if (cluster.state == ClusterState::Failed) answer.status.code = "INTERNAL";
  answer.status.message = cluster.message;
  answer.create_time = cluster.create_time;
  answer.update_time = cluster.update_time;
  return answer;
}

void SimApi::move(const api::ClusterKey& key, Now now) {
  const auto found = clusters_.find(key);
  if (found == clusters_.end() || now.steady < found->second.moves_at) return;
  if (found->second.state == ClusterState::Creating) {
    found->second.state = ClusterState::Ready;
    found->second.moves_at = Instant::max();
    found->second.update_time = now.wall;
  } else if (found->second.state == ClusterState::Deleting) {
    clusters_.erase(found);
  }
}

void SimApi::move_all(Now now) {
  std::vector<api::ClusterKey> keys;
  for (const auto& [key, cluster] : clusters_) keys.push_back(key);
  for (const api::ClusterKey& key : keys) move(key, now);
}

void SimApi::remember(Now now) {
  past_.emplace_back(now.steady, clusters_);
  while (past_.size() > 1 && past_[1].first < now.steady - kPast) past_.pop_front();
}

const RealCluster* SimApi::find(const api::ClusterKey& key, Now now) {
  move(key, now);
  const auto found = clusters_.find(key);
  return found == clusters_.end() ? nullptr : &found->second;
}

RealCluster& SimApi::put(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now) {
  remember(now);
  RealCluster& cluster = clusters_[key];
  cluster = RealCluster{};
  cluster.spec = spec;
  cluster.create_time = now.wall;
  cluster.update_time = now.wall;
  cluster.moves_at = now.steady + nature_.provisioning;
  cluster.life = ++lives_;
  return cluster;
}

Outcome SimApi::list(const Call& call, Duration lag, Now now) {
  move_all(now);
  const World* world = &clusters_;
  if (lag > Duration(0)) {
    for (const auto& [at, then] : past_) {
      if (at >= now.steady - lag) {
        world = &then;
        break;
      }
    }
  }
  api::ClusterPage page;
  auto it = call.page_token.empty() ? world->lower_bound({call.key.account_id, ""})
                                    : world->upper_bound({call.key.account_id, call.page_token});
  for (; it != world->end() && it->first.account_id == call.key.account_id; ++it) {
    if (page.clusters.size() == nature_.page_size) {
      const auto last = api::parse_cluster_name(page.clusters.back().name);
      page.next_page_token = last->cluster_id;
      break;
    }
    page.clusters.push_back(as_answered(it->first, it->second));
  }
  return page;
}

Outcome SimApi::handle(const Call& call, Duration list_lag, Now now) {
  move(call.key, now);
  const auto found = clusters_.find(call.key);
  const bool there = found != clusters_.end();
  switch (call.verb) {
    case api::Verb::List: return list(call, list_lag, now);
    case api::Verb::Get:
      if (!there) return refuse(ErrorKind::NotFound, 404, "cluster not found");
      return as_answered(call.key, found->second);
    case api::Verb::Create: {
      if (there) return refuse(ErrorKind::AlreadyExists, 409, "cluster already exists");
      RealCluster& cluster = put(call.key, *call.spec, now);
      ++created_;
      if (nature_.normalises && !cluster.spec.display_name.empty())
        cluster.spec.display_name += " (normalised)";
      return as_answered(call.key, cluster);
    }
    case api::Verb::Update: {
      if (!there) return refuse(ErrorKind::NotFound, 404, "cluster not found");
      const auto changes = api::differences(*call.spec, found->second.spec, nullptr);
      if (std::any_of(changes.begin(), changes.end(), [](const auto& field) { return field.immutable; })) {
        return refuse(ErrorKind::Invalid, 400, "field is immutable");
      }
      remember(now);
      found->second.spec = *call.spec;
      if (nature_.normalises && !call.spec->display_name.empty())
        found->second.spec.display_name += " (normalised)";
      found->second.update_time = now.wall;
      return as_answered(call.key, found->second);
    }
    case api::Verb::Delete:
      if (!there) return refuse(ErrorKind::NotFound, 404, "cluster not found");
      if (found->second.state == ClusterState::Deleting) return controller::Accepted{};
      if (nature_.refuses_delete_while_creating && found->second.state == ClusterState::Creating) {
        return refuse(ErrorKind::Precondition, 400, "cluster is being created");
      }
      remember(now);
      found->second.state = ClusterState::Deleting;
      found->second.moves_at = now.steady + nature_.deleting;
      found->second.update_time = now.wall;
      return controller::Accepted{};
  }
  return refuse(ErrorKind::Unsupported, 501, "no such method");
}

void SimApi::foreign_create(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now) {
  if (find(key, now) == nullptr) put(key, spec, now);
}

void SimApi::foreign_delete(const api::ClusterKey& key, Now now) {
  if (find(key, now) == nullptr) return;
  remember(now);
  clusters_.erase(key);
}

void SimApi::foreign_edit(const api::ClusterKey& key, const std::string& display_name, Now now) {
  if (find(key, now) == nullptr) return;
  remember(now);
  clusters_[key].spec.display_name = display_name;
  clusters_[key].update_time = now.wall;
}

void SimApi::fail(const api::ClusterKey& key, const std::string& message, Now now) {
  const RealCluster* cluster = find(key, now);
  if (cluster == nullptr || cluster->state == ClusterState::Deleting) return;
  remember(now);
  clusters_[key].state = ClusterState::Failed;
  clusters_[key].message = message;
  clusters_[key].moves_at = Instant::max();
}

void SimApi::slow_down(const api::ClusterKey& key, Instant until) {
  const auto found = clusters_.find(key);
  if (found != clusters_.end() && found->second.state == ClusterState::Creating)
    found->second.moves_at = until;
}

}  // namespace fwop::simulation
