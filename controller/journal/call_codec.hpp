#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/model/api_call.hpp"

namespace fwop::controller {

/// The column `call` of the table `events`: a JSON array of verb, status, milliseconds, request id, error,
/// request and body. As a JSON object, a history of calls was a sixth larger than the sentences of earlier
/// releases; as columns, a history without calls was a fifteenth larger. The array avoids both.
std::string encode_call(const ApiCall& call);
/// Nothing if the text is not an encoded call, or its verb belongs to another release. Bytes that are not
/// UTF-8 come back as U+FFFD; all else comes back unchanged.
std::optional<ApiCall> decode_call(std::string_view text);

}  // namespace fwop::controller
