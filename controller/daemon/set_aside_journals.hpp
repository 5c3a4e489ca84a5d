#pragma once

#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/daemon/flag_files.hpp"
#include "controller/journal/open_journal.hpp"

namespace fwop::controller {

/// The journals that could not be used and still lie in the state directory: a person looks at one, and
/// removes it. For the loop's thread.
class SetAsideJournals {
 public:
  /// `files` outlives this object.
  SetAsideJournals(boost::asio::io_context& loop, FlagFiles& files, std::vector<JournalNotice> notices);

  /// Looks once a second which are still there, for as long as any is.
  void start();
  void stop();
  /// Those that were there at the last look, the newest last.
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
