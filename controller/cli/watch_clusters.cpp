#include "controller/cli/watch_clusters.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "controller/cli/cluster_list.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/cli/watched_clusters.hpp"
#include "controller/show/live_table.hpp"
#include "controller/show/progress.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

/// Redraw also when nothing changed, because the ages in the table grow.
constexpr std::chrono::seconds kRedraw{1};
/// When a watch ends, it is retried every kRetry, until kPatience after the daemon's last line.
constexpr std::chrono::milliseconds kRetry{500};
constexpr std::chrono::seconds kPatience{30};

class ClusterViewer {
 public:
  ClusterViewer(const GetOptions& options, const Selector& selector)
      : options_(options),
        selector_(selector),
        signals_(loop_, SIGINT, SIGTERM),
        redraw_(loop_),
        retry_(loop_) {
    if (options.output != "json" && colours_wanted())
      table_.emplace(std::cout, "from " + options.daemon.address, true);
  }

  int run() {
    signals_.async_wait([this](boost::system::error_code, int) { loop_.stop(); });
    asio::co_spawn(loop_, watch(), asio::detached);
    if (table_) asio::co_spawn(loop_, keep_redrawing(), asio::detached);
    loop_.run();
    return failure_ ? refuse(*failure_) : 0;
  }

 private:
  asio::awaitable<void> watch() {
    const std::string path = clusters_path(options_) + "?watch=true";
    // Set once the daemon has answered: if it stops, for an upgrade for example, it will soon answer again.
    std::optional<std::chrono::steady_clock::time_point> give_up;
    for (;;) {
      auto watching = watch_status(options_.daemon, path, [&](json line) {
        give_up = std::chrono::steady_clock::now() + kPatience;
        take(std::move(line));
      });
      const auto watched = co_await std::move(watching);
      if (!give_up || std::chrono::steady_clock::now() > *give_up) {
        failure_ = watched ? "the daemon at " + options_.daemon.address + " ends every watch at once"
                           : watched.error();
        break;
      }
      retry_.expires_after(kRetry);
      co_await retry_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    loop_.stop();
  }

  void take(json line) {
    watched_.take(std::move(line),
                  [this](const json& cluster) { return is_selected(cluster, options_, selector_); });
    if (!watched_.complete()) return;
    if (table_)
      draw();
    else
      print_changes();
    // If stdout can no longer be written, nobody reads it: stop.
    if (!std::cout) loop_.stop();
  }

  asio::awaitable<void> keep_redrawing() {
    for (;;) {
      redraw_.expires_after(kRedraw);
      co_await redraw_.async_wait(asio::as_tuple(asio::use_awaitable));
      if (watched_.complete()) draw();
    }
  }

  void draw() {
    if (!table_->due(std::chrono::steady_clock::now())) return;
    const auto now = std::chrono::system_clock::now();
    std::vector<TableRow> rows;
    for (const auto& [name, cluster] : watched_.all()) rows.push_back(table_row(cluster, now));
    table_->update(std::move(rows), std::chrono::steady_clock::now(), terminal_size());
  }

  void print_changes() {
    json changed = json::array();
    std::vector<std::string> gone;
    for (const std::string& name : watched_.take_changed()) {
      const auto found = watched_.all().find(name);
      if (found == watched_.all().end())
        gone.push_back(name);
      else
        changed.push_back(found->second);
    }
    if (changed.empty() && gone.empty()) return;
    const json sorted = chosen_clusters({{"clusters", std::move(changed)}}, options_, selector_);
    if (options_.output == "json") {
      for (const json& cluster : sorted) std::cout << cluster.dump() << '\n';
      for (const std::string& name : gone)
        std::cout << json{{"resourceName", name}, {"gone", true}}.dump() << '\n';
      std::cout.flush();
    } else {
      const auto now = std::chrono::system_clock::now();
      std::vector<TableRow> rows;
      for (const json& cluster : sorted) rows.push_back(table_row(cluster, now));
      lines_.update(rows, now);
    }
  }

  const GetOptions& options_;
  const Selector& selector_;
  asio::io_context loop_{1};
  asio::signal_set signals_;
  asio::steady_timer redraw_;
  asio::steady_timer retry_;
  WatchedClusters watched_;
  std::optional<LiveTable> table_;
  ProgressLines lines_{std::cout};
  std::optional<std::string> failure_;
};

}  // namespace

int watch_clusters(const GetOptions& options, const Selector& selector) {
  return ClusterViewer(options, selector).run();
}

}  // namespace fwop::controller::cli
