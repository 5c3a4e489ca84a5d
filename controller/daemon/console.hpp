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

/// The daemon's output on a terminal: a table that is redrawn, or one line for each change. It subscribes to
/// the bus, so it asks the engine only for the clusters that changed. Use it on the loop's thread only.
class Console {
 public:
  enum class Form { Nothing, ProgressLines, LiveTable };

  /// `header` is printed above the table. The references must outlive this object.
  Console(boost::asio::io_context& loop, Form form, std::string header, Bus& bus, const CurrentTerm& term,
          const Health& health);

  /// Shows changes until stop().
  void start();
  void stop();
  /// Prints the last state; with `summary` also the number of clusters of each verdict. Call it after the
  /// loop has ended.
  void finish(bool summary);

 private:
  boost::asio::awaitable<void> keep_drawing();
  /// Updates `shown_`.
  boost::asio::awaitable<void> take(BusBatch batch);
  void draw();
  /// Adds rows for problems that no single cluster has: bad conditions of the daemon and manifest
  /// diagnostics.
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
  /// For the table: all clusters. For progress lines: the clusters that changed since the last draw().
  std::map<api::ClusterKey, ClusterView> shown_;
  boost::asio::steady_timer redraw_;
  bool stopped_ = false;
};

}  // namespace fwop::controller
