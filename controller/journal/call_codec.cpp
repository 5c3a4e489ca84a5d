#include "controller/journal/call_codec.hpp"

#include <nlohmann/json.hpp>

#include "api/clusters/json.hpp"
#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

using api::JsonWriter;
using nlohmann::json;

void put_text(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.field(name, std::string_view(text));
}

}  // namespace

std::string encode_call(const ApiCall& call) {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  out.field("verb", stored_name(call.verb));
  if (call.http_status != 0) out.field("status", std::int64_t{call.http_status});
  out.field("ms", std::int64_t{call.duration.count()});
  put_text(out, "requestId", call.request_id);
  put_text(out, "error", call.error);
  put_text(out, "request", call.request);
  put_text(out, "body", call.body);
  out.end_object();
  return text;
}

std::optional<ApiCall> decode_call(std::string_view text) {
  try {
    const json object = json::parse(text);
    const auto verb = verb_from_stored(object.at("verb").get<std::string>());
    if (!verb) return std::nullopt;
    ApiCall call;
    call.verb = *verb;
    call.http_status = object.value("status", 0);
    call.duration = std::chrono::milliseconds(object.value("ms", std::int64_t{0}));
    call.request_id = object.value("requestId", "");
    call.error = object.value("error", "");
    call.request = object.value("request", "");
    call.body = object.value("body", "");
    return call;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace fwop::controller
