#include "api/clusters/auth_ini.hpp"

#include <array>

#include "api/base/take_until.hpp"
#include "api/base/trimmed.hpp"

namespace fwop::api {
namespace {

std::string_view unquoted(std::string_view text) {
  const bool quoted =
      text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// Higher wins.
int weight_of(std::string_view section) {
  if (section == "fireworks") return 3;
  return section.empty() || section == "DEFAULT" ? 2 : 1;
}

struct Kept {
  std::string_view name;
  std::string AuthIni::*member;
  int weight = 0;
};

}  // namespace

AuthIni parse_auth_ini(std::string_view text) {
  AuthIni ini;
  std::array<Kept, 2> kept = {{{"api_key", &AuthIni::api_key}, {"account_id", &AuthIni::account_id}}};
  std::string_view section;
  while (!text.empty()) {
    const std::string_view line = trimmed(without_byte_order_mark(take_until(text, '\n')));
    if (line.starts_with('[') && line.ends_with(']')) section = trimmed(line.substr(1, line.size() - 2));
    const auto split = line.find_first_of("=:");
    if (line.empty() || line.find_first_of("#;[") == 0 || split == std::string_view::npos) continue;
    const std::string_view value = unquoted(trimmed(line.substr(split + 1)));
    for (Kept& each : kept) {
      if (value.empty() || trimmed(line.substr(0, split)) != each.name) continue;
      if (weight_of(section) <= each.weight) continue;
      each.weight = weight_of(section);
      ini.*each.member = value;
    }
  }
  return ini;
}

}  // namespace fwop::api
