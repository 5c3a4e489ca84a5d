#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/base/clock.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// Lets calls of one account and one kind (reads or changes) through while it is open. A failure of the whole
/// account (429, 5xx, 401, an unreachable host) closes it. Then one probe of that kind at a time goes
/// through, and only its success opens the gate. Failures of calls that were sent together count as one.
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

  /// True if the gate was closed after `began`: the failure of a call that began then is no news.
  [[nodiscard]] bool knows(Instant began) const { return closed_ && began <= closed_->at; }
  /// Closes it at `now` until `until`, after one more failure. True when that is news: the first failure for
  /// that reason since the gate was last open.
  bool close(Reason reason, std::string message, Instant now, Instant until);
  /// If closed: stays closed until `until` at least.
  void extend(Instant until);
  /// A call that began at `began` succeeded. True when that opened the gate.
  bool open_up(Instant began);

  /// Notes a failed call of one cluster whose cause may be the account. True if enough different clusters
  /// failed in a row to show that it is.
  bool trouble(const std::string& cluster_id);

 private:
  struct Closed {
    Reason reason;
    std::string message;
    Instant at;
    Instant until;
  };
  std::optional<Closed> closed_;
  std::uint32_t failures_ = 0;  ///< Since it was last open.
  std::set<std::string> troubled_;
  std::set<Reason> reasons_;  ///< Of the failures since it was last open.
};

}  // namespace fwop::controller
