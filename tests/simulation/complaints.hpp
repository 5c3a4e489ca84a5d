#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"
#include "controller/engine/effects.hpp"
#include "controller/model/record.hpp"

namespace fwop::simulation {

/// What is on the disk.
using Journal = std::map<api::ClusterKey, controller::Record>;

/// "t=3600001.234s delete accounts/a/clusters/c"
std::string described(const controller::Call& call, Now now);

/// What must never happen and did. The first ends the run.
class Complaints {
 public:
  void add(std::string what) {
    if (!first_) first_ = std::move(what);
  }
  void add(const controller::Call& call, Now now, const std::string& what) {
    if (!first_) first_ = described(call, now) + ": " + what;
  }
  [[nodiscard]] const std::optional<std::string>& first() const { return first_; }

 private:
  std::optional<std::string> first_;
};

}  // namespace fwop::simulation
