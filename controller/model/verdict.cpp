#include "controller/model/verdict.hpp"

namespace fwop::controller {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Ready: return "Ready";
    case Verdict::Progressing: return "Progressing";
    case Verdict::Degraded: return "Degraded";
    case Verdict::Failed: return "Failed";
    case Verdict::Suspended: return "Suspended";
    case Verdict::Unknown: return "Unknown";
  }
  return "?";
}

}  // namespace fwop::controller
