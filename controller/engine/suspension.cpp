#include "controller/engine/suspension.hpp"

namespace fwop::controller {

bool in_force(const Boxed<manifests::Suspension>& suspension, WallTime now) {
  return suspension && (!suspension->until || now < *suspension->until);
}

std::string described(const manifests::Suspension& suspension) {
  std::string text;
  if (!suspension.owner.empty()) text += " by " + suspension.owner;
  if (!suspension.reason.empty()) text += ": " + suspension.reason;
  if (suspension.until) text += " (until " + format_rfc3339(*suspension.until) + ")";
  return text;
}

}  // namespace fwop::controller
