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

/// What a subscriber has not taken yet.
struct BusBatch {
  /// Something is missing: nothing was taken yet, or it came faster than it was taken. What the subscriber
  /// knows of the clusters is out of date as a whole, and it reads all of them. Then the rest is empty.
  bool gap = false;
  std::vector<api::ClusterKey> changed;  ///< Each once, by key. Those without a view are gone.
  std::vector<Event> events;             ///< In order.
};

/// A subscriber's queue. It takes what the bus publishes, at most as much as it was made for, until it is
/// destroyed. For the bus's thread.
class Subscription {
 public:
  /// How much may wait for the subscriber.
  struct Limits {
    std::size_t clusters = 4096;
    std::size_t events = 0;  ///< With 0 no events are kept, and none is missed.
  };

  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  ~Subscription();

  /// What has gathered since the last time, as soon as there is anything; the first batch is a gap. An empty
  /// batch when nothing came until `until`. Nothing once the bus is closed. One caller at a time.
  boost::asio::awaitable<std::optional<BusBatch>> next(
      std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max());

  /// Takes nothing any more: next() returns nothing, also to who waits now.
  void close();

 private:
  friend class Bus;
  struct Queue;
  explicit Subscription(std::shared_ptr<Queue> queue);
  std::shared_ptr<Queue> queue_;
};

/// Carries what changes from the engine's runtime to everybody who shows it. publish() never waits for a
/// subscriber: a slow one gets a gap. For one thread.
class Bus {
 public:
  using Observer = std::function<void(const FleetUpdate&)>;

  Bus();
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// `observer` is called within each publish(), and so misses nothing; it may not block. It lives as long as
  /// the bus.
  void observe(Observer observer);
  /// Subscriptions may outlive the bus.
  Subscription subscribe(const boost::asio::any_io_executor& executor, Subscription::Limits limits = {});

  void publish(const FleetUpdate& update);
  /// Every subscriber gets a gap: what there is now has nothing to do with what was told before.
  void publish_gap();
  /// How often something was published.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// No subscriber gets anything any more.
  void close();

 private:
  /// Calls `act` with each queue, and forgets those whose subscription is gone.
  template <class Act>
  void each_queue(Act act);

  std::vector<Observer> observers_;
  std::vector<std::weak_ptr<Subscription::Queue>> queues_;
  std::uint64_t version_ = 0;
  bool closed_ = false;
};

}  // namespace fwop::controller
