#include "api/standin/page_token.hpp"

#include <array>
#include <cstdint>

namespace fwop::api::standin {
namespace {

constexpr std::size_t kHashDigits = 16;
constexpr std::string_view kHex = "0123456789abcdef";

void add_hash(std::uint64_t& hash, std::string_view text) {
  // FNV-1a, each text ended by a byte that UTF-8 never has.
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash = (hash ^ 0xFFU) * 0x100000001b3ULL;
}

std::string hash_text(std::string_view last_id, std::string_view account_id, const ListQuery& query) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::string_view part : {last_id, account_id, std::string_view(query.filter),
                                      std::string_view(query.order_by), std::string_view(query.read_mask)})
    add_hash(hash, part);
  add_hash(hash, std::to_string(query.page_size));
  std::string text;
  for (std::size_t i = 0; i < kHashDigits; ++i) text += kHex[(hash >> (60 - 4 * i)) & 15U];
  return text;
}

int hex_value(char c) {
  const auto at = kHex.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string make_page_token(std::string_view last_id, std::string_view account_id, const ListQuery& query) {
  std::string token = hash_text(last_id, account_id, query);
  for (const char c : last_id) {
    const auto byte = static_cast<unsigned char>(c);
    token += kHex[byte >> 4U];
    token += kHex[byte & 15U];
  }
  return token;
}

Answer<std::string> read_page_token(std::string_view account_id, const ListQuery& query) {
  const std::string_view token = query.page_token;
  const auto refusal = [] {
    return invalid("pageToken is not one of this list: every other parameter must stay the same");
  };
  if (token.size() <= kHashDigits || token.size() % 2 != 0) return refusal();
  std::string last_id;
  for (std::size_t i = kHashDigits; i < token.size(); i += 2) {
    const int high = hex_value(token[i]);
    const int low = hex_value(token[i + 1]);
    if (high < 0 || low < 0) return refusal();
    last_id += static_cast<char>(high * 16 + low);
  }
  if (token.substr(0, kHashDigits) != hash_text(last_id, account_id, query)) return refusal();
  return last_id;
}

}  // namespace fwop::api::standin
