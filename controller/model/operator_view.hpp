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

/// What is to be known of the operator itself, beside its clusters.
struct OperatorView {
  std::string version;
  WallTime started{};
  std::string control_socket;  ///< Empty when no command reaches it.
  std::vector<OperatorCondition> conditions;
  std::string changes_held;                 ///< Why nothing is changed now; empty when it may be.
  std::vector<HeldChange> held;             ///< By the brake, or because a manifest was removed.
  std::map<Verdict, std::size_t> clusters;  ///< How many, by verdict.
};

}  // namespace fwop::controller
