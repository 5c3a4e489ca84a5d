#include "controller/show/age.hpp"

#include <algorithm>
#include <cstdint>

namespace fwop::controller {

std::string age_text(const std::optional<WallTime>& from, WallTime now) {
  if (!from || *from == WallTime{}) return "-";
  const auto seconds =
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - *from).count());
  if (seconds < 120) return std::to_string(seconds) + "s";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + "m";
  if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / 86400) + "d";
}

}  // namespace fwop::controller
