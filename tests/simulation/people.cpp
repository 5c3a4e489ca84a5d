#include <algorithm>

#include "api/fields.hpp"
#include "simulation.hpp"

namespace fwop::simulation {
namespace {

using controller::Reason;
using controller::Verdict;
using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;

std::shared_ptr<manifests::Manifest> edited(const manifests::Manifest& manifest) {
  return std::make_shared<manifests::Manifest>(manifest);
}

void seal(manifests::Manifest& manifest) {
  manifest.digest = manifests::digest_of(*manifest.spec, manifest.policy);
}

}  // namespace

api::ClusterKey Simulation::any_key() {
  const auto account = random_.below(static_cast<std::uint64_t>(plan_.accounts));
  const auto cluster = random_.below(static_cast<std::uint64_t>(plan_.clusters) * 2);
  return {"account-" + std::to_string(account), "c" + std::to_string(cluster)};
}

std::shared_ptr<const manifests::Manifest> Simulation::make_manifest(const api::ClusterKey& key) {
  auto manifest = std::make_shared<manifests::Manifest>();
  manifest->key = key;
  api::ClusterSpec spec;
  spec.display_name = "v" + std::to_string(edits_++);
  spec.eks = api::EksCluster{};
  spec.eks->aws_account_id = "012345678901";
  spec.eks->region = "us-east-1";
  if (random_.below(2) == 0) spec.eks->inference_role = "role-" + std::to_string(random_.below(3));
  manifest->spec = std::make_shared<const api::ClusterSpec>(std::move(spec));
  manifest->policy.adoption = static_cast<Adoption>(random_.below(3));
  manifest->policy.drift = random_.below(4) == 0 ? Drift::Report : Drift::Heal;
  manifest->policy.deletion = static_cast<Deletion>(random_.below(2));
  if (manifest->policy.deletion == Deletion::Delete)
    manifest->policy.on_failed = static_cast<OnFailed>(random_.below(2));
  seal(*manifest);
  return manifest;
}

void Simulation::tell_manifests() {
  if (!engine_) return;
  auto snapshot = std::make_shared<manifests::Snapshot>();
  const bool broken = source_broken_until_ && clock_ < *source_broken_until_;
  snapshot->absence_is_meaningful = !broken;
  if (broken) snapshot->removal_hold = "the source is broken";
  for (const auto& [key, manifest] : declared_) {
    const auto disputed = disputed_until_.find(key);
    if (disputed != disputed_until_.end() && clock_ < disputed->second) {
      snapshot->duplicates.push_back({key, {}});
    } else if (!broken || random_.below(2) == 0) {
      // Of a broken source some of what was there may be missing.
      snapshot->manifests.push_back(manifest);
    }
  }
  watch_.told_manifests(snapshot, now());
  engine_->desire(snapshot, now());
  after_input();
}

void Simulation::meddle_with_manifests() {
  const api::ClusterKey key = any_key();
  const auto found = declared_.find(key);
  const bool there = found != declared_.end();
  if (strikes(Hazard::ManifestAdd) && !there) declared_[key] = make_manifest(key);
  if (strikes(Hazard::ManifestEdit) && there) {
    auto manifest = edited(*found->second);
    auto spec = std::make_shared<api::ClusterSpec>(*manifest->spec);
    spec->display_name = "v" + std::to_string(edits_++);
    if (spec->eks && random_.below(3) == 0) spec->eks->inference_role = "";
    manifest->spec = spec;
    seal(*manifest);
    declared_[key] = manifest;
  }
  if (strikes(Hazard::ManifestImmutableEdit) && there) {
    auto manifest = edited(*found->second);
    auto spec = std::make_shared<api::ClusterSpec>(*manifest->spec);
    spec->eks->region = random_.below(2) == 0 ? "us-east-1" : "eu-west-1";
    manifest->spec = spec;
    seal(*manifest);
    declared_[key] = manifest;
  }
  if (strikes(Hazard::ManifestPolicy) && there) {
    auto manifest = edited(*found->second);
    manifest->policy = make_manifest(key)->policy;
    seal(*manifest);
    declared_[key] = manifest;
  }
  if (strikes(Hazard::Suspend) && there) {
    auto manifest = edited(*found->second);
    if (manifest->policy.suspend)
      manifest->policy.suspend.reset();
    else
      manifest->policy.suspend =
          manifests::Suspension{"maintenance", "ops", now().wall + std::chrono::minutes(20)};
    seal(*manifest);
    declared_[key] = manifest;
  }
  if (strikes(Hazard::ManifestRemove) && there) {
    removed_[key] = found->second;
    declared_.erase(key);
  }
  if (strikes(Hazard::ManifestReturn) && !removed_.empty()) {
    declared_[removed_.begin()->first] = removed_.begin()->second;
    removed_.erase(removed_.begin());
  }
  if (strikes(Hazard::Dispute) && declared_.contains(key))
    disputed_until_[key] = clock_ + std::chrono::minutes(5);
  if (strikes(Hazard::SourceBroken))
    source_broken_until_ = clock_ + between(std::chrono::minutes(1), std::chrono::minutes(10));
  if (strikes(Hazard::SourceEmpty)) {
    // What a source that is suddenly empty comes to: absence means nothing.
    source_broken_until_ = clock_ + std::chrono::minutes(2);
  }
  tell_manifests();
}

void Simulation::meddle_with_clusters() {
  const api::ClusterKey key = any_key();
  const auto found = declared_.find(key);
  if (strikes(Hazard::FailCluster)) api_.fail(key, "the role cannot be assumed", now());
  if (strikes(Hazard::SlowCreate)) api_.slow_down(key, clock_ + std::chrono::hours(2));
  if (strikes(Hazard::ForeignDelete)) api_.foreign_delete(key, now());
  if (strikes(Hazard::ForeignEdit)) api_.foreign_edit(key, "edited by hand", now());
  if (strikes(Hazard::ForeignCreate)) {
    const auto manifest =
        found != declared_.end() && random_.below(2) == 0 ? found->second : make_manifest(key);
    api_.foreign_create(key, *manifest->spec, now());
  }
  if (strikes(Hazard::ForeignReplace)) {
    api_.foreign_delete(key, now());
    api_.foreign_create(key, *make_manifest(key)->spec, now());
  }
}

void Simulation::meddle_with_operator() {
  const auto for_a_while = [&](Hazard hazard, std::optional<Instant>& until) {
    if (strikes(hazard)) until = clock_ + between(std::chrono::seconds(10), std::chrono::minutes(15));
  };
  for_a_while(Hazard::KeyExpiry, key_expired_until_);
  for_a_while(Hazard::AccountMissing, account_missing_until_);
  for_a_while(Hazard::JournalFailure, journal_failing_until_);
  for_a_while(Hazard::UnknownState, odd_state_until_);
  for_a_while(Hazard::ListLag, list_lags_until_);
  if (strikes(Hazard::ClockStep))
    wall_offset_ += std::chrono::seconds(static_cast<int>(random_.below(240)) - 120);
  if (engine_ && strikes(Hazard::Crash)) {
    // Torn at any point: the crash comes somewhere within what is under way.
    at(clock_ + between(Duration(0), Duration(1500)), [this, life = life_] {
      if (life == life_ && engine_) crash();
    });
  }
}

void Simulation::meddle() {
  meddle_with_manifests();
  meddle_with_clusters();
  meddle_with_operator();
  meddle_by_command();
}

void Simulation::end_trouble() {
  log("TROUBLE ENDS");
  trouble_ = false;
  disputed_until_.clear();
  source_broken_until_.reset();
  key_expired_until_ = account_missing_until_ = journal_failing_until_ = odd_state_until_ = list_lags_until_ =
      std::nullopt;
  if (!engine_) start_engine();
  tell_manifests();
  resume_all();
  // A person lets go what the brake holds, and resumes what is suspended, every hour.
  const Instant end = clock_ + std::chrono::hours(13);
  for (Instant when = clock_ + std::chrono::hours(1); when < end; when += std::chrono::hours(1)) {
    at(when, [this] {
      resume_all();
      if (!engine_ || engine_->stats(now()).braked == 0) return;
      watch_.released();
      engine_->release_brake({.include_deletes = true}, now());
      after_input();
    });
  }
}

void Simulation::check_convergence() {
  const Now at_end = now();
  for (const auto& [key, manifest] : declared_) {
    const std::string who = "not converged: " + api::to_string(key) + ": ";
    const auto view = engine_->cluster(key, at_end);
    if (!view) return watch_.violate(who + "the engine does not know it");
    const RealCluster* real = api_.find(key, at_end);
    const bool slow = real != nullptr && real->state == api::ClusterState::Creating;
    std::vector<api::FieldDifference> drift;
    if (real != nullptr) drift = api::differences(*manifest->spec, real->spec, nullptr);
    const bool ready = real != nullptr && real->state == api::ClusterState::Ready;
    const bool immutable =
        std::any_of(drift.begin(), drift.end(), [](const auto& field) { return field.immutable; });
    const std::string reason(to_string(view->reason));
    const std::string was = std::string(to_string(view->verdict)) + " " + reason + ": " + view->message;
    switch (view->reason) {
      case Reason::AsDeclared:
        if (!ready || !drift.empty()) watch_.violate(who + "said to be as declared");
        break;
      case Reason::Creating:
      case Reason::SlowerThanUsual:
        if (!slow) watch_.violate(who + was);
        break;
      case Reason::ClusterFailed:
      case Reason::ExistsFailed:
        if (real == nullptr || real->state != api::ClusterState::Failed) watch_.violate(who + was);
        break;
      case Reason::WaitingToRecreate: break;
      case Reason::ExistsDifferent:
      case Reason::DriftReported:
      case Reason::ValueBouncesBack:
        if (drift.empty()) watch_.violate(who + was);
        break;
      case Reason::ImmutableFieldDiffers:
        if (!immutable) watch_.violate(who + was);
        break;
      case Reason::ExistsUnmanaged:
        if (real == nullptr || manifest->policy.adoption != Adoption::Never) watch_.violate(who + was);
        break;
      case Reason::DeletedOutOfBand:
        if (real != nullptr) watch_.violate(who + was);
        break;
      default: watch_.violate(who + was);
    }
  }
  for (const auto& view : engine_->clusters(at_end)) {
    if (!declared_.contains(view.key)) {
      watch_.violate("not converged: " + api::to_string(view.key) +
                     " is kept without a manifest: " + view.message);
    }
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
  const auto sweeps = static_cast<std::uint64_t>(plan_.accounts) * 70 *
                      (2 + static_cast<std::uint64_t>(plan_.clusters) * 2 / 3);
  if (moving == 0 && calls_list_ > sweeps) {
    watch_.violate("at rest, but " + std::to_string(calls_list_) + " LIST calls in the last hour");
  }
}

}  // namespace fwop::simulation
