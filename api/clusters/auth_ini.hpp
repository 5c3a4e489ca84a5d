#pragma once

#include <string>
#include <string_view>

namespace fwop::api {

/// What firectl stores in ~/.fireworks/auth.ini (contract, section 5). Empty: not in the file.
struct AuthIni {
  std::string api_key;
  std::string account_id;
};

/// Reads `name = value` and `name: value`, comments begun by # or ;, and one pair of quotes around a value.
/// If a name appears several times, the one in [fireworks] wins, then one before any section or in [DEFAULT],
/// then the first. Never fails: other lines are ignored, as firectl's own readers do.
AuthIni parse_auth_ini(std::string_view text);

}  // namespace fwop::api
