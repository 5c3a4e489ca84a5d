#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "controller/model/source_status.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// How long a source waits after a reading that failed as a whole, or in which files could not be tried:
/// memory or processes may be available again by then.
inline constexpr std::chrono::milliseconds kReadAgainAfter{5000};

/// The message for people about a reading that failed as a whole.
std::string unread_message(const std::exception_ptr& failure, std::chrono::milliseconds again_after);

/// Follows a source of manifests: reads it at once and after each change, on another thread, and delivers
/// each snapshot on the event loop. Call all methods on the loop's thread.
class SourceFollower {
 public:
  using Deliver = std::function<void(std::shared_ptr<const manifests::Snapshot>)>;

  virtual ~SourceFollower() = default;

  /// Begins to follow.
  virtual void start() = 0;
  /// Reads again now, whether or not a change was seen.
  virtual void reload() = 0;
  /// Delivers nothing from now on; what is under way ends soon.
  virtual void stop() = 0;
  /// Nothing for a source that is never unreachable, such as a folder.
  [[nodiscard]] virtual std::optional<SourceStatus> status() const { return std::nullopt; }
};

}  // namespace fwop::controller
