#pragma once

#include <cstdint>
#include <string>

#include "api/standin/service.hpp"

namespace fwop::api::standin {

/// Writes the whole HTTP/1.1 answer into `out`, replacing its content and keeping its capacity.
void write_answer(std::string& out, const Reply& reply, std::uint64_t request_number, bool keep_alive);

}  // namespace fwop::api::standin
