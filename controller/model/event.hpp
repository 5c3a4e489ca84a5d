#pragma once

#include <cstdint>
#include <string>

#include "api/base/boxed.hpp"
#include "api/clusters/types.hpp"
#include "controller/model/api_call.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

enum class EventType { Normal, Warning };

/// Something that happened to a cluster once: edge-triggered, never repeated while it lasts.
struct Event {
  api::ClusterKey key;
  WallTime time{};
  EventType type = EventType::Normal;
  Reason reason = Reason::NotObservedYet;
  std::string message;             ///< For people; empty where `call` says it all.
  std::uint64_t reconcile_id = 0;  ///< The reconcile it came from; 0 when none.
  Boxed<ApiCall> call = {};        ///< For Reason::ApiCall; an earlier release wrote a message instead.
};

}  // namespace fwop::controller
