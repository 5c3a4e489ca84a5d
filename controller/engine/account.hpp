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

/// Everything that one account has for itself, so that one in trouble never slows another.
struct Account {
  Account(std::string account_id, const Budget& account_budget, Instant now)
      : id(std::move(account_id)), budget(account_budget), sweep(now) {}

  std::string id;
  /// How the server spells the id in names, where that is another way: what we asked for by our spelling it
  /// answered by this one.
  std::string other_spelling;
  AccountGate reads;                      ///< For LIST and GET; nothing is changed while it is closed either.
  AccountGate changes;                    ///< For CREATE, UPDATE and DELETE.
  Instant paused_until = Instant::min();  ///< The server asked for silence until then.
  ServerClock clock;
  Budget budget;
  Sweep sweep;
  /// Clusters that were just read for a change: it goes next, before that read grows old.
  std::deque<Entry*> continuing;
  /// Clusters that want a change, and the read before it.
  WorkQueue<Entry*> work;
  /// Clusters that want a GET of their own, to confirm what a LIST says.
  WorkQueue<Entry*> checks;
  /// Clusters that want to be looked at: by a GET each, or all by one LIST where that is cheaper.
  WorkQueue<Entry*> looks;
  std::size_t in_flight = 0;
  std::size_t changes_in_flight = 0;
  std::size_t entries = 0;
  std::optional<WallTime> last_success;
  std::optional<Instant> stale_check;
};

}  // namespace fwop::controller
