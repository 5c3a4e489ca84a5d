#include <algorithm>

#include "simulation.hpp"

// What people want, and how it changes.

namespace fwop::simulation {
namespace {

using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;

constexpr const char* kRole = "arn:aws:iam::012345678901:role/";

void set_spec(manifests::Manifest& manifest, const std::function<void(api::ClusterSpec&)>& how) {
  auto spec = std::make_shared<api::ClusterSpec>(*manifest.spec);
  how(*spec);
  manifest.spec = std::move(spec);
}

}  // namespace

api::ClusterKey Simulation::any_key() {
  const auto account = random_.below(static_cast<std::uint64_t>(plan_.accounts));
  const auto cluster = random_.below(static_cast<std::uint64_t>(plan_.clusters) * 2);
  return {"account-" + std::to_string(account), "c" + std::to_string(cluster)};
}

std::shared_ptr<manifests::Manifest> Simulation::make_manifest(const api::ClusterKey& key) {
  auto manifest = std::make_shared<manifests::Manifest>();
  manifest->key = key;
  api::ClusterSpec spec;
  spec.display_name = "v" + std::to_string(edits_++);
  spec.eks = api::EksCluster{};
  spec.eks->aws_account_id = "012345678901";
  spec.eks->region = "us-east-1";
  if (random_.below(2) == 0) spec.eks->inference_role = kRole + std::to_string(random_.below(3));
  manifest->spec = std::make_shared<const api::ClusterSpec>(std::move(spec));
  manifest->policy.adoption = static_cast<Adoption>(random_.below(3));
  manifest->policy.drift = random_.below(4) == 0 ? Drift::Report : Drift::Heal;
  if (plan_.calm) {
    // A cluster that was let go is a stranger's; here it is ours again when it is declared again.
    manifest->policy.adoption = Adoption::Always;
    manifest->policy.drift = Drift::Heal;
  }
  manifest->policy.deletion = static_cast<Deletion>(random_.below(2));
  if (manifest->policy.deletion == Deletion::Delete)
    manifest->policy.on_failed = static_cast<OnFailed>(random_.below(2));
  manifest->digest = manifests::digest_of(*manifest->spec, manifest->policy);
  return manifest;
}

void Simulation::change(const ManifestPtr& manifest, const std::function<void(manifests::Manifest&)>& how) {
  auto changed = std::make_shared<manifests::Manifest>(*manifest);
  how(*changed);
  changed->digest = manifests::digest_of(*changed->spec, changed->policy);
  files_.put(std::move(changed), random_);
}

void Simulation::edit_name(const ManifestPtr& manifest) {
  change(manifest, [this](manifests::Manifest& edited) {
    set_spec(edited, [this](api::ClusterSpec& spec) {
      spec.display_name = "v" + std::to_string(edits_++);
      if (!plan_.calm && random_.below(3) == 0) spec.eks->inference_role = "";
    });
  });
}

void Simulation::remove(const api::ClusterKey& key) {
  removed_[key] = files_.meant()[key];
  files_.remove(key, random_);
}

void Simulation::meddle_with_manifests() {
  const api::ClusterKey key = any_key();
  const auto meant = files_.meant();
  const auto found = meant.find(key);
  const bool there = found != meant.end();
  const std::uint64_t before = edits_;
  bool changed = false;
  if (strikes(Hazard::ManifestAdd) && !there) {
    // Somebody may have just had the same idea.
    if (strikes(Hazard::Rival)) rival(key, clock_ + between(Duration(0), std::chrono::seconds(3)));
    files_.put(make_manifest(key), random_);
  }
  if (there) {
    const auto edit = [&](Hazard hazard, const std::function<void(manifests::Manifest&)>& how) {
      if (!strikes(hazard)) return;
      change(files_.meant()[key], how);
      changed = true;
    };
    if (strikes(Hazard::ManifestEdit)) edit_name(found->second);
    edit(Hazard::ManifestImmutableEdit, [this](manifests::Manifest& edited) {
      set_spec(edited, [this](api::ClusterSpec& spec) {
        spec.eks->region = random_.below(2) == 0 ? "us-east-1" : "eu-west-1";
      });
    });
    edit(Hazard::ManifestPolicy,
         [&](manifests::Manifest& edited) { edited.policy = make_manifest(key)->policy; });
    edit(Hazard::Suspend, [this](manifests::Manifest& edited) {
      if (edited.policy.suspend) return edited.policy.suspend.reset();
      // To the second, as people write it.
      const auto until = std::chrono::floor<std::chrono::seconds>(now().wall + std::chrono::minutes(20));
      edited.policy.suspend = manifests::Suspension{"maintenance", "ops", until};
    });
  }
  if (strikes(Hazard::ManifestRemove) && there) {
    remove(key);
    changed = true;
  }
  if (strikes(Hazard::ManifestReturn) && !removed_.empty()) {
    const auto back = removed_.extract(removed_.begin());
    if (!files_.meant().contains(back.key())) files_.put(back.mapped(), random_);
    changed = true;
  }
  if (changed || edits_ != before) files_changed();
}

void Simulation::meddle_in_bulk() {
  const std::uint64_t before = edits_;
  if (strikes(Hazard::BulkEdit)) {
    log("EDIT ALL");
    for (const auto& [key, manifest] : files_.meant()) edit_name(manifest);
  }
  if (strikes(Hazard::BulkRemove)) {
    log("REMOVE MANY");
    const auto share = random_.below(100);
    ++edits_;
    for (const auto& [key, manifest] : files_.meant()) {
      if (random_.below(100) < share) remove(key);
    }
  }
  if (strikes(Hazard::BulkAdd)) {
    log("ADD MANY");
    const auto meant = files_.meant();
    for (int i = 0; i < plan_.clusters / 2; ++i) {
      const api::ClusterKey key = any_key();
      if (!meant.contains(key)) files_.put(make_manifest(key), random_);
    }
  }
  if (edits_ != before) files_changed();
}

void Simulation::meddle() {
  meddle_with_manifests();
  meddle_in_bulk();
  meddle_with_files();
  meddle_with_clusters();
  meddle_with_servers();
  meddle_with_operator();
  meddle_by_command();
}

void Simulation::end_trouble() {
  log("TROUBLE ENDS");
  trouble_ = false;
  plan_withdrawn_until_.reset();
  source_broken_until_ = source_empty_until_ = key_expired_until_ = account_missing_until_ = api_down_until_ =
      page_fails_until_ = quota_until_ = journal_failing_until_ = odd_state_until_ = list_lags_until_ =
          std::nullopt;
  while (!curses_.empty()) lift(curses_.begin()->first.first, curses_.begin()->first.second);
  files_.heal(Instant::max());
  if (engine_) {
    read_files();
  } else {
    ++life_;
    start_engine();
  }
  tell_of_plan();
  resume_all();
  // A person lets go what the brake holds, and resumes what is suspended, every hour.
  const Instant end = clock_ + std::chrono::hours(13);
  for (Instant when = clock_ + std::chrono::hours(1); when < end; when += std::chrono::hours(1)) {
    at(when, [this] {
      resume_all();
      if (!engine_ || engine_->stats(now()).braked == 0) return;
      for (const auto& held : engine_->release_brake({.include_deletes = true}, now()))
        watch_.wishes.released(held.key);
      watch_.brake.released();
      after_input();
    });
  }
}

}  // namespace fwop::simulation
