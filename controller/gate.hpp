#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/clock.hpp"
#include "controller/reason.hpp"

namespace fwop::controller {

/// Stands between one account and the API. Closed after what concerns the whole account (429, 5xx, 401, an
/// unreachable host, a failed LIST); then one probe at a time is let through, and its success opens it.
class AccountGate {
 public:
  [[nodiscard]] bool open() const { return !closed_; }
  /// Closed, and it is time for a probe.
  [[nodiscard]] bool probe_due(Instant now) const { return closed_ && now >= closed_->until; }
  /// When a probe may go; nothing when open.
  [[nodiscard]] std::optional<Instant> reopens_at() const;
  [[nodiscard]] std::uint32_t failures() const { return failures_; }
  [[nodiscard]] Reason reason() const { return closed_ ? closed_->reason : Reason::AsDeclared; }
  [[nodiscard]] const std::string& message() const;

  /// Closes it, or keeps it closed for longer.
  void close(Reason reason, std::string message, Instant until);
  /// A call succeeded. True when the gate was closed: everyone's back-off is void now.
  bool open_up();

 private:
  struct Closed {
    Reason reason;
    std::string message;
    Instant until;
  };
  std::optional<Closed> closed_;
  std::uint32_t failures_ = 0;  ///< Since it was last open.
};

}  // namespace fwop::controller
