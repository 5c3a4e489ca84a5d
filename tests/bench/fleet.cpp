#include "fleet.hpp"

#include <algorithm>
#include <utility>

namespace fwop::bench {
namespace {

const Instant kStart = Instant(std::chrono::hours(1000));
const WallTime kWallStart = WallTime(std::chrono::hours(24 * 365 * 56));

std::string numbered(const char* prefix, std::size_t number) {
  std::string digits = std::to_string(number);
  return prefix + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

controller::EngineOptions without_limits() {
  controller::EngineOptions options;
  options.budget_per_second = 0;
  options.max_calls_in_flight = 128;
  options.poll_first = std::chrono::milliseconds(20);
  return options;
}

}  // namespace

std::string manifest_text(std::size_t number) {
  const std::string role = "arn:aws:iam::123456789012:role";
  return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: " +
         numbered("bench-cluster-", number) +
         "\nspec:\n  accountId: acme\n  displayName: " + numbered("Bench cluster ", number) +
         "\n  eksCluster:\n    awsAccountId: \"123456789012\"\n    region: us-east-1\n    "
         "fireworksManagerRole: " +
         role + "/FireworksManagerRole\n    clusterName: " + numbered("eks-", number) +
         "\n    storageBucketName: " + numbered("bucket-", number) + "\n    metricWriterRole: " + role +
         "/MetricsWriterRole\n    loadBalancerControllerRole: " + role +
         "/LoadBalancerControllerRole\n    inferenceRole: " + role + "/InferenceRole\n";
}

manifests::SourceReading reading_of(std::size_t count) {
  manifests::SourceReading reading;
  reading.files.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    reading.files.push_back({.name = numbered("c", i) + ".yaml", .bytes = manifest_text(i)});
  return reading;
}

std::shared_ptr<const manifests::Snapshot> snapshot_of(std::size_t count) {
  return manifests::SnapshotBuilder({}).build(reading_of(count));
}

std::shared_ptr<const manifests::Snapshot> snapshot_without_text(std::size_t count) {
  auto snapshot = std::make_shared<manifests::Snapshot>();
  snapshot->absence_is_meaningful = true;
  for (std::size_t i = 0; i < count; ++i) {
    auto manifest = std::make_shared<manifests::Manifest>();
    manifest->key = {"acme", numbered("bench-cluster-", i)};
    manifest->spec = std::make_shared<const api::ClusterSpec>(
        api::ClusterSpec{.display_name = numbered("Bench cluster ", i),
                         .eks = api::EksCluster{.aws_account_id = "123456789012", .region = "us-east-1"},
                         .fake = {}});
    manifest->digest = manifests::digest_of(*manifest->spec, manifest->policy);
    snapshot->manifests.push_back(std::move(manifest));
  }
  return snapshot;
}

Fleet::Fleet(std::shared_ptr<const manifests::Snapshot> snapshot)
    : snapshot_(std::move(snapshot)), engine_(without_limits(), {}, 1, now()) {
  take();
}

Now Fleet::now() const { return {kStart + passed_, kWallStart + passed_}; }

void Fleet::take() {
  controller::Effects effects = engine_.take_effects(now());
  calls_ += effects.calls.size();
  waiting_.insert(waiting_.end(), std::make_move_iterator(effects.calls.begin()),
                  std::make_move_iterator(effects.calls.end()));
  wake_ = effects.wake;
}

controller::Outcome Fleet::answer(const controller::Call& call) const {
  if (call.verb == api::Verb::Create) {
    api::Cluster made;
    made.name = api::to_string(call.key);
    made.spec = *call.spec;
    made.state = api::ClusterState::Creating;
    made.state_text = "CREATING";
    made.create_time = now().wall;
    return made;
  }
  api::ClusterPage page;
  const std::size_t begin = call.page_token.empty() ? 0 : std::stoul(call.page_token);
  const std::size_t end = std::min(begin + api::kMaxPageSize, created_.size());
  page.clusters.assign(created_.begin() + static_cast<std::ptrdiff_t>(begin),
                       created_.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < created_.size()) page.next_page_token = std::to_string(end);
  return page;
}

std::size_t Fleet::converge() {
  engine_.desire(snapshot_, now());
  take();
  while (!engine_.settled()) {
    if (waiting_.empty()) {
      passed_ = std::max(passed_, std::chrono::ceil<Duration>(*wake_ - kStart));
      engine_.tick(now());
      take();
      continue;
    }
    for (const controller::Call& call : std::exchange(waiting_, {})) {
      controller::Outcome outcome = answer(call);
      if (auto* cluster = std::get_if<api::Cluster>(&outcome)) {
        created_.push_back(*cluster);
        created_.back().state = api::ClusterState::Ready;
        created_.back().state_text = "READY";
      }
      engine_.complete(call.id, std::move(outcome), now());
      take();
    }
  }
  return std::exchange(calls_, 0);
}

std::size_t Fleet::sweep() {
  do {
    if (waiting_.empty()) {
      passed_ = std::max(passed_, std::chrono::ceil<Duration>(*wake_ - kStart));
      engine_.tick(now());
      take();
    }
    for (const controller::Call& call : std::exchange(waiting_, {})) {
      engine_.complete(call.id, answer(call), now());
      take();
    }
  } while (!waiting_.empty());
  return std::exchange(calls_, 0);
}

}  // namespace fwop::bench
