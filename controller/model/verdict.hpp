#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fwop::controller {

/// The state of a cluster in one word: freshness, sync and the API's state together.
enum class Verdict : std::uint8_t {
  Ready,        ///< READY as declared, and seen so within the staleness limit.
  Progressing,  ///< On its way there by itself: waiting, being created, changed or deleted.
  Degraded,     ///< Exists, but is not as declared, or a person has to decide something.
  Failed,       ///< FAILED, or the API refuses to create it.
  Suspended,    ///< A person or its manifest suspended it.
  Unknown,      ///< Not seen yet, or not within the staleness limit.
};

inline constexpr std::array kAllVerdicts = {Verdict::Ready,  Verdict::Progressing, Verdict::Degraded,
                                            Verdict::Failed, Verdict::Suspended,   Verdict::Unknown};

/// "Ready", "Progressing", and so on.
std::string_view to_string(Verdict verdict);

}  // namespace fwop::controller
