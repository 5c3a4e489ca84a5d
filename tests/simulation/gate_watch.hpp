#pragma once

#include <map>
#include <string>
#include <vector>

#include "complaints.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/model/view.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// An account that refused is asked again as soon as its own failures in a row and the server allow: calls
/// that fail together are one failure.
class GateWatch {
 public:
  GateWatch(Complaints& complaints, const controller::EngineOptions& options)
      : complaints_(complaints), options_(options) {}

  void restarted() { troubles_.clear(); }
  void leaves(const Call& call) {
    if (const auto found = troubles_.find(call.key.account_id); found != troubles_.end())
      found->second.asked_again = true;
  }
  /// `asked`: when the engine asked for the call.
  void answered(const Call& call, const controller::Outcome& outcome, Instant asked, Now now);
  /// An account without a cluster need not be asked.
  void look(const std::vector<controller::ClusterView>& views, Now now);

 private:
  struct Trouble {
    std::uint32_t failures = 0;  ///< In a row; what was under way when one came is part of it.
    Instant last{};
    bool asked_again = false;  ///< Or need not be.
  };

  Complaints& complaints_;
  controller::EngineOptions options_;
  std::map<std::string, Trouble> troubles_;    ///< By account.
  std::map<std::string, Instant> not_before_;  ///< By account: what the server asked for (Retry-After).
};

}  // namespace fwop::simulation
