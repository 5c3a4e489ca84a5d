#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/clusters/types.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

enum class EventType { Normal, Warning };

/// In the message of an ApiCall: between how a call ended and what it had sent.
inline constexpr std::string_view kSentMark = "; it sent ";

/// Something that happened to a cluster once: edge-triggered, never repeated while it lasts.
struct Event {
  api::ClusterKey key;
  WallTime time{};
  EventType type = EventType::Normal;
  Reason reason = Reason::NotObservedYet;
  std::string message;
  std::uint64_t reconcile_id = 0;  ///< The reconcile it came from; 0 when none.
};

}  // namespace fwop::controller
