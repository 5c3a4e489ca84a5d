#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/decode.hpp"

namespace fwop::manifests {

/// A file to decode.
struct TrialFile {
  std::string_view name;
  std::string_view bytes;
  bool only_ours = false;  ///< Replaces the one of DecodeOptions.
};

/// The result of decoding a file where that could do no harm.
struct TrialVerdict {
  enum class Kind {
    Passed,   ///< Decoding ended by itself, with or without errors in the file.
    Refused,  ///< Decoding crashed or blocked the process that tried it: do not decode these bytes here.
    Untried,  ///< The file could not be tried, for a reason that may pass.
  };
  Kind kind = Kind::Passed;
  std::string why;  ///< For people; empty when it passed.
};

/// Decodes all `files` where that cannot harm this process. Returns one verdict per file, in their order.
/// Blocks. May be called on any thread, but not on two at once.
using DecodeTrial = std::function<std::vector<TrialVerdict>(const std::vector<TrialFile>& files,
                                                            const DecodeOptions& options)>;

}  // namespace fwop::manifests
