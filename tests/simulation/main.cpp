#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "simulation.hpp"

// simulation [--seeds N] [--first S] [--seconds T] [--threads K]   runs seeds until N are done or T is over
// simulation --seed S [--without Hazard,…] [--clusters N] [--trace]  runs one, and says what happens
// Exit status: 0 no violation, 1 a violation (with its smallest replay), 2 bad arguments.

namespace {

using namespace fwop::simulation;

struct Arguments {
  std::uint64_t seeds = 1000;
  std::uint64_t first = 1;
  int seconds = 3600;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::optional<std::uint64_t> seed;
  std::string without;
  int clusters = 0;
  bool trace = false;
};

Plan with_overrides(std::uint64_t seed, const Arguments& arguments) {
  Plan plan = plan_from_seed(seed);
  if (arguments.clusters > 0) plan.clusters = arguments.clusters;
  for (std::size_t i = 0; i < kHazards; ++i) {
    const std::string name(to_string(static_cast<Hazard>(i)));
    if (("," + arguments.without + ",").find("," + name + ",") != std::string::npos) plan.without.set(i);
  }
  return plan;
}

/// Takes hazards and clusters out as long as some violation stays.
Plan smallest(Plan plan) {
  for (std::size_t i = 0; i < kHazards; ++i) {
    if (plan.of(static_cast<Hazard>(i)) <= 0) continue;
    Plan less = plan;
    less.without.set(i);
    if (Simulation(less, false).run().violation) plan = less;
  }
  for (int clusters = 1; clusters < plan.clusters; ++clusters) {
    Plan less = plan;
    less.clusters = clusters;
    if (Simulation(less, false).run().violation) return less;
  }
  return plan;
}

std::string replay(const Plan& plan) {
  std::string text = "--seed " + std::to_string(plan.seed) + " --clusters " + std::to_string(plan.clusters);
  std::string without;
  for (std::size_t i = 0; i < kHazards; ++i) {
    if (!plan.without[i]) continue;
    if (!without.empty()) without += ',';
    without += to_string(static_cast<Hazard>(i));
  }
  if (!without.empty()) text += " --without " + without;
  return text + " --trace";
}

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--trace") {
      arguments.trace = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    const std::string value = argv[++i];
    if (flag == "--seeds")
      arguments.seeds = std::stoull(value);
    else if (flag == "--first")
      arguments.first = std::stoull(value);
    else if (flag == "--seconds")
      arguments.seconds = std::stoi(value);
    else if (flag == "--threads")
      arguments.threads = static_cast<unsigned>(std::stoul(value));
    else if (flag == "--seed")
      arguments.seed = std::stoull(value);
    else if (flag == "--without")
      arguments.without = value;
    else if (flag == "--clusters")
      arguments.clusters = std::stoi(value);
    else
      return std::nullopt;
  }
  return arguments;
}

int run_one(const Arguments& arguments) {
  const RunResult result = Simulation(with_overrides(*arguments.seed, arguments), arguments.trace).run();
  std::cout << "seed " << *arguments.seed << ": " << result.steps << " steps, "
            << (result.violation ? "VIOLATION " + *result.violation : "no violation") << '\n';
  return result.violation ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    std::cerr << "usage: simulation [--seeds N] [--first S] [--seconds T] [--threads K]\n"
                 "       simulation --seed S [--without Hazard,…] [--clusters N] [--trace]\n";
    return 2;
  }
  if (arguments->seed) return run_one(*arguments);

  std::atomic<std::uint64_t> next{arguments->first};
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> steps{0};
  std::mutex mutex;
  std::vector<std::pair<std::uint64_t, std::string>> violations;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(arguments->seconds);
  const auto work = [&] {
    while (std::chrono::steady_clock::now() < until) {
      const std::uint64_t seed = next++;
      if (seed >= arguments->first + arguments->seeds) return;
      const RunResult result = Simulation(plan_from_seed(seed), false).run();
      steps += result.steps;
      ++done;
      if (!result.violation) continue;
      const std::lock_guard lock(mutex);
      violations.emplace_back(seed, *result.violation);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < arguments->threads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();

  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(kShown, violations.size()); ++i) {
    std::cout << "seed " << violations[i].first << ": " << violations[i].second << '\n';
  }
  if (!violations.empty()) {
    const Plan plan = smallest(plan_from_seed(violations.front().first));
    std::cout << "smallest: simulation " << replay(plan) << '\n';
    Simulation(plan, true).run();
  }
  std::cout << "simulation: " << done << " seeds, " << steps << " steps, " << violations.size()
            << " violations\n";
  return violations.empty() ? 0 : 1;
}
