#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "fleet.hpp"

// What a cluster costs must not grow with how many there are. Counted in allocations, which no machine's load
// changes.

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace fwop::bench {
namespace {

constexpr double kMostGrowth = 1.2;

template <class Work>
double allocations_each(std::size_t count, Work work) {
  const std::size_t before = allocations;
  work();
  return static_cast<double>(allocations - before) / static_cast<double>(count);
}

struct Costs {
  double decode;
  double converge;
  double sweep;
};

Costs costs_of(std::size_t count) {
  Costs costs{};
  const manifests::SourceReading reading = reading_of(count);
  std::shared_ptr<const manifests::Snapshot> snapshot;
  costs.decode = allocations_each(count, [&] { snapshot = manifests::SnapshotBuilder({}).build(reading); });
  EXPECT_EQ(snapshot->manifests.size(), count);
  Fleet fleet(snapshot);
  std::size_t calls = 0;
  costs.converge = allocations_each(count, [&] { calls = fleet.converge(); });
  const std::size_t pages = (count + api::kMaxPageSize - 1) / api::kMaxPageSize;
  EXPECT_LE(calls, count + 2 * pages + 1) << "a create for each, the first LIST, and one sweep";
  costs.sweep = allocations_each(count, [&] { calls = fleet.sweep(); });
  EXPECT_EQ(calls, pages);
  return costs;
}

TEST(Growth, ACostOfAClusterDoesNotGrowWithTheFleet) {
  const Costs small = costs_of(1'000);
  const Costs large = costs_of(10'000);
  std::printf(
      "allocations a cluster at 1,000 and 10,000: decode %.1f %.1f, converge %.1f %.1f, sweep %.1f %.1f\n",
      small.decode, large.decode, small.converge, large.converge, small.sweep, large.sweep);
  EXPECT_LT(large.decode, kMostGrowth * small.decode);
  EXPECT_LT(large.converge, kMostGrowth * small.converge);
  EXPECT_LT(large.sweep, kMostGrowth * small.sweep);
}

}  // namespace
}  // namespace fwop::bench
