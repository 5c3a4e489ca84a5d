#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "manifests/decode_trial.hpp"

namespace fwop::controller {

// The protocol between the operator and its own `decode-trial` process. The operator sends each file as a
// header line and the file's bytes. The process answers kTrialReady once its limits are set, and then
// kTrialPassed for each file that it finished decoding.

inline constexpr std::string_view kTrialReady = "ready";
inline constexpr std::string_view kTrialPassed = "passed";
/// The exit code of a process that ran out of memory.
inline constexpr int kTrialOutOfMemory = 3;
/// The process gets only this and kTrialLibraries of our environment. A test sets it to KIND:NAME, and the
/// decoder fails in that way at a file whose name ends in NAME.
inline constexpr const char* kTrialFault = "FIREWORKS_OPERATOR_TRIAL_FAULT";
inline constexpr const char* kTrialLibraries = "LD_LIBRARY_PATH";

/// What is sent before a file's bytes.
struct TrialHeader {
  std::string name;
  std::size_t size = 0;
  manifests::DecodeOptions options;  ///< Without `now`, which only a warning uses; default limits.
};

/// One line, with its newline.
std::string write_trial_header(const manifests::TrialFile& file, const manifests::DecodeOptions& options);
/// `line` has no newline. Nothing if it is no header.
std::optional<TrialHeader> read_trial_header(std::string_view line);

}  // namespace fwop::controller
