#include "controller/engine/gate.hpp"

#include <algorithm>
#include <utility>

namespace fwop::controller {
namespace {

// If calls of this many different clusters fail in a row, the account is the cause.
constexpr std::size_t kTroubledClusters = 3;

}  // namespace

std::optional<Instant> AccountGate::reopens_at() const {
  if (!closed_) return std::nullopt;
  return closed_->until;
}

const std::string& AccountGate::message() const {
  static const std::string kNone;
  return closed_ ? closed_->message : kNone;
}

bool AccountGate::close(Reason reason, std::string message, Instant now, Instant until) {
  ++failures_;
  troubled_.clear();
  closed_ = Closed{reason, std::move(message), now, until};
  return reasons_.insert(reason).second;
}

void AccountGate::extend(Instant until) {
  if (closed_) closed_->until = std::max(closed_->until, until);
}

bool AccountGate::open_up(Instant began) {
  // A call that began before the failure says nothing about the time after it.
  if (knows(began)) return false;
  failures_ = 0;
  troubled_.clear();
  reasons_.clear();
  return std::exchange(closed_, std::nullopt).has_value();
}

bool AccountGate::trouble(const std::string& cluster_id) {
  troubled_.insert(cluster_id);
  return troubled_.size() >= kTroubledClusters;
}

}  // namespace fwop::controller
