#include "controller/daemon/plan_gate.hpp"

#include <algorithm>
#include <utility>

#include "controller/plan/plan_hash.hpp"

namespace fwop::controller {
namespace {

constexpr std::size_t kDigits = 64;

}  // namespace

std::set<std::string> hashes_in(std::string_view text) {
  std::set<std::string> hashes;
  constexpr std::string_view kHex = "0123456789abcdef";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(kHex, begin), text.size());
    if (end - begin == kDigits) hashes.emplace(text.substr(begin, kDigits));
    begin = end + 1;
  }
  return hashes;
}

bool is_url(std::string_view approved) { return approved.find("://") != std::string_view::npos; }

PlanGate::Look PlanGate::look(const Engine& engine, const Approved& approved,
                              const std::string& where) const {
  std::string declared = declaration_hash(engine);
  if (declared == let_through_) return {};
  if (!approved) return {"nothing is changed: no approved plan can be read: " + approved.error(), {}};
  const std::string plan = plan_hash(engine);
  const auto hashes = hashes_in(*approved);
  if (hashes.contains(plan)) return {{}, std::move(declared)};
  return {"nothing is changed: the plan of what is declared and what is there now (" + plan.substr(0, 12) +
              "…) is not among the " + std::to_string(hashes.size()) + " approved in " + where,
          {}};
}

}  // namespace fwop::controller
