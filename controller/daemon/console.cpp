#include "controller/daemon/console.hpp"

#include <chrono>
#include <iostream>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "controller/show/cluster_walk.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kRedraw{500};

TableRow cluster_row(const ClusterView& cluster, WallTime now, bool bar) {
  TableRow row = table_row(cluster, now);
  if (bar && cluster.create_sent && cluster.expected_ready)
    row.message = progress_bar(*cluster.create_sent, *cluster.expected_ready, now) + "  " + row.message;
  return row;
}

}  // namespace

Console::Console(asio::io_context& loop, Form form, std::string header, Bus& bus, const CurrentTerm& term,
                 const Health& health)
    : loop_(loop),
      form_(form),
      header_(std::move(header)),
      bus_(bus),
      term_(term),
      health_(health),
      redraw_(loop) {}

void Console::start() {
  if (form_ == Form::Nothing) return;
  if (form_ == Form::LiveTable) table_.emplace(std::cout, header_, colours_wanted());
  if (form_ == Form::ProgressLines) progress_.emplace(std::cout);
  asio::co_spawn(loop_, keep_drawing(), asio::detached);
}

void Console::stop() {
  stopped_ = true;
  redraw_.cancel();
}

asio::awaitable<void> Console::keep_drawing() {
  Subscription changes = bus_.subscribe(loop_.get_executor());
  while (!stopped_) {
    const Engine* const engine = term_.engine();
    // Before the first observation, progress lines would show only what the journal remembers.
    if (table_ || (engine != nullptr && engine->observed_once())) {
      auto taking_batch = changes.next(std::chrono::steady_clock::now());
      auto batch = co_await std::move(taking_batch);
      if (!batch) co_return;
      auto taking = take(std::move(*batch));
      co_await std::move(taking);
      draw();
    }
    // Redraw also when nothing changed, because the ages in the table grow.
    redraw_.expires_after(kRedraw);
    co_await redraw_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<void> Console::take(BusBatch batch) {
  if (progress_ || batch.gap) shown_.clear();
  if (batch.gap) {
    ClusterWalk walk([this](const std::optional<api::ClusterKey>& after, std::size_t most) {
      return term_.clusters_after(after, most);
    });
    for (auto slice = co_await walk.next(); !slice.empty(); slice = co_await walk.next()) {
      for (ClusterView& cluster : slice) shown_.insert_or_assign(cluster.key, std::move(cluster));
    }
    co_return;
  }
  for (const api::ClusterKey& key : batch.changed) {
    auto view = term_.cluster(key);
    if (view)
      shown_.insert_or_assign(key, std::move(*view));
    else
      shown_.erase(key);
  }
}

void Console::draw() {
  const WallTime now = std::chrono::system_clock::now();
  std::vector<TableRow> rows;
  rows.reserve(shown_.size());
  for (const auto& [key, cluster] : shown_) rows.push_back(cluster_row(cluster, now, table_.has_value()));
  add_other_rows(rows);
  if (table_)
    table_->update(std::move(rows), std::chrono::steady_clock::now(), terminal_size());
  else
    progress_->update(rows, now);
}

void Console::add_other_rows(std::vector<TableRow>& rows) const {
  const WallTime now = std::chrono::system_clock::now();
  for (const OperatorCondition& one : health_.conditions()) {
    // Each manifest error has its own row below.
    if (one.condition.reason == Reason::ManifestsInvalid) continue;
    if (one.condition.status != ConditionStatus::True) rows.push_back(table_row(one, now));
  }
  if (const auto& snapshot = term_.snapshot()) {
    for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics)
      rows.push_back(table_row(diagnostic));
  }
}

std::vector<TableRow> Console::last_rows() const {
  std::vector<TableRow> rows;
  if (const Engine* const engine = term_.engine()) {
    const Now now = Runtime::now();
    engine->each_cluster(
        now, [&](const ClusterView& cluster) { rows.push_back(cluster_row(cluster, now.wall, false)); });
  }
  add_other_rows(rows);
  return rows;
}

void Console::finish(bool summary) {
  std::vector<TableRow> last = last_rows();
  if (progress_) progress_->update(last, std::chrono::system_clock::now());
  if (table_) return table_->finish(std::move(last), terminal_size());
  if (!summary) return;
  const std::string text = verdict_summary(last);
  std::cout << render_table(last, {}) << text << std::endl;
}

}  // namespace fwop::controller
