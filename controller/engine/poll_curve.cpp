#include "controller/engine/poll_curve.hpp"

#include <algorithm>

namespace fwop::controller {
namespace {

// Before the expected time READY is unlikely, but FAILED should still be noticed.
constexpr int kSparseFactor = 4;

}  // namespace

Duration poll_delay(Duration elapsed, Duration first, Duration longest,
                    const std::optional<ReadyEstimate>& estimate) {
  const Duration unlearned = std::clamp(elapsed / 2, first, longest);
  if (!estimate) return unlearned;

  const Duration dense_from = estimate->median - estimate->median / 10;
  if (elapsed < dense_from) {
    return std::clamp(dense_from - elapsed, first, longest * kSparseFactor);
  }
  if (elapsed <= estimate->p95) {
    return std::clamp((estimate->p95 - dense_from) / 10, first, longest);
  }
  return std::clamp((elapsed - estimate->p95) / 2, first, longest * kSparseFactor);
}

}  // namespace fwop::controller
