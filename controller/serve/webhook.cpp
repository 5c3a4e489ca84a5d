#include "controller/serve/webhook.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "api/base/same_secret.hpp"

namespace fwop::controller {
namespace {

constexpr std::chrono::minutes kTolerance{5};
constexpr std::string_view kKeyPrefix = "whsec_";

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// Decodes base64; empty when `text` is not base64.
std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  // OpenSSL also counts the padding as bytes.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

bool is_recent(const std::string& timestamp, WallTime now) {
  long long seconds = 0;
  const char* end = timestamp.data() + timestamp.size();
  const auto [stopped, error] = std::from_chars(timestamp.data(), end, seconds);
  if (error != std::errc() || stopped != end) return false;
  const auto since_1970 = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  // `seconds` is from the sender: do not subtract from it, because that could overflow.
  return seconds >= since_1970 - std::chrono::seconds(kTolerance).count() &&
         seconds <= since_1970 + std::chrono::seconds(kTolerance).count();
}

bool keeps_to_standard_webhooks(const WebhookRequest& request, std::string_view secret, WallTime now) {
  if (!secret.starts_with(kKeyPrefix) || !is_recent(request.timestamp, now)) return false;
  const std::string key = from_base64(secret.substr(kKeyPrefix.size()));
  if (key.empty() || request.id.empty()) return false;
  const std::string expected =
      "v1," + base64(hmac(key, request.id + "." + request.timestamp + "." + request.body));
  bool found = false;
  std::string_view rest = request.signature;
  while (!rest.empty()) {
    const auto space = rest.find(' ');
    found = is_same_secret(rest.substr(0, space), expected) || found;
    rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
  }
  return found;
}

}  // namespace

bool is_signed(const WebhookRequest& request) {
  return !request.github.empty() || !request.gitea.empty() || !request.gitlab.empty() ||
         !request.signature.empty();
}

bool is_genuine(const WebhookRequest& request, std::string_view secret, WallTime now) {
  if (secret.empty()) return false;
  const std::string expected = hex(hmac(secret, request.body));
  return is_same_secret(request.github, "sha256=" + expected) || is_same_secret(request.gitea, expected) ||
         is_same_secret(request.gitlab, secret) || keeps_to_standard_webhooks(request, secret, now);
}

}  // namespace fwop::controller
