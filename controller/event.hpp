#pragma once

#include <cstdint>
#include <string>

#include "api/types.hpp"
#include "controller/reason.hpp"

namespace fwop::controller {

enum class EventType { Normal, Warning };

/// Something that happened to a cluster once: edge-triggered, never repeated while it lasts.
struct Event {
  api::ClusterKey key;
  api::WallTime time{};
  EventType type = EventType::Normal;
  Reason reason = Reason::NotObservedYet;
  std::string message;
  std::uint64_t reconcile_id = 0;  ///< The reconcile it came from; 0 when none.
};

}  // namespace fwop::controller
