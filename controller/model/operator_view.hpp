#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "api/base/wall_time.hpp"
#include "controller/model/condition.hpp"
#include "controller/model/verdict.hpp"
#include "controller/model/view.hpp"

namespace fwop::controller {

/// What is shown of the operator itself.
struct OperatorView {
  std::string version;
  WallTime started{};
  std::string control_socket;  ///< Empty if it takes no commands.
  std::vector<OperatorCondition> conditions;
  std::string changes_held;                 ///< Why all changes are held; empty if they are not.
  std::vector<HeldChange> held;             ///< By the brake, or because a manifest was removed.
  std::map<Verdict, std::size_t> clusters;  ///< How many, by verdict.
};

}  // namespace fwop::controller
