#include "controller/engine/sweep.hpp"

#include <algorithm>
#include <utility>

namespace fwop::controller {
namespace {

// A server whose list never ends must not keep us in it for ever.
constexpr std::size_t kMaxPages = 10'000;

}  // namespace

void Sweep::begin(Now now) {
  running_ = true;
  ++number_;
  began_ = now.steady;
  began_wall_ = now.wall;
  next_token_.clear();
  tokens_.clear();
  pages_ = 0;
  listed_ = 0;
  strangers_.clear();
}

void Sweep::await_page() { awaits_page_ = true; }

Sweep::Next Sweep::page(std::size_t clusters, const std::string& next_token) {
  awaits_page_ = false;
  ++pages_;
  listed_ += clusters;
  const bool circular = !next_token.empty() && !tokens_.insert(next_token).second;
  if (circular || pages_ >= kMaxPages) return Next::Endless;
  next_token_ = next_token;
  return next_token.empty() ? Next::Nothing : Next::Page;
}

void Sweep::finish(Instant next_due) {
  running_ = awaits_page_ = false;
  failures_ = 0;
  problem_.clear();
  ++completed_;
  last_whole_ = Whole{began_, began_wall_, listed_, std::exchange(strangers_, {})};
  due_ = next_due;
}

void Sweep::abort(std::string problem, Instant not_before, Instant now) {
  ++failures_;
  not_before_ = not_before;
  problem_ = std::move(problem);
  cancel(now);
}

void Sweep::cancel(Instant now) {
  running_ = awaits_page_ = false;
  ++failed_;
  due_ = std::max(now, not_before_);
}

void Sweep::hasten(Duration gap, Instant now) {
  if (running_) return;
  const bool walked_before = last_whole_ || failed_ > 0;
  const Instant soonest = walked_before ? began_ + gap : now;
  due_ = std::min(due_, std::max({soonest, not_before_, now}));
}

bool Sweep::lists_stranger(const std::string& cluster_id) const {
  return (last_whole_ && last_whole_->strangers.contains(cluster_id)) ||
         (running_ && strangers_.contains(cluster_id));
}

void Sweep::disown(const std::string& cluster_id) {
  if (last_whole_) last_whole_->strangers.insert(cluster_id);
  strangers_.insert(cluster_id);
}

bool Sweep::report_failure() { return !std::exchange(failure_reported_, true); }

bool Sweep::report_recovery() { return std::exchange(failure_reported_, false); }

}  // namespace fwop::controller
