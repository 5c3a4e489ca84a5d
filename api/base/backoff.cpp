#include "api/base/backoff.hpp"

#include <algorithm>

namespace fwop {

Duration doubled(Duration first, Duration longest, std::uint32_t times) {
  Duration delay = first;
  for (std::uint32_t i = 0; i < times && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

Duration backoff_delay(Duration first, Duration longest, std::uint32_t failures, Random& random) {
  const Duration ceiling = doubled(first, longest, failures == 0 ? 0 : failures - 1);
  const Duration half = ceiling / 2;
  return half + Duration(random.below(static_cast<std::uint64_t>((ceiling - half).count()) + 1));
}

}  // namespace fwop
