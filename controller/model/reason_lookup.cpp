#include <algorithm>

#include "controller/model/reason.hpp"

namespace fwop::controller {

std::optional<Reason> reason_from_name(std::string_view name) {
  const auto& all = catalogue();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const CatalogueEntry& entry) { return entry.name == name; });
  if (found == all.end()) return std::nullopt;
  return found->reason;
}

}  // namespace fwop::controller
