#include "controller/bus/bus.hpp"

#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;
using api::ClusterKey;
using testing::ElementsAre;
using testing::IsEmpty;

class BusTest : public testing::Test {
 protected:
  void publish(const std::vector<std::string>& changed, const std::vector<std::string>& dropped = {},
               const std::vector<std::string>& messages = {}) {
    std::vector<ClusterKey> keys;
    std::vector<ClusterKey> gone;
    std::vector<Event> events;
    for (const std::string& id : changed) keys.push_back({"acme", id});
    for (const std::string& id : dropped) gone.push_back({"acme", id});
    for (const std::string& message : messages) {
      events.emplace_back();
      events.back().message = message;
    }
    bus.publish({.changed = keys, .dropped = gone, .events = events});
  }
  /// What next() gives; it must not need anything that is published later.
  std::optional<BusBatch> take(Subscription& subscription) {
    std::optional<BusBatch> taken;
    boost::asio::co_spawn(
        loop, subscription.next(std::chrono::steady_clock::now()),
        [&](std::exception_ptr, std::optional<BusBatch> batch) { taken = std::move(batch); });
    loop.restart();
    loop.run();
    return taken;
  }
  /// A subscription that has taken its first gap.
  Subscription subscribed(Subscription::Limits limits = {}) {
    Subscription subscription = bus.subscribe(loop.get_executor(), limits);
    EXPECT_TRUE(take(subscription)->gap);
    return subscription;
  }
  static std::vector<std::string> ids(const BusBatch& batch) {
    std::vector<std::string> ids;
    for (const ClusterKey& key : batch.changed) ids.push_back(key.cluster_id);
    return ids;
  }

  boost::asio::io_context loop{1};
  Bus bus;
};

TEST_F(BusTest, ASubscriberGetsWhatChangedEachOnce) {
  Subscription one = subscribed();
  publish({"b", "a"});
  publish({"b"}, {"c"});
  const auto batch = take(one);
  EXPECT_FALSE(batch->gap);
  EXPECT_THAT(ids(*batch), ElementsAre("a", "b", "c"));
  EXPECT_THAT(ids(*take(one)), IsEmpty());
}

TEST_F(BusTest, WhatTakesTooLongIsAGapAndOnlyForWhoIsSlow) {
  Subscription slow = subscribed({.clusters = 2});
  Subscription wide = subscribed({.clusters = 3});
  publish({"a", "b"});
  publish({"b", "c"});
  publish({"d"});
  publish({}, {"d"});
  EXPECT_TRUE(take(wide)->gap);
  const auto batch = take(slow);
  EXPECT_TRUE(batch->gap);
  EXPECT_THAT(batch->changed, IsEmpty());
  publish({"a"});
  const auto next = take(slow);
  EXPECT_FALSE(next->gap) << "after the gap it goes on";
  EXPECT_THAT(ids(*next), ElementsAre("a"));
}

TEST_F(BusTest, EventsComeInOrderToWhoAskedForThem) {
  Subscription with = subscribed({.events = 3});
  Subscription without = subscribed();
  publish({}, {}, {"one", "two"});
  publish({}, {}, {"three"});
  const auto batch = take(with);
  ASSERT_EQ(batch->events.size(), 3U);
  EXPECT_EQ(batch->events[0].message, "one");
  EXPECT_EQ(batch->events[2].message, "three");
  EXPECT_THAT(take(without)->events, IsEmpty());
  publish({}, {}, {"1", "2", "3", "4"});
  EXPECT_TRUE(take(with)->gap);
  EXPECT_FALSE(take(without)->gap);
}

TEST_F(BusTest, WhoWaitsIsWokenByTheNextChangeAndByNothingLess) {
  Subscription one = subscribed();
  std::optional<std::optional<BusBatch>> taken;
  boost::asio::co_spawn(loop, one.next(),
                        [&](std::exception_ptr, std::optional<BusBatch> batch) { taken = std::move(batch); });
  loop.restart();
  loop.poll();
  publish({});
  loop.poll();
  EXPECT_FALSE(taken);
  publish({"a"});
  loop.poll();
  ASSERT_TRUE(taken);
  EXPECT_THAT(ids(**taken), ElementsAre("a"));
}

TEST_F(BusTest, AClosedBusEndsWhoWaitsAndWhoComesLater) {
  Subscription one = subscribed();
  bool ended = false;
  boost::asio::co_spawn(loop, one.next(),
                        [&](std::exception_ptr, std::optional<BusBatch> batch) { ended = !batch; });
  loop.restart();
  loop.poll();
  bus.close();
  loop.poll();
  EXPECT_TRUE(ended);
  Subscription late = bus.subscribe(loop.get_executor());
  EXPECT_FALSE(take(late));
}

TEST_F(BusTest, ASubscriptionOutlivesTheBus) {
  auto short_lived = std::make_unique<Bus>();
  Subscription one = short_lived->subscribe(loop.get_executor());
  short_lived.reset();
  EXPECT_FALSE(take(one));
}

TEST_F(BusTest, AnObserverMissesNothing) {
  std::size_t changed = 0;
  bus.observe([&](const FleetUpdate& update) { changed += update.changed.size(); });
  for (int i = 0; i < 100; ++i) publish(std::vector<std::string>(100, "a"));
  EXPECT_EQ(changed, 10'000U);
  EXPECT_EQ(bus.version(), 100U);
}

TEST_F(BusTest, AGapIsForEverySubscriber) {
  Subscription one = subscribed();
  publish({"a"});
  bus.publish_gap();
  EXPECT_TRUE(take(one)->gap);
}

}  // namespace
}  // namespace fwop::controller
