#include "api/clusters/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace fwop::api {
namespace {

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F && c != '"' &&
         c != '\\';
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void JsonWriter::put_name(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void JsonWriter::put_text(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out_ += '"';
    out_ += text;
    out_ += '"';
    return;
  }
  using nlohmann::json;
  out_ += json(text).dump(-1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

void JsonWriter::field(std::string_view name, std::string_view value) {
  put_name(name);
  put_text(value);
}

void JsonWriter::field(std::string_view name, std::int64_t value) {
  put_name(name);
  append_number(out_, value);
}

void JsonWriter::field(std::string_view name, std::uint64_t value) {
  put_name(name);
  append_number(out_, value);
}

void JsonWriter::field(std::string_view name, bool value) {
  put_name(name);
  out_ += value ? "true" : "false";
}

}  // namespace fwop::api
