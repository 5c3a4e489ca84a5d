#include "controller/bus/bus.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

struct Subscription::Queue {
  Queue(const asio::any_io_executor& executor, Limits most) : limits(most), woken(executor) {}

  void add(const FleetUpdate& update) {
    if (gap) return;
    changed.insert(update.changed.begin(), update.changed.end());
    changed.insert(update.dropped.begin(), update.dropped.end());
    if (limits.events > 0) events.insert(events.end(), update.events.begin(), update.events.end());
    if (changed.size() > limits.clusters || events.size() > limits.events) return lose_all();
    if (!empty()) woken.cancel();
  }
  void lose_all() {
    gap = true;
    changed.clear();
    events.clear();
    woken.cancel();
  }
  void close() {
    closed = true;
    woken.cancel();
  }
  [[nodiscard]] bool empty() const { return !gap && changed.empty() && events.empty(); }
  BusBatch take() {
    BusBatch batch{std::exchange(gap, false), {changed.begin(), changed.end()}, std::exchange(events, {})};
    changed.clear();
    return batch;
  }

  Limits limits;
  bool gap = true;
  bool closed = false;
  std::set<api::ClusterKey> changed;
  std::vector<Event> events;
  asio::steady_timer woken;  ///< Cancelled to wake next().
};

Subscription::Subscription(std::shared_ptr<Queue> queue) : queue_(std::move(queue)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

asio::awaitable<std::optional<BusBatch>> Subscription::next(std::chrono::steady_clock::time_point until) {
  const auto queue = queue_;
  while (queue->empty() && !queue->closed && std::chrono::steady_clock::now() < until) {
    queue->woken.expires_at(until);
    co_await queue->woken.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (queue->closed) co_return std::nullopt;
  co_return queue->take();
}

void Subscription::close() { queue_->close(); }

Bus::Bus() = default;
Bus::~Bus() { close(); }

void Bus::observe(Observer observer) { observers_.push_back(std::move(observer)); }

Subscription Bus::subscribe(const asio::any_io_executor& executor, Subscription::Limits limits) {
  auto queue = std::make_shared<Subscription::Queue>(executor, limits);
  queue->closed = closed_;
  queues_.push_back(queue);
  return Subscription(std::move(queue));
}

template <class Act>
void Bus::each_queue(Act act) {
  std::erase_if(queues_, [&](const std::weak_ptr<Subscription::Queue>& weak) {
    const auto queue = weak.lock();
    if (queue) act(*queue);
    return !queue;
  });
}

void Bus::publish(const FleetUpdate& update) {
  ++version_;
  for (const Observer& observer : observers_) observer(update);
  each_queue([&](Subscription::Queue& queue) { queue.add(update); });
}

void Bus::publish_gap() {
  ++version_;
  each_queue([](Subscription::Queue& queue) { queue.lose_all(); });
}

void Bus::close() {
  closed_ = true;
  each_queue([](Subscription::Queue& queue) { queue.close(); });
}

}  // namespace fwop::controller
