#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/base/child_process.hpp"
#include "manifests/decode_trial.hpp"

namespace fwop::controller {

/// What decoding one file may take in the process that tries it.
struct TrialLimits {
  std::uint64_t memory = std::uint64_t{256} << 20U;  ///< Bytes, beyond what an idle process has.
  std::chrono::seconds processor{10};                ///< Of processor time.
  std::chrono::milliseconds silence{60'000};  ///< Of any time: a machine may be busy with other things.
};

/// Has files decoded in processes of their own, which have these limits, no descriptor of ours, and nothing
/// of our environment. One process tries one file after another; when it ends or falls silent, the file that
/// it was at is Refused, and another goes on with the rest. A process that is killed from outside (a machine
/// that is short of memory does so), or that cannot be started, leaves its file, or all of them, Untried.
class DecodeTrier {
 public:
  /// `program` is fireworks-operator itself. The default is the program that runs, also when its file was
  /// replaced meanwhile.
  explicit DecodeTrier(TrialLimits limits = {}, std::string program = "/proc/self/exe");

  /// As manifests::DecodeTrial: blocks.
  std::vector<manifests::TrialVerdict> try_all(const std::vector<manifests::TrialFile>& files,
                                               const manifests::DecodeOptions& options);
  /// try_all() as a function; this object must outlive it.
  [[nodiscard]] manifests::DecodeTrial as_function();

  /// Ends what is under way, and whatever begins later, from any thread: all that is left is Untried.
  void stop() { stop_.stop(); }

 private:
  TrialLimits limits_;
  std::string program_;
  StopSignal stop_;
};

}  // namespace fwop::controller
