#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"
#include "controller/engine/budget.hpp"
#include "controller/engine/gate.hpp"
#include "controller/engine/sweep.hpp"
#include "controller/engine/work_queue.hpp"
#include "controller/model/server_clock.hpp"

namespace fwop::controller {

struct Entry;

/// The state that each account has of its own, so that a failing account never slows another one.
struct Account {
  Account(std::string account_id, const Budget& account_budget, Instant now)
      : id(std::move(account_id)), budget(account_budget), sweep(now) {}

  std::string id;
  /// The account id as the server spells it in cluster names, if that differs from `id`. Learned from the
  /// answer to a call that used our spelling.
  std::string other_spelling;
  AccountGate reads;                      ///< For LIST and GET. While it is closed, no change is sent either.
  AccountGate changes;                    ///< For CREATE, UPDATE and DELETE.
  Instant paused_until = Instant::min();  ///< No call before then (Retry-After).
  ServerClock clock;
  Budget budget;
  Sweep sweep;
  /// Clusters that were just read for a change. Their change goes next, while that read is fresh.
  std::deque<Entry*> continuing;
  /// Clusters that need a change, or the read before one.
  WorkQueue<Entry*> work;
  /// Clusters that need a GET, because a LIST is not enough.
  WorkQueue<Entry*> checks;
  /// Clusters that need a read: one GET each, or one LIST for all where that is cheaper.
  WorkQueue<Entry*> looks;
  std::size_t in_flight = 0;
  std::size_t changes_in_flight = 0;
  std::size_t entries = 0;
  std::optional<WallTime> last_success;
  std::optional<Instant> stale_check;
};

}  // namespace fwop::controller
