#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "controller/model/fleet_update.hpp"

namespace fwop::controller {

/// The changes since the subscriber's last next().
struct BusBatch {
  /// True for the first batch, and after the queue overflowed: changes are missing, so read all clusters
  /// again. Then the other members are empty.
  bool gap = false;
  std::vector<api::ClusterKey> changed;  ///< Sorted, without duplicates. Includes clusters that are gone.
  std::vector<Event> events;             ///< In order.
};

/// A subscriber's bounded queue. It collects what the bus publishes, until it is destroyed. Use it on the
/// bus's thread only.
class Subscription {
 public:
  /// How much the queue may hold. More becomes a gap.
  struct Limits {
    std::size_t clusters = 4096;
    std::size_t events = 0;  ///< 0: collects no events, and events cause no gap.
  };

  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  ~Subscription();

  /// Waits for changes and returns all since the last call; the first batch is a gap. Returns an empty batch
  /// at `until`, and nothing once the bus or this subscription is closed. One caller at a time.
  boost::asio::awaitable<std::optional<BusBatch>> next(
      std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max());

  /// From now on next() returns nothing, also to the caller that waits now.
  void close();

 private:
  friend class Bus;
  struct Queue;
  explicit Subscription(std::shared_ptr<Queue> queue);
  std::shared_ptr<Queue> queue_;
};

/// Carries changes from the runtime to everything that displays them. publish() never waits for a subscriber:
/// a slow one gets a gap. Use it on one thread only.
class Bus {
 public:
  using Observer = std::function<void(const FleetUpdate&)>;

  Bus();
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// `observer` is called inside each publish(), so it misses nothing. It must not block, and must live as
  /// long as the bus.
  void observe(Observer observer);
  /// A subscription may outlive the bus. next() resumes on `executor`, which must run on the bus's thread.
  Subscription subscribe(const boost::asio::any_io_executor& executor, Subscription::Limits limits = {});

  /// Calls every observer, and adds the changes to every subscription.
  void publish(const FleetUpdate& update);
  /// Gives every subscriber a gap. For when a term begins or ends: all clusters may differ.
  void publish_gap();
  /// Grows by one with each publish() and publish_gap().
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// Closes all subscriptions, also later ones.
  void close();

 private:
  /// Calls `act` with each queue, and removes the queues whose subscription was destroyed.
  template <class Act>
  void each_queue(Act act);

  std::vector<Observer> observers_;
  std::vector<std::weak_ptr<Subscription::Queue>> queues_;
  std::uint64_t version_ = 0;
  bool closed_ = false;
};

}  // namespace fwop::controller
