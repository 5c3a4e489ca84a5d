#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/base/or_why_not.hpp"

namespace fwop::controller::cli {

/// A label selector with the syntax of kubectl -l: "a=b, c!=d, e in (x, y), f notin (z), g, !h". All parts
/// must match. As in kubectl, != and notin also match when the label is missing.
class Selector {
 public:
  /// The error is one line with the part that is wrong.
  static OrWhyNot<Selector> parse(const std::string& text);

  [[nodiscard]] bool matches(const std::map<std::string, std::string>& labels) const;

 private:
  enum class Operator { In, NotIn, Exists, NotExists };
  struct Requirement {
    std::string label;
    Operator is = Operator::Exists;
    std::vector<std::string> values;
  };

  std::vector<Requirement> requirements_;
};

}  // namespace fwop::controller::cli
