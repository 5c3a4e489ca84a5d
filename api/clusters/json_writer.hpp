#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fwop::api {

/// Appends JSON to a text without a tree in between, for what is written thousands of times. Names must not
/// need escaping. Bytes of a value that are not UTF-8 become U+FFFD.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void begin_object(std::string_view name) {
    put_name(name);
    open('{');
  }
  void end_object() { close('}'); }

  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, std::int64_t value);
  void field(std::string_view name, std::uint64_t value);
  void field(std::string_view name, bool value);

 private:
  void open(char bracket) {
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void put_name(std::string_view name);
  void put_text(std::string_view text);

  std::string& out_;
  bool first_ = true;
};

}  // namespace fwop::api
