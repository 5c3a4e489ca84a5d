#include "controller/gate.hpp"

#include <algorithm>
#include <utility>

namespace fwop::controller {

std::optional<Instant> AccountGate::reopens_at() const {
  if (!closed_) return std::nullopt;
  return closed_->until;
}

const std::string& AccountGate::message() const {
  static const std::string kNone;
  return closed_ ? closed_->message : kNone;
}

void AccountGate::close(Reason reason, std::string message, Instant until) {
  ++failures_;
  if (closed_) until = std::max(until, closed_->until);
  closed_ = Closed{reason, std::move(message), until};
}

bool AccountGate::open_up() {
  failures_ = 0;
  const bool was_closed = closed_.has_value();
  closed_.reset();
  return was_closed;
}

}  // namespace fwop::controller
