#include <algorithm>

#include "api/clusters/fields.hpp"
#include "simulation.hpp"

// What must be so long after all trouble has ended.

namespace fwop::simulation {

void Simulation::check_converged(const api::ClusterKey& key, const manifests::Manifest& manifest) {
  using controller::Reason;
  const Now at_end = now();
  const std::string who = "not converged: " + api::to_string(key) + ": ";
  const auto view = engine_->cluster(key, at_end);
  if (!view) return watch_.violate(who + "the engine does not know it");
  const auto real = api_.find(key, at_end);
  const bool slow = real && real->state == api::ClusterState::Creating;
  std::vector<api::FieldDifference> drift;
  if (real) drift = api::differences(*manifest.spec, real->spec, nullptr);
  const bool ready = real && real->state == api::ClusterState::Ready;
  const bool immutable =
      std::any_of(drift.begin(), drift.end(), [](const auto& field) { return field.immutable; });
  const std::string was = std::string(to_string(view->verdict)) + " " + std::string(to_string(view->reason)) +
                          ": " + view->message;
  const auto right_if = [&](bool right) {
    if (!right) watch_.violate(who + was);
  };
  switch (view->reason) {
    case Reason::AsDeclared: return right_if(ready && drift.empty());
    case Reason::Creating:
    case Reason::SlowerThanUsual: return right_if(slow);
    case Reason::ClusterFailed:
    case Reason::ExistsFailed: return right_if(real && real->state == api::ClusterState::Failed);
    case Reason::WaitingToRecreate: return;
    case Reason::ExistsDifferent:
    case Reason::DriftReported:
    case Reason::ValueBouncesBack: return right_if(!drift.empty());
    case Reason::ImmutableFieldDiffers: return right_if(immutable);
    case Reason::ExistsUnmanaged:
      right_if(real && manifest.policy.adoption == manifests::Adoption::Never);
      if (real && watch_.ledger.is_surely_ours(real->life))
        watch_.violate(who + "our own cluster is called a stranger's");
      return;
    case Reason::DeletedOutOfBand: return right_if(!real);
    default: return right_if(false);
  }
}

void Simulation::check_convergence() {
  const auto meant = files_.meant();
  for (const auto& [key, manifest] : meant) check_converged(key, *manifest);
  // A source that is suddenly empty removes nothing.
  if (meant.empty()) return;
  for (const auto& view : engine_->clusters(now())) {
    if (meant.contains(view.key)) continue;
    watch_.violate("not converged: " + api::to_string(view.key) +
                   " is kept without a manifest: " + view.message);
  }
}

void Simulation::check_only_sweeps() {
  std::uint64_t moving = 0;
  for (const auto& view : engine_->clusters(now())) {
    if (!view.settled) ++moving;
  }
  if (moving == 0 && calls_not_list_ > 0) {
    watch_.violate("at rest, but " + std::to_string(calls_not_list_) +
                   " calls that are no sweeps in the last hour");
  }
  const auto pages = plan_.is_fleet() ? 3 : 2 + static_cast<std::uint64_t>(plan_.clusters) * 2 / 3;
  const auto sweeps = static_cast<std::uint64_t>(plan_.accounts) * 70 * pages;
  if (moving == 0 && calls_list_ > sweeps) {
    watch_.violate("at rest, but " + std::to_string(calls_list_) + " LIST calls in the last hour");
  }
}

}  // namespace fwop::simulation
