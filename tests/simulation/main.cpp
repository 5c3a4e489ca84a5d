#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>

#include "simulation.hpp"

// simulation [--seeds N] [--first S | --new-seeds] [--seconds T] [--threads K] [--corpus FILE] [--mutants
// DIR]
//     the seeds of the corpus, then new ones until N are done or T is over; then the deliberate bugs in DIR
// simulation --until-violation [--seeds N] [--first S]
//     stops at the first violation and says no more than its seed
// simulation --seed S [--without Hazard,…] [--clusters N] [--trace]
//     runs one, and says what happens
// Exit status: 0 no violation and every bug caught, 1 otherwise (with the smallest replay), 2 bad arguments.

namespace {

using namespace fwop::simulation;

struct Arguments {
  std::uint64_t seeds = 1000;
  std::uint64_t first = 1;
  std::uint64_t new_seeds = 0;
  int seconds = 3600;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::optional<std::uint64_t> seed;
  std::string without;
  std::string corpus;
  std::string mutants;
  int clusters = 0;
  bool trace = false;
  bool until_violation = false;
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
    if (flag == "--until-violation") {
      arguments.until_violation = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    const std::string value = argv[++i];
    if (flag == "--seeds") {
      arguments.seeds = std::stoull(value);
    } else if (flag == "--new-seeds") {
      arguments.new_seeds = std::stoull(value);
    } else if (flag == "--first") {
      arguments.first = std::stoull(value);
    } else if (flag == "--seconds") {
      arguments.seconds = std::stoi(value);
    } else if (flag == "--threads") {
      arguments.threads = static_cast<unsigned>(std::stoul(value));
    } else if (flag == "--seed") {
      arguments.seed = std::stoull(value);
    } else if (flag == "--without") {
      arguments.without = value;
    } else if (flag == "--clusters") {
      arguments.clusters = std::stoi(value);
    } else if (flag == "--corpus") {
      arguments.corpus = value;
    } else if (flag == "--mutants") {
      arguments.mutants = value;
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

int run_one(const Arguments& arguments) {
  const RunResult result = Simulation(with_overrides(*arguments.seed, arguments), arguments.trace).run();
  std::cout << "seed " << *arguments.seed << ": " << result.steps << " steps, "
            << (result.violation ? "VIOLATION " + *result.violation : "no violation") << '\n';
  return result.violation ? 1 : 0;
}

/// One seed a line; what follows a '#' says why it is kept.
std::vector<std::uint64_t> read_corpus(const std::string& path) {
  std::vector<std::uint64_t> seeds;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    if (std::uint64_t seed = 0; words >> seed) seeds.push_back(seed);
  }
  return seeds;
}

struct Tally {
  std::atomic<std::uint64_t> seeds{0};
  std::atomic<std::uint64_t> steps{0};
  std::mutex mutex;
  std::vector<std::pair<std::uint64_t, std::string>> violations;
};

/// Runs the corpus and then new seeds, on several threads.
void run_seeds(const Arguments& arguments, Tally& tally) {
  const std::vector<std::uint64_t> corpus = read_corpus(arguments.corpus);
  const std::uint64_t fixed = corpus.size() + arguments.seeds;
  const std::uint64_t first_new = (std::uint64_t{std::random_device{}()} << 20U) + 1'000'000;
  if (arguments.new_seeds > 0) std::cout << "new seeds from " << first_new << std::endl;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(arguments.seconds);
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> found{false};
  const auto work = [&] {
    while (std::chrono::steady_clock::now() < until && !(arguments.until_violation && found)) {
      const std::uint64_t turn = next++;
      if (turn >= fixed + arguments.new_seeds) return;
      const std::uint64_t seed = turn < corpus.size() ? corpus[turn]
                                 : turn < fixed       ? arguments.first + turn - corpus.size()
                                                      : first_new + turn - fixed;
      const RunResult result = Simulation(plan_from_seed(seed), false).run();
      tally.steps += result.steps;
      ++tally.seeds;
      if (!result.violation) continue;
      found = true;
      const std::lock_guard lock(tally.mutex);
      tally.violations.emplace_back(seed, *result.violation);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < arguments.threads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

void explain(const Tally& tally) {
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(kShown, tally.violations.size()); ++i) {
    std::cout << "seed " << tally.violations[i].first << ": " << tally.violations[i].second << '\n';
  }
  const Plan plan = smallest(plan_from_seed(tally.violations.front().first));
  std::cout << "smallest: simulation " << replay(plan) << '\n';
  Simulation(plan, true).run();
}

/// How many of the engines with a deliberate bug in `directory` are found out, and of how many.
std::pair<int, int> run_mutants(const std::string& directory) {
  std::set<std::filesystem::path> programs;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) programs.insert(entry.path());
  int caught = 0;
  for (const auto& program : programs) {
    const std::string command = program.string() + " --until-violation --seeds 5000 > /dev/null";
    const bool found = WEXITSTATUS(std::system(command.c_str())) == 1;
    caught += found ? 1 : 0;
    std::cout << (found ? "caught " : "NOT CAUGHT ") << program.filename().string() << '\n';
  }
  return {caught, static_cast<int>(programs.size())};
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    std::cerr << "usage: see the head of tests/simulation/main.cpp\n";
    return 2;
  }
  if (arguments->seed) return run_one(*arguments);

  Tally tally;
  run_seeds(*arguments, tally);
  if (arguments->until_violation) {
    for (const auto& [seed, what] : tally.violations) std::cout << "seed " << seed << ": " << what << '\n';
    return tally.violations.empty() ? 0 : 1;
  }
  if (!tally.violations.empty()) explain(tally);
  std::pair<int, int> bugs{0, 0};
  if (!arguments->mutants.empty()) bugs = run_mutants(arguments->mutants);
  std::cout << "simulation: " << tally.seeds << " seeds, " << tally.steps << " steps, "
            << tally.violations.size() << " violations, " << bugs.first << '/' << bugs.second
            << " seeded bugs caught\n";
  return tally.violations.empty() && bugs.first == bugs.second ? 0 : 1;
}
