#pragma once

#include "api/base/clock.hpp"

namespace fwop::controller {

/// The API budget of one account: a token bucket, a token a call. Starts full.
class Budget {
 public:
  /// `per_second` 0 or less: no limit.
  Budget(double per_second, double burst, Instant now);

  /// May be below 0 only by rounding; `burst` when there is no limit.
  [[nodiscard]] double tokens(Instant now) const;
  /// Takes a token when there is one.
  bool take(Instant now);
  /// When the next token is there; `now` when it is already.
  [[nodiscard]] Instant ready_at(Instant now) const;

 private:
  double per_second_;
  double burst_;
  double tokens_;
  Instant as_of_;
};

}  // namespace fwop::controller
