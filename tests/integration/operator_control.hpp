#pragma once

#include "operator_lifecycle.hpp"

namespace fwop::e2e {

/// The commands that a running daemon carries out, over its socket.
class OperatorControl : public OperatorLifecycle {
 protected:
  /// Its exit code; what it printed is in `said_`.
  int command(std::vector<std::string> arguments) {
    arguments.push_back("--state-dir=" + state_.string());
    auto process = start(std::move(arguments));
    const int code = process.wait().value_or(-1);
    said_ = process.out() + process.err();
    return code;
  }

  std::string said_;
};

}  // namespace fwop::e2e
