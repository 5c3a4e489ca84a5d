#pragma once

#include <optional>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// `^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$` (contract, section 0).
bool is_resource_id(std::string_view text);

/// Why a spec cannot be created or kept: exactly one kind, required fields, and the shapes of the contract's
/// sections 1.1 to 1.3. Nothing when it can.
std::optional<Refusal> check_spec(const ClusterSpec& spec);

/// Why a cluster cannot become another: a field that says what it is has changed (contract, U2).
std::optional<Refusal> check_identity(const ClusterSpec& before, const ClusterSpec& after);

}  // namespace fwop::api::standin
