#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "controller/model/api_call.hpp"

namespace fwop::controller {

// Texts for people about a call of the history. Control characters never get through.

/// How the call ended: "create: HTTP 200, 12 ms, request id r7".
std::string call_ending(const ApiCall& call);
/// What it sent: "PATCH /v1/… {…}", at most kCallBodyKept columns; empty for a call that changes nothing.
std::string call_sent(const ApiCall& call);
/// Both in one line, joined by kSentMark.
std::string call_sentence(const ApiCall& call);
inline constexpr const char* kSentMark = "; it sent ";

/// Names in camelCase; empty members are left out.
nlohmann::json call_json(const ApiCall& call);
/// The reverse of call_json(). Fields that are missing or of another type keep their defaults.
ApiCall call_of_json(const nlohmann::json& object);

}  // namespace fwop::controller
