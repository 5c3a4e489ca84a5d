#include "controller/daemon/plan_gate.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "controller/plan/plan_hash.hpp"

namespace fwop::controller {
namespace {

constexpr std::size_t kDigits = 64;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

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

}  // namespace

bool is_url(std::string_view approved) { return approved.find("://") != std::string_view::npos; }

PlanGate::PlanGate(std::filesystem::path state_dir) : note_(std::move(state_dir) / "plan-in-force") {
  if (const auto noted = hashes_in(read_file(note_)); !noted.empty()) open_for_ = *noted.begin();
}

std::optional<std::string> PlanGate::closed_for(const Engine& engine, const Approved& approved,
                                                const std::string& where) {
  const std::string declared = declaration_hash(engine);
  if (declared == open_for_) return std::nullopt;
  if (!approved) return "nothing is changed: no approved plan can be read: " + approved.error();
  const std::string plan = plan_hash(engine);
  const auto hashes = hashes_in(*approved);
  if (!hashes.contains(plan)) {
    return "nothing is changed: the plan of what is declared and what is there now (" + plan.substr(0, 12) +
           "…) is not among the " + std::to_string(hashes.size()) + " approved in " + where;
  }
  open_for_ = declared;
  std::ofstream(note_) << declared << '\n';
  return std::nullopt;
}

}  // namespace fwop::controller
