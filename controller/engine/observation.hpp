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
  Instant began{};  ///< When the newest read began: it may not show later changes.
  WallTime wall{};
  // When absent:
  std::optional<Instant> not_found;  ///< When a GET first answered NOT_FOUND.
  bool gone = false;                 ///< A second witness agrees (Knowledge::Gone).
  // When present:
  std::optional<Instant> got;  ///< When the newest GET that showed the same began.
  api::ClusterState state = api::ClusterState::Unspecified;
  /// Set only if the server said more than the state alone.
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

/// State text and status, if they say more than the state alone; else empty.
Boxed<Observation::Detail> detail_of(const api::Cluster& cluster);

}  // namespace fwop::controller
