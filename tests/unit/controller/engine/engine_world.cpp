#include "engine_world.hpp"

#include <algorithm>
#include <numeric>

namespace fwop::controller::testing {
namespace {

constexpr Duration kLatency = std::chrono::milliseconds(100);

api::Error refusal(api::ErrorKind kind, int status, api::RpcCode code) {
  return {.kind = kind, .http_status = status, .code = code, .message = "no"};
}

}  // namespace

EngineWorld::EngineWorld(EngineOptions options) : engine(options, {}, 1, {kStart, kWallStart}) {}

void EngineWorld::declare(std::vector<std::shared_ptr<const manifests::Manifest>> manifests, bool there) {
  auto snapshot = std::make_shared<manifests::Snapshot>();
  std::sort(manifests.begin(), manifests.end(), [](const auto& a, const auto& b) { return a->key < b->key; });
  for (const auto& manifest : manifests) {
    if (!there) break;
    api::Cluster& cluster = clusters[manifest->key];
    cluster.name = api::to_string(manifest->key);
    cluster.spec = *manifest->spec;
    cluster.state = api::ClusterState::Ready;
    cluster.state_text = "READY";
    cluster.create_time = now().wall - std::chrono::hours(1);
  }
  snapshot->manifests = std::move(manifests);
  snapshot->absence_is_meaningful = true;
  engine.desire(snapshot, now());
  take();
}

std::vector<HeldChange> EngineWorld::release(ReleaseCommand command) {
  auto released = engine.release_brake(command, now());
  take();
  return released;
}

CommandResult EngineWorld::tell(const api::ClusterKey& key, const Command& command) {
  CommandResult result = engine.execute(key, command, now());
  take();
  return result;
}

void EngineWorld::take() {
  Effects effects = engine.take_effects(now());
  wake_ = effects.wake;
  for (Call& call : effects.calls) {
    ++calls_[call.verb];
    if (sent) sent(call);
    due_.push({clock_ + kLatency, order_++, std::move(call)});
  }
}

Outcome EngineWorld::list(const Call& call) const {
  api::ClusterPage page;
  page.date = std::chrono::floor<std::chrono::seconds>(now().wall);
  auto it = call.page_token.empty() ? clusters.lower_bound({call.key.account_id, ""})
                                    : clusters.upper_bound({call.key.account_id, call.page_token});
  for (; it != clusters.end() && it->first.account_id == call.key.account_id; ++it) {
    if (page.clusters.size() == page_size) {
      page.next_page_token = api::parse_cluster_name(page.clusters.back().name)->cluster_id;
      break;
    }
    page.clusters.push_back(it->second);
  }
  return page;
}

Outcome EngineWorld::carry_out(const Call& call) {
  if (refuse) {
    if (auto instead = refuse(call)) return std::move(*instead);
  }
  if (call.verb == api::Verb::List) return list(call);
  const auto found = clusters.find(call.key);
  if (call.verb == api::Verb::Create) {
    if (found != clusters.end())
      return refusal(api::ErrorKind::AlreadyExists, 409, api::RpcCode::AlreadyExists);
    api::Cluster made;
    made.name = api::to_string(call.key);
    made.spec = *call.spec;
    made.state = api::ClusterState::Ready;
    made.state_text = "READY";
    made.create_time = now().wall;
    made.date = std::chrono::floor<std::chrono::seconds>(now().wall);
    return clusters.emplace(call.key, std::move(made)).first->second;
  }
  if (found == clusters.end()) return refusal(api::ErrorKind::NotFound, 404, api::RpcCode::NotFound);
  if (call.verb == api::Verb::Update) found->second.spec = *call.spec;
  if (call.verb == api::Verb::Delete) {
    clusters.erase(found);
    return Accepted{};
  }
  api::Cluster answer = found->second;
  answer.date = std::chrono::floor<std::chrono::seconds>(now().wall);
  return answer;
}

bool EngineWorld::step(Instant until) {
  const bool answer_next = !due_.empty() && (!wake_ || due_.top().at <= *wake_);
  if (!answer_next && !wake_) return false;
  const Instant at = std::max(clock_, answer_next ? due_.top().at : *wake_);
  if (at > until) return false;
  clock_ = at;
  if (answer_next) {
    const Call call = due_.top().call;
    due_.pop();
    engine.complete(call.id, carry_out(call), now());
  } else {
    engine.tick(now());
  }
  take();
  return true;
}

void EngineWorld::run(Duration time) {
  const Instant until = clock_ + time;
  while (step(until)) {
  }
  clock_ = until;
}

bool EngineWorld::run_until(const std::function<bool()>& done, Duration longest) {
  const Instant until = clock_ + longest;
  while (!done()) {
    if (!step(until)) return false;
  }
  return true;
}

std::size_t EngineWorld::calls(api::Verb verb) const {
  const auto found = calls_.find(verb);
  return found == calls_.end() ? 0 : found->second;
}

std::size_t EngineWorld::all_calls() const {
  return std::accumulate(calls_.begin(), calls_.end(), std::size_t{0},
                         [](std::size_t sum, const auto& item) { return sum + item.second; });
}

}  // namespace fwop::controller::testing
