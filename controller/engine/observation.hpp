#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/base/boxed.hpp"
#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"

namespace fwop::controller {

/// What was last read of one cluster.
struct Observation {
  enum class What : std::uint8_t { Nothing, Absent, Present };
  What what = What::Nothing;
  Instant began{};  ///< When the newest read was asked for: what happened after it may not be in it.
  WallTime wall{};
  // When absent:
  std::optional<Instant> not_found;  ///< A GET said so, and was answered then.
  bool gone = false;                 ///< A second witness agrees (Knowledge::Gone).
  // When present:
  std::optional<Instant> got;  ///< Begin of the newest GET that showed it just so.
  api::ClusterState state = api::ClusterState::Unspecified;
  /// What says more than that it is in that state and all is well.
  struct Detail {
    std::string state_text;  ///< As the server wrote it.
    api::ClusterStatus status;

    bool operator==(const Detail&) const = default;
  };
  Boxed<Detail> detail;
  std::optional<WallTime> create_time;
  std::shared_ptr<const api::ClusterSpec> spec;

  [[nodiscard]] std::string state_text() const;
  [[nodiscard]] const api::ClusterStatus& status() const;
};

/// What a server's answer says beyond the usual.
Boxed<Observation::Detail> detail_of(const api::Cluster& cluster);

}  // namespace fwop::controller
