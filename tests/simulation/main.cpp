#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>

#include "simulation.hpp"

// simulation [--seeds N] [--first S] [--new-seeds N] [--seconds T] [--threads K] [--corpus FILE] [--mutants
// LIST]
//     the seeds of the corpus, fixed ones and new ones until all are done or T is over; then the deliberate
//     bugs, whose programs LIST names, one a line
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
  std::mutex mutex;
  std::uint64_t seeds = 0;
  std::uint64_t steps = 0;
  std::size_t largest = 0;
  PaceWatch::Figures pace;
  std::vector<std::pair<std::uint64_t, std::string>> violations;

  void add(std::uint64_t seed, const RunResult& result) {
    const std::lock_guard lock(mutex);
    ++seeds;
    steps += result.steps;
    largest = std::max(largest, result.clusters);
    pace.updates += result.pace.updates;
    pace.update_calls += result.pace.update_calls;
    pace.deletes += result.pace.deletes;
    pace.delete_calls += result.pace.delete_calls;
    if (result.violation) violations.emplace_back(seed, *result.violation);
  }
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
      tally.add(seed, result);
      found = found || result.violation;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < arguments.threads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

void explain(const Tally& tally) {
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(kShown, tally.violations.size()); ++i) {
    std::cout << "seed " << tally.violations[i].first << ": " << tally.violations[i].second << '\n';
  }
  const Plan plan = smallest(plan_from_seed(tally.violations.front().first));
  std::cout << "smallest: simulation " << replay(plan) << '\n';
  Simulation(plan, true).run();
}

/// What came of one engine with a deliberate bug.
struct Hunt {
  std::string name;
  bool caught = false;
  double seconds = 0;
  std::string seeds;  ///< How many it took,
  std::string by;     ///< and which of them found it.
};

/// Runs it until it is found out, for a minute at most, the corpus first. Its lines say by which seed, and
/// after how many.
Hunt hunt(const std::filesystem::path& program, const std::string& corpus) {
  Hunt result{.name = program.filename().string()};
  const auto began = std::chrono::steady_clock::now();
  const std::string command = program.string() +
                              " --until-violation --seeds 1000000 --seconds 60 --threads 1" +
                              (corpus.empty() ? "" : " --corpus " + corpus);
  FILE* output = ::popen(command.c_str(), "r");
  if (output == nullptr) return result;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), static_cast<int>(line.size()), output) != nullptr) {
    std::istringstream words{line.data()};
    std::string word;
    words >> word;
    if (word == "after") words >> result.seeds;
    if (word == "seed" && result.by.empty()) std::getline(words >> std::ws, result.by, ':');
  }
  const int status = ::pclose(output);
  result.caught = WIFEXITED(status) && WEXITSTATUS(status) == 1;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

/// How many of the engines with a deliberate bug that `list` names are found out, and of how many.
std::pair<int, int> run_mutants(const Arguments& arguments) {
  std::vector<std::string> programs;
  std::ifstream file(arguments.mutants);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) programs.push_back(line);
  }
  std::atomic<std::size_t> next{0};
  std::atomic<int> caught{0};
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t turn = next++; turn < programs.size(); turn = next++) {
      const Hunt result = hunt(programs[turn], arguments.corpus);
      caught += result.caught ? 1 : 0;
      const std::lock_guard lock(mutex);
      std::cout << (result.caught ? "caught " : "NOT CAUGHT ") << result.name << " after " << result.seeds
                << " seeds, by seed " << result.by << ", " << std::fixed << std::setprecision(1)
                << result.seconds << " s" << std::endl;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < arguments.threads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  return {caught, static_cast<int>(programs.size())};
}

/// Calls for one change on average, or "-" when there was none.
std::string calls_for_each(std::uint64_t calls, std::uint64_t changes) {
  if (changes == 0) return "-";
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << static_cast<double>(calls) / static_cast<double>(changes);
  return text.str();
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
    std::cout << "after " << tally.seeds << " seeds\n";
    return tally.violations.empty() ? 0 : 1;
  }
  if (!tally.violations.empty()) explain(tally);
  std::pair<int, int> bugs{0, 0};
  if (!arguments->mutants.empty()) bugs = run_mutants(*arguments);
  std::cout << "simulation: " << tally.seeds << " seeds, " << tally.steps << " steps, "
            << tally.violations.size() << " violations, " << bugs.first << '/' << bugs.second
            << " seeded bugs caught, largest fleet " << tally.largest << ", calls per update "
            << calls_for_each(tally.pace.update_calls, tally.pace.updates) << ", per delete "
            << calls_for_each(tally.pace.delete_calls, tally.pace.deletes) << '\n';
  return tally.violations.empty() && bugs.first == bugs.second ? 0 : 1;
}
