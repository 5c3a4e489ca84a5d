#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/base/clock.hpp"

namespace fwop::controller {

/// Tracks the walks through the paged LIST of one account: where the current walk is, what the last complete
/// one saw, and when the next is due. It makes no calls: its owner requests the pages.
class Sweep {
 public:
  /// The first walk is due at once.
  explicit Sweep(Instant now) : due_(now) {}

  /// Begins a walk at the first page. Gives up one that is under way.
  void begin(Now now);
  /// The page at next_token() has been asked for.
  void await_page();
  enum class Next {
    Page,     ///< There is another page, at next_token().
    Nothing,  ///< That was the last one: the walk can finish().
    Endless,  ///< The list comes back to a page that was read, or has too many: abort().
  };
  /// The page has come: it lists so many clusters, and names the page after it, if there is one.
  Next page(std::size_t clusters, const std::string& next_token);
  /// The walk lists a cluster that is none of ours.
  void note_stranger(const std::string& cluster_id) { strangers_.insert(cluster_id); }
  /// The walk got to its end. The next one is due at `next_due`.
  void finish(Instant next_due);
  /// The walk failed. The next one begins at `not_before` at the earliest.
  void abort(std::string problem, Instant not_before, Instant now);
  /// The walk was given up, for a reason that says nothing about the list. The next one is due as soon as its
  /// back-off allows.
  void cancel(Instant now);

  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] bool awaits_page() const { return awaits_page_; }
  /// Token of the next page; empty for the first one.
  [[nodiscard]] const std::string& next_token() const { return next_token_; }
  /// Number of the newest walk; the first is 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }
  /// When the newest walk began.
  [[nodiscard]] Instant began() const { return began_; }

  /// When the next walk is to begin.
  [[nodiscard]] Instant due() const { return due_; }
  /// Makes the next walk due as soon as its back-off is over and it begins `gap` after the one before.
  void hasten(Duration gap, Instant now);
  /// Makes the next walk due now, whatever its back-off.
  void begin_at_once(Instant now) { due_ = not_before_ = now; }

  /// What the last whole walk saw.
  struct Whole {
    Instant began{};
    WallTime began_wall{};
    std::size_t listed = 0;           ///< Clusters, ours or not.
    std::set<std::string> strangers;  ///< Ids of those that were none of ours then.
  };
  /// Nothing before the first.
  [[nodiscard]] const std::optional<Whole>& last_whole() const { return last_whole_; }
  /// How many clusters the last whole walk listed; 0 before the first.
  [[nodiscard]] std::size_t clusters_seen() const { return last_whole_ ? last_whole_->listed : 0; }
  /// True if the last whole walk, or the one under way, lists that id as none of ours.
  [[nodiscard]] bool lists_stranger(const std::string& cluster_id) const;
  /// Call when a cluster is dropped: its id becomes a stranger's in the last and in the current walk.
  void disown(const std::string& cluster_id);

  [[nodiscard]] std::uint64_t completed() const { return completed_; }
  [[nodiscard]] std::uint64_t failed() const { return failed_; }
  /// Walks in a row that failed.
  [[nodiscard]] std::uint32_t failures() const { return failures_; }
  /// Why the last walk failed; empty if it completed.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// For the log. True only the first time since the last report_recovery(): the failure is news.
  bool report_failure();
  /// For the log. Call when a walk completed. True if a failure was reported before: its end is news too.
  bool report_recovery();

 private:
  bool running_ = false;
  bool awaits_page_ = false;
  std::uint64_t number_ = 0;
  Instant began_{};
  WallTime began_wall_{};
  std::string next_token_;
  std::set<std::string> tokens_;  ///< All page tokens of this walk: a repeated one is a loop.
  std::size_t pages_ = 0;
  std::size_t listed_ = 0;
  std::set<std::string> strangers_;

  std::optional<Whole> last_whole_;
  Instant due_;
  Instant not_before_{};  ///< The next walk begins no earlier: its back-off.
  std::uint32_t failures_ = 0;
  std::string problem_;
  bool failure_reported_ = false;
  std::uint64_t completed_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace fwop::controller
