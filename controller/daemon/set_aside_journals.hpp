#pragma once

#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/daemon/flag_files.hpp"
#include "controller/journal/open_journal.hpp"

namespace fwop::controller {

/// The unusable journals that were renamed and are still in the state directory, until a person removes them.
/// Use it on the loop's thread only.
class SetAsideJournals {
 public:
  /// `files` must outlive this object.
  SetAsideJournals(boost::asio::io_context& loop, FlagFiles& files, std::vector<JournalNotice> notices);

  /// Checks once a second which files still exist. Ends when none does.
  void start();
  void stop();
  /// Those that existed at the last check; the newest is last.
  [[nodiscard]] const std::vector<JournalNotice>& standing() const { return standing_; }

 private:
  boost::asio::awaitable<void> keep_looking();

  boost::asio::io_context& loop_;
  FlagFiles& files_;
  std::vector<JournalNotice> standing_;
  boost::asio::steady_timer next_look_;
  bool stopped_ = false;
};

}  // namespace fwop::controller
