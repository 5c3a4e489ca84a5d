#include "verdict_watch.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"

namespace fwop::simulation {
namespace {

// What a read shows may be as old as its lag, and on its way for as long as a call may take.
constexpr Duration kTruthMargin = std::chrono::seconds(75);

}  // namespace

VerdictWatch::VerdictWatch(Complaints& complaints, Duration staleness_limit)
    : complaints_(complaints), limit_(staleness_limit + kTruthMargin) {}

void VerdictWatch::shown(const api::ClusterKey& key, const api::Cluster& cluster, Instant asked) {
  if (cluster.state != api::ClusterState::Ready) return;
  // At rest one sample is as good as many.
  auto& samples = ready_[key];
  if (!samples.empty() && samples.back().spec == cluster.spec) {
    samples.back().at = std::max(samples.back().at, asked);
  } else {
    samples.push_back({asked, cluster.spec});
  }
}

void VerdictWatch::look(const std::vector<controller::ClusterView>& views, const SimApi& truth,
                        const WishWatch& wishes, Now now) {
  truth.each(now, [&](const api::ClusterKey& key, const RealCluster& real) {
    api::Cluster cluster;
    cluster.spec = real.spec;
    cluster.state = real.state;
    shown(key, cluster, now.steady);
  });
  for (const controller::ClusterView& view : views) {
    if (view.verdict != controller::Verdict::Ready) continue;
    auto& samples = ready_[view.key];
    while (!samples.empty() && now.steady - samples.front().at > limit_) samples.pop_front();
    const auto wanted = wishes.wanted(view.key);
    const bool was_so = std::any_of(wanted.begin(), wanted.end(), [&](const ManifestPtr& manifest) {
      return std::any_of(samples.begin(), samples.end(), [&](const Sample& sample) {
        return api::differences(*manifest->spec, sample.spec, nullptr).empty();
      });
    });
    if (!was_so) complaints_.add(api::to_string(view.key) + ": Ready, while the world is not");
  }
}

}  // namespace fwop::simulation
