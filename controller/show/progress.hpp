#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller {

/// How far something is that began at `began` and should end at `expected`: "[####------] 3m left", or
/// "[##########] 2m over" after that.
std::string progress_bar(WallTime began, WallTime expected, WallTime now);

/// For output where no table can be redrawn: prints a line for each cluster whose state, verdict or message
/// changed since its last line. Not thread-safe.
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
