#include "controller/backoff.hpp"

#include <algorithm>

namespace fwop::controller {

Duration doubled(Duration first, Duration longest, std::uint32_t times) {
  Duration delay = first;
  for (std::uint32_t i = 0; i < times && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

Duration backoff_delay(Duration first, Duration longest, std::uint32_t failures, Random& random) {
  const Duration ceiling = doubled(first, longest, failures == 0 ? 0 : failures - 1);
  const auto drawn =
      static_cast<Duration::rep>(random.below(static_cast<std::uint64_t>(ceiling.count()) + 1));
  return std::max(Duration(drawn), first / 10);
}

}  // namespace fwop::controller
