#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include <sys/types.h>

#include "api/base/child_process.hpp"
#include "api/base/or_why_not.hpp"
#include "controller/sources/decode_trier.hpp"

namespace fwop::controller {

/// One `decode-trial` process. The destructor kills and reaps it.
class TrialProcess {
 public:
  /// The error says why it was not started.
  static OrWhyNot<TrialProcess> start(const std::string& program, const TrialLimits& limits);
  TrialProcess(TrialProcess&& other) noexcept;
  TrialProcess& operator=(TrialProcess&&) = delete;
  ~TrialProcess();

  enum class End { AllPassed, Ended, Silent, Stopped };
  struct Outcome {
    End end = End::AllPassed;
    bool ready = false;      ///< It has set its limits.
    std::size_t passed = 0;  ///< How many files passed, from the first on.
  };
  /// Sends it the files and waits for its answers. Call once.
  Outcome converse(std::span<const manifests::TrialFile> files, const manifests::DecodeOptions& options,
                   std::chrono::milliseconds silence, const StopSignal& stop);
  /// Kills it if it still runs. Returns its wait status.
  int end();

 private:
  TrialProcess(pid_t child, int socket) : child_(child), socket_(socket) {}

  pid_t child_ = -1;  ///< -1 once it is reaped.
  int socket_ = -1;
};

}  // namespace fwop::controller
