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

/// --require-plan: holds every change (HoldKind::PlanNotApproved) until the plan of what is declared now was
/// approved; looks for that again and again while it is not. For the loop's thread.
class PlanWatch {
 public:
  /// `where` is the file or URL with approved plans; `ca_file` as for fetch_text(). The others outlive this
  /// object.
  PlanWatch(boost::asio::io_context& loop, FlagFiles& files, CurrentTerm& term, std::string where,
            std::string ca_file);

  /// A term has begun. `let_through`: the declaration that the journal says was let through.
  void begin_term(std::string let_through);
  /// Holds every change from now on: other manifests come, and what was approved says nothing of them.
  void hold_until_looked();
  /// Looks at the plan of what is declared now, as soon as everything was observed.
  void look();
  /// Looks no more.
  void stop();

 private:
  boost::asio::awaitable<void> keep_looking(std::uint64_t look);
  /// Looks once. True when changes are held no more, and also when that look no longer counts.
  boost::asio::awaitable<bool> look_once(std::uint64_t look);
  boost::asio::awaitable<PlanGate::Approved> approved_plans();
  /// A later look began, the term ended, or stop() was called.
  [[nodiscard]] bool is_over(std::uint64_t look) const;

  boost::asio::io_context& loop_;
  FlagFiles& files_;
  CurrentTerm& term_;
  std::string where_;
  std::string ca_file_;
  PlanGate gate_{std::string()};
  boost::asio::steady_timer next_look_;
  std::shared_ptr<boost::asio::cancellation_signal> cancel_;
  std::uint64_t looks_ = 0;  ///< How many began; only the last one goes on.
};

}  // namespace fwop::controller
