#pragma once

#include <concepts>
#include <ostream>
#include <string>
#include <string_view>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace fwop {

/// An immutable text of the size of one pointer, without heap memory if empty. Copies share the text, and so
/// do equal texts that one thread makes shortly after each other: the roles of an account are in each of its
/// clusters. Copies may be used on several threads at once.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string_view text);                                           // NOLINT: converts.
  SharedText(const std::string& text) : SharedText(std::string_view(text)) {}  // NOLINT: converts.
  SharedText(const char* text) : SharedText(std::string_view(text)) {}         // NOLINT: converts.

  [[nodiscard]] const std::string& str() const { return node_ ? node_->text : nothing(); }
  operator const std::string&() const { return str(); }  // NOLINT: converts.
  operator std::string_view() const { return str(); }    // NOLINT: converts.
  [[nodiscard]] bool empty() const { return !node_; }

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const SharedText& a, const Text& b) {
    if constexpr (std::same_as<Text, SharedText>) {
      if (a.node_ == b.node_) return true;
    }
    return std::string_view(a) == std::string_view(b);
  }
  friend auto operator<=>(const SharedText& a, const SharedText& b) { return a.str() <=> b.str(); }
  friend std::ostream& operator<<(std::ostream& out, const SharedText& text) { return out << text.str(); }

 private:
  struct Node : boost::intrusive_ref_counter<Node, boost::thread_safe_counter> {
    explicit Node(std::string_view from) : text(from) {}
    const std::string text;
  };

  static const std::string& nothing();

  boost::intrusive_ptr<const Node> node_;
};

}  // namespace fwop

template <>
struct std::hash<fwop::SharedText> {
  std::size_t operator()(const fwop::SharedText& text) const noexcept {
    return std::hash<std::string>{}(text.str());
  }
};
