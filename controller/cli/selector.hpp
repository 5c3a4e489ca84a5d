#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

namespace fwop::controller::cli {

/// A selection by labels, as kubectl's -l takes it: "a=b, c!=d, e in (x, y), f notin (z), g, !h"; all of them
/// must hold. As there, != and notin hold for what has no such label.
class Selector {
 public:
  /// The error names the part that cannot be read.
  static boost::system::result<Selector, std::string> parse(const std::string& text);

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
