#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "controller/model/api_call.hpp"

namespace fwop::controller {

// A call of the history as people read it. Control characters never get through.

/// How the call ended: "create: HTTP 200, 12 ms, request id r7".
std::string call_ending(const ApiCall& call);
/// What it sent: "PATCH /v1/… {…}", at most kCallBodyKept columns; empty when it sent nothing worth telling.
std::string call_sent(const ApiCall& call);
/// Both in one line, joined by kSentMark.
std::string call_sentence(const ApiCall& call);
inline constexpr const char* kSentMark = "; it sent ";

/// camelCase, what is empty left out.
nlohmann::json call_json(const ApiCall& call);
/// The call that call_json() made the object from. Fields that are missing or of another type keep their
/// defaults.
ApiCall call_of_json(const nlohmann::json& object);

}  // namespace fwop::controller
