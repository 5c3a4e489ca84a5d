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
/// memory or processes that were short may be there again by then.
inline constexpr std::chrono::milliseconds kReadAgainAfter{5000};

/// What is to be said of a reading that ended so, for people.
std::string unread_message(const std::exception_ptr& failure, std::chrono::milliseconds again_after);

/// Follows a source of manifests: reads it at once and again whenever it changes, off the loop, and hands
/// each snapshot over on the loop. All methods on the loop's thread.
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
  /// Nothing for a source that is always there.
  [[nodiscard]] virtual std::optional<SourceStatus> status() const { return std::nullopt; }
};

}  // namespace fwop::controller
