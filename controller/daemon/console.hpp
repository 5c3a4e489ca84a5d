#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/bus/bus.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/daemon/health.hpp"
#include "controller/show/live_table.hpp"
#include "controller/show/progress.hpp"

namespace fwop::controller {

/// The daemon on a terminal: a table that redraws itself, or a line for each change. Follows the bus, so that
/// only what changed is asked for. For the loop's thread.
class Console {
 public:
  enum class Form { Nothing, ProgressLines, LiveTable };

  /// `header` stands above the table. The others outlive this object.
  Console(boost::asio::io_context& loop, Form form, std::string header, Bus& bus, const CurrentTerm& term,
          const Health& health);

  /// Shows what changes until stop().
  void start();
  void stop();
  /// Shows the last state; with `summary` also how many clusters have which verdict. For after the loop.
  void finish(bool summary);

 private:
  boost::asio::awaitable<void> keep_drawing();
  /// Brings `shown_` up to date.
  boost::asio::awaitable<void> take(BusBatch batch);
  void draw();
  /// What is wrong beside clusters: the daemon's conditions and the manifests.
  void add_other_rows(std::vector<TableRow>& rows) const;
  [[nodiscard]] std::vector<TableRow> last_rows() const;

  boost::asio::io_context& loop_;
  Form form_;
  std::string header_;
  Bus& bus_;
  const CurrentTerm& term_;
  const Health& health_;
  std::optional<LiveTable> table_;
  std::optional<ProgressLines> progress_;
  /// The table's clusters; for progress lines, those that changed since the last drawing.
  std::map<api::ClusterKey, ClusterView> shown_;
  boost::asio::steady_timer redraw_;
  bool stopped_ = false;
};

}  // namespace fwop::controller
