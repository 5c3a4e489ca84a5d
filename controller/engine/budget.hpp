#pragma once

#include "api/base/clock.hpp"

namespace fwop::controller {

/// The API budget of one account, or of all together: a token bucket. Each call takes one token. Starts full.
class Budget {
 public:
  /// `per_second` 0 or less: no limit.
  Budget(double per_second, double burst, Instant now);

  /// Below 0 only by rounding. `burst` if there is no limit.
  [[nodiscard]] double tokens(Instant now) const;
  /// Takes a token. False if there is none; always true if there is no limit.
  bool take(Instant now);
  /// When the next token is available; `now` if one is.
  [[nodiscard]] Instant ready_at(Instant now) const;

 private:
  double per_second_;
  double burst_;
  double tokens_;
  Instant as_of_;
};

}  // namespace fwop::controller
