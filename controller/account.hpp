#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/types.hpp"
#include "controller/budget.hpp"
#include "controller/clock.hpp"
#include "controller/effects.hpp"
#include "controller/gate.hpp"
#include "controller/work_queue.hpp"

namespace fwop::controller {

struct Entry;

/// The paged LIST that sees the whole account.
struct Sweep {
  // The one under way.
  bool running = false;
  std::uint64_t number = 0;
  Instant began{};
  api::WallTime began_wall{};
  std::optional<CallId> call;  ///< Its page that is in flight.
  std::string next_token;
  std::size_t pages = 0;
  std::size_t listed = 0;
  std::set<std::string> others;  ///< Ids in it that are none of ours.

  // The last whole one.
  std::optional<Instant> complete_began;
  api::WallTime complete_wall{};
  std::size_t complete_listed = 0;
  std::set<std::string> complete_others;

  Instant due{};  ///< When the next is to begin.
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
};

/// Everything that one account has for itself, so that one in trouble never slows another.
struct Account {
  Account(std::string account_id, const Budget& account_budget)
      : id(std::move(account_id)), budget(account_budget) {}

  std::string id;
  AccountGate gate;
  Budget budget;
  Sweep sweep;
  /// Clusters that want a call of their own.
  WorkQueue<Entry*> work;
  /// Clusters that want to be looked at: by a GET each, or all by one LIST where that is cheaper.
  WorkQueue<Entry*> looks;
  std::size_t in_flight = 0;
  std::size_t entries = 0;
  std::optional<api::WallTime> last_success;
  /// Failures in a row, of different clusters, that may be the account's.
  std::set<std::string> troubled;
  std::optional<Instant> stale_check;
};

}  // namespace fwop::controller
