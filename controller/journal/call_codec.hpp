#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/model/api_call.hpp"

namespace fwop::controller {

/// The column `call` of the table `events`: a JSON array of verb, status, milliseconds, request id, error,
/// request and body. An object with the names in it made a history of calls a sixth larger than the sentences
/// that earlier releases wrote, columns of their own one without calls a fifteenth; this one neither.
std::string encode_call(const ApiCall& call);
/// Nothing when that is no call, or one with a verb of another release. A text that is not UTF-8 comes back
/// with U+FFFD in place of what is not; all else comes back as it was.
std::optional<ApiCall> decode_call(std::string_view text);

}  // namespace fwop::controller
