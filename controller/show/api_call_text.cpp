#include "controller/show/api_call_text.hpp"

#include <cstdint>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/show/json_fields.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

void put_text(json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

}  // namespace

std::string call_ending(const ApiCall& call) {
  std::string text(api::verb_name(call.verb));
  text += ": " + (call.error.empty() ? "HTTP " + std::to_string(call.http_status) : call.error);
  text += ", " + std::to_string(call.duration.count()) + " ms";
  if (!call.request_id.empty()) text += ", request id " + call.request_id;
  return printable(text);
}

std::string call_sent(const ApiCall& call) {
  return fit(call.body.empty() ? call.request : call.request + " " + call.body, kCallBodyKept);
}

std::string call_sentence(const ApiCall& call) {
  const std::string sent = call_sent(call);
  return sent.empty() ? call_ending(call) : call_ending(call) + kSentMark + sent;
}

json call_json(const ApiCall& call) {
  json object = {{"verb", api::verb_name(call.verb)}, {"durationMs", call.duration.count()}};
  if (call.http_status != 0) object["httpStatus"] = call.http_status;
  put_text(object, "requestId", call.request_id);
  put_text(object, "error", call.error);
  put_text(object, "request", call.request);
  put_text(object, "body", call.body);
  return object;
}

ApiCall call_of_json(const json& object) {
  ApiCall call;
  const std::string verb = text_of(object, "verb");
  for (const api::Verb known :
       {api::Verb::Create, api::Verb::Get, api::Verb::List, api::Verb::Update, api::Verb::Delete}) {
    if (api::verb_name(known) == verb) call.verb = known;
  }
  call.http_status = static_cast<int>(number_of(object, "httpStatus"));
  call.duration = std::chrono::milliseconds(number_of(object, "durationMs"));
  call.request_id = text_of(object, "requestId");
  call.error = text_of(object, "error");
  call.request = text_of(object, "request");
  call.body = text_of(object, "body");
  return call;
}

}  // namespace fwop::controller
