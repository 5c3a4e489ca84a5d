#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "api/base/or_why_not.hpp"

namespace fwop {

/// Ends run_child() early, from any thread. It cannot be undone.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void stop();
  /// Readable once stopped.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

struct ChildOutcome {
  enum class End { Exited, TimedOut, Stopped };
  End end = End::Exited;
  int exit_code = 0;   ///< 128 + the signal, if a signal ended it.
  std::string output;  ///< Its standard output, at most 64 KiB of it.
};

/// Runs a program to its end, with our environment and standard error, and with the file `input` (empty:
/// none) as standard input. Kills it, and what it started, after `timeout` or when `stop` is set. Blocks. The
/// error says why it was not started.
OrWhyNot<ChildOutcome> run_child(const std::string& program, const std::vector<std::string>& arguments,
                                 const std::filesystem::path& input, std::chrono::milliseconds timeout,
                                 const StopSignal& stop);

/// What an errno means, for people.
std::string error_text(int error);
/// Waits for the end of our child process (waitpid). Blocks; returns its wait status.
int reap(pid_t child);

}  // namespace fwop
