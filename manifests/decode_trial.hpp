#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/decode.hpp"

namespace fwop::manifests {

/// A file that is to be decoded.
struct TrialFile {
  std::string_view name;
  std::string_view bytes;
  bool only_ours = false;  ///< As in DecodeOptions, and in place of it.
};

/// What became of decoding a file where that could do no harm.
struct TrialVerdict {
  enum class Kind {
    Passed,   ///< It ended by itself, whatever it found.
    Refused,  ///< It ended, or held up, the one that tried it: these bytes must not be decoded here.
    Untried,  ///< Nothing is known of it, for a reason that may pass.
  };
  Kind kind = Kind::Passed;
  std::string why;  ///< For people; empty when it passed.
};

/// Decodes all `files` where that can do this process no harm; gives one verdict a file, in their order.
/// Blocks until then. May be called on any thread, by one at a time.
using DecodeTrial = std::function<std::vector<TrialVerdict>(const std::vector<TrialFile>& files,
                                                            const DecodeOptions& options)>;

}  // namespace fwop::manifests
