#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "api/base/clock.hpp"

namespace fwop::controller {

/// The order of work: changes by the user, then clusters in motion, then failed ones, then drift.
enum class Priority { UserChange, InMotion, Failed, Drift };
inline constexpr std::size_t kPriorities = 4;

/// A work queue as in controller-runtime: holds each item at most once; ordered by priority, and first in,
/// first out within a priority. Pushing an item again keeps its place unless the new priority is higher. The
/// queue does not stop two workers on one item: the engine does not push an item whose call is in flight.
template <class Item>
class WorkQueue {
 public:
  struct Waiting {
    Item item;
    Priority priority;
    Instant since;  ///< When it was first pushed.
  };

  /// True when it was not there yet.
  bool push(Item item, Priority priority, Instant now) {
    const auto found = places_.find(item);
    if (found == places_.end()) {
      insert(item, priority, now);
      return true;
    }
    const Place& place = found->second;
    if (priority < place.priority) {
      const Instant since = place.since;
      erase(item);
      insert(item, priority, since);
    }
    return false;
  }

  [[nodiscard]] std::optional<Waiting> top() const {
    if (order_.empty()) return std::nullopt;
    const Item& item = std::get<2>(*order_.begin());
    const Place& place = places_.at(item);
    return Waiting{item, place.priority, place.since};
  }

  bool erase(const Item& item) {
    const auto found = places_.find(item);
    if (found == places_.end()) return false;
    order_.erase({found->second.priority, found->second.sequence, item});
    --depth_[static_cast<std::size_t>(found->second.priority)];
    places_.erase(found);
    return true;
  }

  [[nodiscard]] bool empty() const { return order_.empty(); }
  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] bool contains(const Item& item) const { return places_.contains(item); }
  [[nodiscard]] std::size_t depth(Priority priority) const {
    return depth_[static_cast<std::size_t>(priority)];
  }

 private:
  struct Place {
    Priority priority;
    std::uint64_t sequence;
    Instant since;
  };

  void insert(const Item& item, Priority priority, Instant since) {
    const std::uint64_t sequence = next_++;
    order_.insert({priority, sequence, item});
    places_.emplace(item, Place{priority, sequence, since});
    ++depth_[static_cast<std::size_t>(priority)];
  }

  std::set<std::tuple<Priority, std::uint64_t, Item>> order_;
  std::map<Item, Place> places_;
  std::array<std::size_t, kPriorities> depth_{};
  std::uint64_t next_ = 0;
};

}  // namespace fwop::controller
