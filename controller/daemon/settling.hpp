#pragma once

#include <boost/asio/io_context.hpp>

#include "controller/daemon/current_term.hpp"

namespace fwop::controller {

/// --until-settled: finds out when nothing is in progress or due any more. Use it on the loop's thread only.
class Settling {
 public:
  /// Both references must outlive this object.
  Settling(boost::asio::io_context& loop, CurrentTerm& term) : loop_(loop), term_(term) {}

  /// Call it after each input of the engine. True when all is settled. The engine acts on a removed manifest
  /// only after a sweep that began later, so this function starts that sweep once.
  bool look();
  /// 0 when every cluster is READY and every manifest valid, 1 otherwise.
  [[nodiscard]] int exit_code() const;

 private:
  boost::asio::io_context& loop_;
  CurrentTerm& term_;
  bool removals_followed_ = false;
};

}  // namespace fwop::controller
