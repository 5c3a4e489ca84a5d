#include "controller/engine/brake.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <vector>

namespace fwop::controller {
namespace {
constexpr std::chrono::hours kWindow{1};
// Longer than the window: if the clock jumps ahead and back, the marks of the last hour must still be there.
constexpr std::chrono::hours kKept{24};
}  // namespace

Brake::Brake(Limits limits, std::vector<BrakeMark> marks)
    : limits_(limits), marks_(marks.begin(), marks.end()) {
  std::sort(marks_.begin(), marks_.end(),
            [](const BrakeMark& a, const BrakeMark& b) { return a.time < b.time; });
}

void Brake::forget_old(WallTime now) {
  while (!marks_.empty() && marks_.front().time <= now - kKept) marks_.pop_front();
}

std::size_t Brake::delete_limit(std::size_t owned) const {
  const double share = std::floor(static_cast<double>(owned) * limits_.max_delete_percent / 100);
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::max(share, 0.0)));
}

Brake::Usage Brake::usage(api::Verb verb, const Owned& owned, WallTime now) const {
  std::vector<WallTime> counted;  // Oldest first, as the marks are.
  std::set<api::ClusterKey> deleted;
  for (const BrakeMark& mark : marks_) {
    if (mark.verb != verb || mark.time <= now - kWindow) continue;
    counted.push_back(mark.time);
    if (verb == api::Verb::Delete && !owned.contains(mark.key)) deleted.insert(mark.key);
  }
  Usage usage{.used = counted.size()};
  switch (verb) {
    case api::Verb::Create: usage.limit = limits_.max_creates; break;
    case api::Verb::Update: usage.limit = limits_.max_updates; break;
    case api::Verb::Delete: usage.limit = delete_limit(owned.count() + deleted.size()); break;
    case api::Verb::Get:
    case api::Verb::List: break;
  }
  if (usage.limit && *usage.limit > 0 && usage.used >= *usage.limit)
    usage.room_at = counted[usage.used - *usage.limit] + kWindow;
  return usage;
}

bool Brake::allows(api::Verb verb, const Owned& owned, WallTime now) const {
  const Usage hour = usage(verb, owned, now);
  return !hour.limit || hour.used < *hour.limit;
}

bool Brake::counts(api::Verb verb, const api::ClusterKey& key, WallTime now) const {
  return std::any_of(marks_.begin(), marks_.end(), [&](const BrakeMark& mark) {
    return mark.verb == verb && mark.key == key && mark.time > now - kWindow;
  });
}

std::optional<BrakeMark> Brake::mark(api::Verb verb, const api::ClusterKey& key, WallTime now) {
  const bool limited = verb == api::Verb::Delete || (verb == api::Verb::Create && limits_.max_creates) ||
                       (verb == api::Verb::Update && limits_.max_updates);
  if (!limited) return std::nullopt;
  forget_old(now);
  marks_.push_back(BrakeMark{verb, key, now});
  ++version_;
  return marks_.back();
}

std::optional<BrakeMark> Brake::unmark(api::Verb verb, const api::ClusterKey& key) {
  const auto newest = std::find_if(marks_.rbegin(), marks_.rend(), [&](const BrakeMark& mark) {
    return mark.verb == verb && mark.key == key;
  });
  if (newest == marks_.rend()) return std::nullopt;
  BrakeMark mark = *newest;
  marks_.erase(std::next(newest).base());
  ++version_;
  return mark;
}

}  // namespace fwop::controller
