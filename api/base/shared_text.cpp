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
  // The last texts made on this thread, by hash, so that common ones stay.
  constexpr std::size_t kRecent = 256;
  thread_local std::array<SharedText, kRecent> recent;
  SharedText& place = recent[std::hash<std::string_view>{}(text) % kRecent];
  if (place != text) place.node_ = new Node(text);
  node_ = place.node_;
}

}  // namespace fwop
