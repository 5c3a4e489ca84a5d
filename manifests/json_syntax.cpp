#include "manifests/json_syntax.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace fwop::manifests {
namespace {

using nlohmann::json;

/// Counts what a parser finds, and stops it at the first mistake.
class Checker : public nlohmann::json_sax<json> {
 public:
  explicit Checker(std::size_t max_values) : max_values_(max_values) {}

  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override { return count(); }
  bool string(string_t&) override { return count(); }
  bool binary(binary_t&) override { return count(); }
  bool start_object(std::size_t) override { return count(); }
  bool key(string_t&) override { return count(); }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return count(); }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const json::exception& error) override {
    offset = position;
    what = error.what();
    return false;
  }

  std::size_t offset = 0;  ///< Of the byte after what was read.
  std::string what;        ///< In nlohmann's words; empty when there are too many values.

 private:
  bool count() { return ++values_ <= max_values_; }

  std::size_t max_values_;
  std::size_t values_ = 0;
};

/// Without "[json.exception.parse_error.101] parse error at line 1, column 7: ".
std::string in_short(const std::string& what) {
  const std::size_t colon = what.find(": ");
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

}  // namespace

std::optional<TreeProblem> find_json_problem(std::string_view text, const DecodeLimits& limits) {
  Checker checker(limits.max_flow_tokens);
  if (json::sax_parse(text, &checker)) return std::nullopt;
  if (checker.what.empty()) {
    return TreeProblem{
        {.line = 1, .column = 1},
        "TooManyNodes",
        "the file has more than " + std::to_string(limits.max_flow_tokens) + " names and values: split it"};
  }
  const std::size_t at = std::min(checker.offset > 0 ? checker.offset - 1 : 0, text.size());
  return TreeProblem{
      byte_position_of(text, at), "Syntax",
      "not JSON: " + in_short(checker.what) + "; it knows neither comments nor trailing commas"};
}

}  // namespace fwop::manifests
