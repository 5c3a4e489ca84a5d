#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/base/clock.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// Stands between one account and the API, for one kind of call: reads, or changes. Closed after what
/// concerns the whole account (429, 5xx, 401, an unreachable host); then one probe of that kind at a time is
/// let through, and only its success opens the gate. Failures of calls that left together are one failure.
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

  /// A call that began at `began` has failed: it is the failure for which the gate is closed already.
  [[nodiscard]] bool knows(Instant began) const { return closed_ && began <= closed_->at; }
  /// Closes it at `now` until `until`, after one more failure. True when that is news: the first failure for
  /// that reason since the gate was last open.
  bool close(Reason reason, std::string message, Instant now, Instant until);
  /// Closed already: not before that, either.
  void extend(Instant until);
  /// A call that began at `began` succeeded. True when that opened the gate.
  bool open_up(Instant began);

  /// A call of that cluster failed in a way that may be the account's. True when so many different clusters
  /// in a row did that it is.
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
