#pragma once

#include <optional>

#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"

namespace fwop::controller {

/// A moment by a server's clock, as exactly as it is known: not before `earliest`, not after `latest`.
struct ServerMoment {
  WallTime earliest{};
  WallTime latest{};

  bool operator==(const ServerMoment&) const = default;
};

/// What a server's clock says, learned from the Date headers of its answers. Our own clock may be hours off:
/// only the server's tells whether a cluster existed before we asked for it. Each answer bounds the
/// difference of both clocks; together they bound it more closely than one Date, which has whole seconds.
class ServerClock {
 public:
  /// Takes in the Date of an answer to a call that began at `began` and was answered at `answered`.
  void note(WallTime date, Instant began, Instant answered);

  /// The server's time at `at`; nothing before the first Date.
  [[nodiscard]] std::optional<ServerMoment> at(Instant at) const;

 private:
  using Offset = WallTime::duration;  ///< The server's wall time less our steady time.
  struct Bounds {
    Offset least;
    Offset most;
    Instant as_of;  ///< When they were last narrowed.
  };
  std::optional<Bounds> bounds_;
};

/// True if both can be the same server time. Servers round or cut times to what they store, so that
/// nanoseconds in one answer are microseconds or whole seconds in another.
bool is_same_moment(WallTime a, WallTime b);
/// The same for times that may be missing; a missing one matches only a missing one.
bool is_same_moment(const std::optional<WallTime>& a, const std::optional<WallTime>& b);

/// The unit that a server's time is given in, from its trailing zeros: 1 s, 1 ms, 1 us or 1 ns.
WallTime::duration unit_of(WallTime time);

}  // namespace fwop::controller
