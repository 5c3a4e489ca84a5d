#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"
#include "controller/engine/budget.hpp"
#include "controller/engine/effects.hpp"
#include "controller/engine/gate.hpp"
#include "controller/engine/work_queue.hpp"
#include "controller/model/server_clock.hpp"

namespace fwop::controller {

struct Entry;

/// The paged LIST that sees the whole account.
struct Sweep {
  // The one under way.
  bool running = false;
  std::uint64_t number = 0;
  Instant began{};
  WallTime began_wall{};
  std::optional<CallId> call;  ///< Its page that is in flight.
  std::string next_token;
  std::set<std::string> tokens;  ///< All so far: a list that comes back to one never ends.
  std::size_t pages = 0;
  std::size_t listed = 0;
  std::set<std::string> others;  ///< Ids in it that are none of ours.

  // The last whole one.
  std::optional<Instant> complete_began;
  WallTime complete_wall{};
  std::size_t complete_listed = 0;
  std::set<std::string> complete_others;

  Instant due{};                ///< When the next is to begin,
  Instant not_before{};         ///< and not earlier, however much wants it: the last walks failed.
  std::uint32_t failures = 0;   ///< Walks in a row that did not get to the end.
  std::string problem;          ///< Why the last one did not; empty when it did.
  bool failure_logged = false;  ///< The log says that the walk fails; the gate did not say it.
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
};

/// Everything that one account has for itself, so that one in trouble never slows another.
struct Account {
  Account(std::string account_id, const Budget& account_budget)
      : id(std::move(account_id)), budget(account_budget) {}

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
