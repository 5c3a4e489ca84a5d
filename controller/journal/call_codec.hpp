#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/model/api_call.hpp"

namespace fwop::controller {

/// The column `call` of the table `events`: a JSON object, in which what is empty is left out.
std::string encode_call(const ApiCall& call);
/// Nothing when that is no call, or one with a verb of another release. A text that is not UTF-8 comes back
/// with U+FFFD in place of what is not; all else comes back as it was.
std::optional<ApiCall> decode_call(std::string_view text);

}  // namespace fwop::controller
