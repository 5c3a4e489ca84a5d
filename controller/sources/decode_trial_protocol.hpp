#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "manifests/decode_trial.hpp"

namespace fwop::controller {

// How the operator and its own `decode-trial` process speak to each other. The operator sends each file as a
// header, which is one line, and the file's bytes; the process says kTrialReady when its limits are set and
// then kTrialPassed for each file whose decoding ended.

inline constexpr std::string_view kTrialReady = "ready";
inline constexpr std::string_view kTrialPassed = "passed";
/// The exit code of a process that ran out of memory.
inline constexpr int kTrialOutOfMemory = 3;
/// Of the environment, this and kTrialLibraries are all that the process gets. A test sets it to KIND:NAME,
/// and the decoder fails in that way at a file whose name ends in NAME.
inline constexpr const char* kTrialFault = "FIREWORKS_OPERATOR_TRIAL_FAULT";
inline constexpr const char* kTrialLibraries = "LD_LIBRARY_PATH";

/// What is sent before a file's bytes.
struct TrialHeader {
  std::string name;
  std::size_t size = 0;
  manifests::DecodeOptions
      options;  ///< Without `now`, which is good for a warning only, and with the usual limits.
};

/// One line, with its end.
std::string write_trial_header(const manifests::TrialFile& file, const manifests::DecodeOptions& options);
/// `line` is without its end. Nothing when it is no header.
std::optional<TrialHeader> read_trial_header(std::string_view line);

}  // namespace fwop::controller
