#pragma once

#include <string>
#include <string_view>

namespace fwop::api {

/// What firectl keeps of a person in ~/.fireworks/auth.ini (contract, section 5). Empty: the file does not
/// say.
struct AuthIni {
  std::string api_key;
  std::string account_id;
};

/// Reads `name = value` and `name: value`, comments begun by # or ;, and one pair of quotes around a value.
/// Of a name that stands several times, the one in [fireworks] wins, then one before any section or in
/// [DEFAULT], then the first. Never fails: what is no such line is passed over, as firectl's own readers do.
AuthIni parse_auth_ini(std::string_view text);

}  // namespace fwop::api
