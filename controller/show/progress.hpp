#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller {

/// How far something has come that began then and is expected to end then: "[####------] 3m left", or
/// "[##########] 2m over" once that is past.
std::string progress_bar(WallTime began, WallTime expected, WallTime now);

/// For where no table can be redrawn: a line for each cluster whose state, verdict or message is another than
/// when it was last told. Not thread-safe.
class ProgressLines {
 public:
  explicit ProgressLines(std::ostream& out) : out_(out) {}

  /// Control characters never get through.
  void update(const std::vector<TableRow>& rows, WallTime now);

 private:
  std::ostream& out_;
  std::map<std::string, std::string> told_;  ///< By account and name.
};

}  // namespace fwop::controller
