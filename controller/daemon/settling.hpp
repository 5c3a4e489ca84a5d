#pragma once

#include <boost/asio/io_context.hpp>

#include "controller/daemon/current_term.hpp"

namespace fwop::controller {

/// --until-settled: tells when nothing is in motion or due any more. For the loop's thread.
class Settling {
 public:
  /// Both outlive this object.
  Settling(boost::asio::io_context& loop, CurrentTerm& term) : loop_(loop), term_(term) {}

  /// To be called after each input of the engine. True when all is settled. A removed manifest is acted on
  /// after a sweep that began later: that sweep is made to start now.
  bool look();
  /// 0 when every cluster is READY and every manifest valid, 1 otherwise.
  [[nodiscard]] int exit_code() const;

 private:
  boost::asio::io_context& loop_;
  CurrentTerm& term_;
  bool removals_followed_ = false;
};

}  // namespace fwop::controller
