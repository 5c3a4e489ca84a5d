#include "api/base/redaction.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fwop {
namespace {

constexpr std::string_view kMask = "***";
// Anything shorter is no key, and is part of many normal words.
constexpr std::size_t kShortestSecret = 6;

}  // namespace

void Redaction::add(std::string secret) {
  if (secret.size() < kShortestSecret) return;
  const std::lock_guard lock(mutex_);
  std::erase(secrets_, secret);
  if (secrets_.size() == kMaxSecrets) secrets_.erase(secrets_.begin());
  secrets_.push_back(std::move(secret));
}

std::string Redaction::apply(std::string text) const {
  std::vector<std::string> secrets;
  {
    const std::lock_guard lock(mutex_);
    secrets = secrets_;
  }
  // The longest first: if one secret begins with another, the rest of the longer one would stay visible.
  std::stable_sort(secrets.begin(), secrets.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const std::string& secret : secrets) {
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kMask.size())) {
      text.replace(at, secret.size(), kMask);
    }
  }
  return text;
}

}  // namespace fwop
