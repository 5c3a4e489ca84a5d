#include <algorithm>
#include <array>
#include <utility>

#include "api/base/trimmed.hpp"
#include "api/clusters/json_value.hpp"

namespace fwop::api {
namespace {

using detail::member;
using nlohmann::json;

constexpr std::size_t kMaxPlainText = 200;  ///< Bytes shown of a body that is not JSON.
constexpr std::size_t kMaxMessage = 2000;   ///< Bytes kept of a message in JSON.

/// What a status means, for people, if the server sent no message.
struct Meaning {
  int status;
  std::string_view text;
};
constexpr std::array<Meaning, 19> kMeanings = {{
    {400, "the request was refused as invalid"},
    {401, "the API key is missing or was not accepted: check FIREWORKS_API_KEY or the key file"},
    {402, "the account is not on a plan that allows this, or is over its limits"},
    {403, "the API key may not do this: check the account id and the key's permissions"},
    {404, "not found, or not visible to this API key"},
    {405, "this server does not offer the operation: check the API URL"},
    {408, "the server gave up waiting for the request"},
    {409, "it exists already, or another change is in progress"},
    {412, "the account is suspended or not in good standing"},
    {413, "the request is too large"},
    {422, "the request was refused as invalid"},
    {429, "too many requests, or a quota is used up"},
    {499, "the server saw the request cancelled"},
    {500, "the server failed"},
    {501, "this server does not offer the operation: check the API URL"},
    {502, "a gateway in front of the server got no good answer"},
    {503, "the server is not available now"},
    {504, "the server did not answer its gateway in time"},
    {520, "a proxy in front of the server got an odd answer"},
}};

std::string meaning_of(int status) {
  for (const auto& meaning : kMeanings) {
    if (meaning.status == status) return std::string(meaning.text);
  }
  if (status >= 500) return "the server failed";
  if (status >= 400) return "the request was refused";
  return "the server answered with a status that means nothing here";
}

ErrorKind kind_of_conflict(std::optional<RpcCode> code) {
  if (!code || *code == RpcCode::AlreadyExists) return ErrorKind::AlreadyExists;
  if (*code == RpcCode::Aborted) return ErrorKind::Aborted;
  if (*code == RpcCode::FailedPrecondition) return ErrorKind::Precondition;
  return ErrorKind::Invalid;
}

ErrorKind kind_of(int status, std::optional<RpcCode> code) {
  switch (status) {
    case 400: return code == RpcCode::FailedPrecondition ? ErrorKind::Precondition : ErrorKind::Invalid;
    case 401: return ErrorKind::Unauthenticated;
    case 402:
    case 403:
    case 412: return ErrorKind::PermissionDenied;
    case 404: return ErrorKind::NotFound;
    case 405:
    case 501: return ErrorKind::Unsupported;
    case 408:
    case 499: return ErrorKind::Unavailable;
    case 409: return kind_of_conflict(code);
    case 429: return ErrorKind::Throttled;
    default: break;
  }
  if (status >= 500 && status < 600) return ErrorKind::Unavailable;
  if (status >= 400 && status < 500) return ErrorKind::Invalid;
  if (status >= 300 && status < 400) return ErrorKind::Unsupported;
  return ErrorKind::Lost;
}

/// One line without control characters, of at most `limit` bytes, cut between characters.
std::string one_line(std::string_view text, std::size_t limit) {
  std::string line;
  for (const char c : text.substr(0, std::min(text.size(), limit * 2))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != 0x7f)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.size() > limit) {
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;
    line.resize(end);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

/// A non-JSON body may be in any encoding, but we publish UTF-8: a conversion through JSON replaces
/// everything else.
std::string readable(std::string_view body) {
  const json line = one_line(body, kMaxPlainText);
  return json::parse(line.dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

std::optional<RpcCode> code_in(const json& object) {
  for (const char* name : {"code", "status"}) {
    const json* value = member(object, name);
    if (value == nullptr) continue;
    std::optional<RpcCode> code;
    if (value->is_number_integer() && *value >= 0 && *value <= 16)
      code = rpc_code_from_number(value->get<int>());
    else if (value->is_string())
      code = rpc_code_from_name(value->get_ref<const std::string&>());
    if (code && *code != RpcCode::Ok) return code;
  }
  return std::nullopt;
}

/// A string itself; the `message` of an object; else the value as JSON.
std::string text_of(const json& value) {
  if (value.is_string()) return one_line(value.get_ref<const std::string&>(), kMaxMessage);
  if (value.is_object()) {
    const json* message = member(value, "message");
    if (message != nullptr && message->is_string()) return text_of(*message);
    if (member(value, "code") != nullptr || value.empty()) return {};
  }
  return one_line(value.dump(-1, ' ', false, json::error_handler_t::replace), kMaxPlainText);
}

struct Said {
  std::string message;
  std::optional<RpcCode> code;
};

Said read_body(const json& body) {
  if (!body.is_object()) return {.message = text_of(body), .code = std::nullopt};
  Said said;
  const json* error = member(body, "error");
  const json* detail = member(body, "detail");
  if (error != nullptr && error->is_object()) said.code = code_in(*error);
  if (!said.code) said.code = code_in(body);
  if (error != nullptr) said.message = text_of(*error);
  if (said.message.empty() && error == nullptr && detail != nullptr) said.message = text_of(*detail);
  if (said.message.empty() && (error == nullptr || member(body, "message") != nullptr))
    said.message = text_of(body);
  return said;
}

Said read_text(std::string_view body) {
  if (is_blank(body, kWhiteSpaceOfJson)) return {};
  auto parsed = detail::parse_json(body);
  if (parsed && !parsed->is_null()) return read_body(*parsed);
  return {.message = parsed ? std::string() : readable(body), .code = std::nullopt};
}

}  // namespace

Error error_from_answer(int http_status, std::string_view body) {
  Error error{.http_status = http_status, .message = {}};
  if (http_status >= 300 && http_status < 400) {
    error.kind = ErrorKind::Unsupported;
    error.message = "the server answers with a redirect, which is not followed: check the API URL";
    return error;
  }
  Said said = read_text(body);
  error.kind = kind_of(http_status, said.code);
  error.code = said.code;
  error.message = said.message.empty() ? meaning_of(http_status) : std::move(said.message);
  return error;
}

}  // namespace fwop::api
