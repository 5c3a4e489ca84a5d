#pragma once

#include <optional>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// `^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$` (contract, section 0).
bool is_resource_id(std::string_view text);

/// Why a spec is not valid; nothing if it is. It needs exactly one kind, the required fields, and the forms
/// of the contract's sections 1.1 to 1.3.
std::optional<Refusal> check_spec(const ClusterSpec& spec);

/// Why `before` cannot become `after`: an immutable field differs (contract, U2). Nothing if it can.
std::optional<Refusal> check_identity(const ClusterSpec& before, const ClusterSpec& after);

}  // namespace fwop::api::standin
