#include "controller/engine/ready_history.hpp"

#include <algorithm>
#include <utility>

namespace fwop::controller {
namespace {

constexpr std::size_t kSamplesKept = 100;
constexpr std::size_t kSamplesNeeded = 3;

}  // namespace

ReadyHistory::ReadyHistory(const std::vector<ReadySample>& samples) {
  for (const ReadySample& sample : samples) add(sample);
}

void ReadyHistory::add(const ReadySample& sample) {
  added_ = true;
  add_to(by_region_[{sample.kind, sample.region}], sample.took);
  add_to(by_kind_[sample.kind], sample.took);
}

void ReadyHistory::add_to(Group& group, Duration took) {
  group.newest.push_back(took);
  if (group.newest.size() > kSamplesKept) group.newest.pop_front();
  group.estimate.reset();
}

std::optional<ReadyEstimate> ReadyHistory::estimate_of(const Group& group) {
  if (group.estimate || group.newest.size() < kSamplesNeeded) return group.estimate;
  std::vector<Duration> sorted(group.newest.begin(), group.newest.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t last = sorted.size() - 1;
  group.estimate = ReadyEstimate{sorted[last / 2], sorted[last * 95 / 100]};
  return group.estimate;
}

std::optional<ReadyEstimate> ReadyHistory::estimate(const api::ClusterSpec& spec) const {
  const auto key = kind_and_region(spec);
  const auto region = by_region_.find(key);
  if (region != by_region_.end()) {
    if (auto learned = estimate_of(region->second)) return learned;
  }
  const auto kind = by_kind_.find(key.first);
  return kind == by_kind_.end() ? std::nullopt : estimate_of(kind->second);
}

bool ReadyHistory::have_estimates_moved() {
  if (!std::exchange(added_, false)) return false;
  bool moved = false;
  const auto look = [&moved](Group& group) {
    const auto now = estimate_of(group);
    moved = moved || now != group.estimate_before;
    group.estimate_before = now;
  };
  for (auto& [key, group] : by_region_) look(group);
  for (auto& [kind, group] : by_kind_) look(group);
  return moved;
}

std::pair<std::string, std::string> ReadyHistory::kind_and_region(const api::ClusterSpec& spec) {
  if (spec.eks) return {"eks", spec.eks->region};
  if (spec.fake) return {"fake", spec.fake->location};
  return {"unknown", ""};
}

}  // namespace fwop::controller
