#include "manifests/yaml_bounds.hpp"

#include <algorithm>
#include <string>

namespace fwop::manifests {

/// yaml-cpp keeps a hundred bytes for each open bracket before it counts the depth, and all tokens of a flow
/// collection, or of a line that may be a key, before it returns the first. So we count both here: every
/// token except a plain word has one of these characters in it or before it.
std::optional<TreeProblem> find_excess(std::string_view text, const DecodeLimits& limits) {
  constexpr std::string_view kMarks = "[]{},:?&*!\"'#";
  constexpr int kMaxOpenBrackets = 1000;
  int open = 0;
  bool never_ends = false;  // brackets that a new document leaves open keep all tokens up to the file's end
  std::size_t halves = 0;   // of a token: quotes come in pairs
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      if (text.substr(i + 1, 3) == "---") {
        never_ends = never_ends || open > 0;
        open = 0;
      }
      if (open == 0 && !never_ends) halves = 0;
      continue;
    }
    if (kMarks.find(text[i]) == std::string_view::npos) continue;
    halves += text[i] == '"' || text[i] == '\'' ? 1 : 2;
    if (halves > 2 * limits.max_flow_tokens) {
      return TreeProblem{
          byte_position_of(text, i), "TooManyTokens",
          "more than " + std::to_string(limits.max_flow_tokens) +
              " values and separators stand in one line, or in one pair of brackets: split it"};
    }
    if (text[i] == ']' || text[i] == '}') open = std::max(open - 1, 0);
    if (text[i] != '[' && text[i] != '{') continue;
    if (++open > kMaxOpenBrackets) {
      return TreeProblem{byte_position_of(text, i), "TooDeep", "more than 1000 brackets are open here"};
    }
  }
  return std::nullopt;
}

}  // namespace fwop::manifests
