#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/base/child_process.hpp"
#include "manifests/decode_trial.hpp"

namespace fwop::controller {

/// The limits for decoding one file in the trial process.
struct TrialLimits {
  std::uint64_t memory = std::uint64_t{256} << 20U;  ///< Bytes, beyond what an idle process has.
  std::chrono::seconds processor{10};                ///< Of processor time.
  std::chrono::milliseconds silence{60'000};         ///< Without an answer; long, for busy machines.
};

/// Decodes files in separate processes, which have these limits, no descriptor of ours, and almost nothing of
/// our environment. One process tries one file after another. If it ends or stops answering, the file that it
/// was decoding is Refused, and a new process goes on with the rest. If it is killed from outside (as when
/// memory is short), that file is Untried. If it cannot be started, all remaining files are.
class DecodeTrier {
 public:
  /// `program` is fireworks-operator itself. The default is the running program, even if its file was
  /// replaced.
  explicit DecodeTrier(TrialLimits limits = {}, std::string program = "/proc/self/exe");

  /// As manifests::DecodeTrial. Blocks.
  std::vector<manifests::TrialVerdict> try_all(const std::vector<manifests::TrialFile>& files,
                                               const manifests::DecodeOptions& options);
  /// try_all() as a function; this object must outlive it.
  [[nodiscard]] manifests::DecodeTrial as_function();

  /// Stops the present trial and every later one: all remaining files are Untried. Safe from any thread.
  void stop() { stop_.stop(); }

 private:
  TrialLimits limits_;
  std::string program_;
  StopSignal stop_;
};

}  // namespace fwop::controller
