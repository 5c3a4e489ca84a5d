#include "controller/journal/call_codec.hpp"

#include <nlohmann/json.hpp>

#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

// The places in the array. An empty value is null; nulls at the end are left out.
enum Place : std::size_t { kVerb, kStatus, kMilliseconds, kRequestId, kError, kRequest, kBody };

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }

std::string text_at(const json& array, Place place) {
  return place < array.size() && !array[place].is_null() ? array[place].get<std::string>() : std::string();
}

std::int64_t number_at(const json& array, Place place) {
  return place < array.size() && !array[place].is_null() ? array[place].get<std::int64_t>() : 0;
}

}  // namespace

std::string encode_call(const ApiCall& call) {
  json array = {stored_name(call.verb),   call.http_status == 0 ? json() : json(call.http_status),
                call.duration.count(),    text_or_null(call.request_id),
                text_or_null(call.error), text_or_null(call.request),
                text_or_null(call.body)};
  while (array.back().is_null()) array.erase(array.size() - 1);
  return array.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<ApiCall> decode_call(std::string_view text) {
  try {
    const json array = json::parse(text);
    if (!array.is_array()) return std::nullopt;
    const auto verb = verb_from_stored(text_at(array, kVerb));
    if (!verb) return std::nullopt;
    ApiCall call;
    call.verb = *verb;
    call.http_status = static_cast<int>(number_at(array, kStatus));
    call.duration = std::chrono::milliseconds(number_at(array, kMilliseconds));
    call.request_id = text_at(array, kRequestId);
    call.error = text_at(array, kError);
    call.request = text_at(array, kRequest);
    call.body = text_at(array, kBody);
    return call;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace fwop::controller
