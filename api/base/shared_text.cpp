#include "api/base/shared_text.hpp"

#include <array>
#include <cstddef>
#include <functional>

namespace fwop {

const std::string& SharedText::nothing() {
  static const std::string empty;
  return empty;
}

SharedText::SharedText(std::string_view text) {
  if (text.empty()) return;
  // The last ones made on this thread, each in the place that its hash gives it: what is common stays there.
  constexpr std::size_t kRecent = 256;
  thread_local std::array<SharedText, kRecent> recent;
  SharedText& place = recent[std::hash<std::string_view>{}(text) % kRecent];
  if (place != text) place.node_ = new Node(text);
  node_ = place.node_;
}

}  // namespace fwop
