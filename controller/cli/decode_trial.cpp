#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/sources/decode_trial_protocol.hpp"
#include "manifests/decode.hpp"

namespace fwop::controller::cli {
namespace {

struct DecodeTrialOptions {
  std::uint64_t memory = 0;     ///< Bytes.
  std::uint64_t processor = 0;  ///< Seconds.
};

bool set_limit(int which, rlim_t most) {
  rlimit limit{};
  if (::getrlimit(which, &limit) != 0) return false;
  limit.rlim_cur = std::min(most, limit.rlim_max);
  return ::setrlimit(which, &limit) == 0;
}

/// Limits further allocations to `more` bytes. Sets RLIMIT_DATA to the current size plus `more`. RLIMIT_AS
/// does not work here: sanitizers reserve terabytes of address space, which take no memory.
bool limit_memory(std::uint64_t more) {
  std::ifstream file("/proc/self/statm");
  std::uint64_t pages = 0;  // The sixth number: data and stack.
  for (int i = 0; i < 6; ++i) file >> pages;
  if (!file) return false;
  return set_limit(RLIMIT_DATA, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + more);
}

/// Limits the CPU time from now on to about `more` seconds. Called for each file, so that a slow file does
/// not use up the time of the next.
bool limit_processor(std::uint64_t more) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return set_limit(RLIMIT_CPU, static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + more);
}

/// For tests: causes the fault that the variable kTrialFault wants for this file.
void fail_if_asked(const std::string& name) {
  const char* variable = std::getenv(kTrialFault);
  if (variable == nullptr) return;
  const std::string fault = variable;
  const auto colon = fault.find(':');
  if (colon == std::string::npos || !name.ends_with(fault.substr(colon + 1))) return;
  const std::string kind = fault.substr(0, colon);
  if (kind == "signal") std::raise(SIGSEGV);
  if (kind == "kill") std::raise(SIGKILL);
  if (kind == "silence") ::pause();
  for (volatile bool spins = kind == "processor"; spins;) {
  }
  std::vector<std::string> eaten;
  while (kind == "memory") eaten.emplace_back(std::size_t{1} << 20U, 'x');
}

void add_decode_trial_flags(CLI::App* app, DecodeTrialOptions& trial) {
  app->add_option("--memory", trial.memory)->required();
  app->add_option("--processor", trial.processor)->required();
}

int run_decode_trial(const DecodeTrialOptions& options) {
  // If the operator dies, nobody needs the answer: die too.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // If memory is short, the kernel should kill this process and not the operator.
  std::ofstream("/proc/self/oom_score_adj") << 1000;
  if (!set_limit(RLIMIT_CORE, 0) || !limit_memory(options.memory)) return 1;
  std::cout << kTrialReady << '\n' << std::flush;
  for (std::string line; std::getline(std::cin, line);) {
    const auto header = read_trial_header(line);
    if (!header || !limit_processor(options.processor)) return 1;
    try {
      std::string bytes(header->size, '\0');
      if (!std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return 1;
      fail_if_asked(header->name);
      manifests::decode_file(header->name, bytes, header->options);
    } catch (const std::bad_alloc&) {
      std::_Exit(kTrialOutOfMemory);
    }
    std::cout << kTrialPassed << '\n' << std::flush;
  }
  return 0;
}

}  // namespace

Command decode_trial_command() {
  return {kHidden, "decode-trial", "what run starts for itself before it decodes new files", "0",
          prepare(add_decode_trial_flags, run_decode_trial)};
}

}  // namespace fwop::controller::cli
