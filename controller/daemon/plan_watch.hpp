#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/daemon/current_term.hpp"
#include "controller/daemon/flag_files.hpp"
#include "controller/daemon/plan_gate.hpp"

namespace fwop::controller {

/// --require-plan: holds every change (HoldKind::PlanNotApproved) until the plan of the current declaration
/// is approved. Looks every 1 s (file) or 5 s (URL) until then. Use it on the loop's thread only.
class PlanWatch {
 public:
  /// `where` is the file or URL with the approved plans; `ca_file` as for fetch_text(). The references must
  /// outlive this object.
  PlanWatch(boost::asio::io_context& loop, FlagFiles& files, CurrentTerm& term, std::string where,
            std::string ca_file);

  /// Call it when a term has begun. `let_through`: the hash of the approved declaration in the journal; empty
  /// for none.
  void begin_term(std::string let_through);
  /// Holds every change from now on. Call it before new manifests are desired: an earlier approval may not
  /// cover them.
  void hold_until_looked();
  /// Starts to look, after the first full observation, whether the plan of the current declaration is
  /// approved.
  void look();
  /// Ends looking. A hold stays.
  void stop();

 private:
  boost::asio::awaitable<void> keep_looking(std::uint64_t look);
  /// Looks once. True when keep_looking() must end: changes are released, or is_over(look).
  boost::asio::awaitable<bool> look_once(std::uint64_t look);
  boost::asio::awaitable<PlanGate::Approved> approved_plans();
  /// True if look() or stop() was called after this look began, or the term ended.
  [[nodiscard]] bool is_over(std::uint64_t look) const;

  boost::asio::io_context& loop_;
  FlagFiles& files_;
  CurrentTerm& term_;
  std::string where_;
  std::string ca_file_;
  PlanGate gate_{std::string()};
  boost::asio::steady_timer next_look_;
  std::shared_ptr<boost::asio::cancellation_signal> cancel_;
  std::uint64_t looks_ = 0;  ///< The number of the latest look; earlier ones end.
};

}  // namespace fwop::controller
