#include "controller/serve/cluster_watch.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "api/base/digest.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

std::uint64_t digest_of(const api::ClusterKey& key) {
  Digest digest;
  digest.add(key.account_id);
  digest.add(key.cluster_id);
  return digest.value();
}

json gone_json(const api::ClusterKey& key) {
  return {{"account", key.account_id}, {"clusterId", key.cluster_id}, {"resourceName", api::to_string(key)}};
}

constexpr std::string_view kRestart = "{\"type\":\"RESTART\"}\n";

bool contains(const std::vector<api::ClusterKey>& keys, const api::ClusterKey& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

ClusterWatch::ClusterWatch(std::shared_ptr<const StatusSource> source, std::shared_ptr<RenderThread> thread,
                           std::string name)
    : source_(std::move(source)),
      thread_(std::move(thread)),
      name_(std::move(name)),
      changes_(source_->subscribe()) {}

ClusterSlices ClusterWatch::slices() const {
  if (name_.empty()) return source_->clusters_after;
  return [this](const std::optional<api::ClusterKey>& after, std::size_t /*most*/) {
    return after ? std::vector<ClusterView>() : source_->clusters_called(name_);
  };
}

std::string ClusterWatch::restart() {
  told_.clear();
  named_.clear();
  waiting_.clear();
  walk_.emplace(slices());
  return std::string(kRestart);
}

std::string ClusterWatch::bookmark() {
  next_bookmark_ = std::chrono::steady_clock::now() + kBookmarkEvery;
  json observed = json::object();
  for (const AccountView& account : source_->accounts()) {
    if (account.last_full_observation)
      observed[account.account_id] = format_rfc3339(*account.last_full_observation);
  }
  return json_text({{"type", "BOOKMARK"},
                    {"time", format_rfc3339(std::chrono::system_clock::now())},
                    {"observed", std::move(observed)}}) +
         "\n";
}

std::vector<ClusterWatch::Line> ClusterWatch::named_lines(const std::vector<api::ClusterKey>& changed) {
  std::vector<Line> lines;
  std::vector<api::ClusterKey> found;
  for (ClusterView& cluster : source_->clusters_called(name_)) {
    found.push_back(cluster.key);
    if (contains(changed, found.back()) || !contains(named_, found.back()))
      add(found.back(), std::move(cluster), lines);
  }
  for (const api::ClusterKey& key : named_) {
    if (!contains(found, key)) add(key, std::nullopt, lines);
  }
  named_ = std::move(found);
  return lines;
}

void ClusterWatch::add(const api::ClusterKey& key, std::optional<ClusterView> view,
                       std::vector<Line>& lines) {
  const std::uint64_t digest = digest_of(key);
  if (view) {
    lines.push_back({told_.insert(digest).second ? "ADDED" : "MODIFIED", key, std::move(view)});
  } else if (told_.erase(digest) > 0) {
    lines.push_back({"DELETED", key, std::nullopt});
  }
}

std::vector<ClusterWatch::Line> ClusterWatch::take_waiting() {
  std::vector<Line> lines;
  const std::size_t count = std::min(waiting_.size(), ClusterWalk::kAtOnce);
  for (std::size_t i = 0; i < count; ++i) add(waiting_[i], source_->cluster(waiting_[i]), lines);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  return lines;
}

asio::awaitable<std::string> ClusterWatch::text_of(std::vector<Line> lines) {
  std::string text;
  std::function<void()> render = [&lines, &text] {
    for (const Line& line : lines) {
      text += json_text(
          {{"type", line.type}, {"cluster", line.view ? cluster_json(*line.view) : gone_json(line.key)}});
      text += '\n';
    }
    lines.clear();
  };
  auto rendering = thread_->run(std::move(render));
  co_await std::move(rendering);
  co_return text;
}

asio::awaitable<std::optional<std::string>> ClusterWatch::next() {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (;;) {
    std::vector<Line> lines;
    if (walk_) {
      auto walking = walk_->next();
      std::vector<ClusterView> slice = co_await std::move(walking);
      if (slice.empty()) {
        walk_.reset();
        co_return bookmark();
      }
      for (ClusterView& cluster : slice) {
        const api::ClusterKey key = cluster.key;
        if (!name_.empty()) named_.push_back(key);
        add(key, std::move(cluster), lines);
      }
    } else if (!waiting_.empty()) {
      lines = take_waiting();
    } else if (std::chrono::steady_clock::now() >= next_bookmark_) {
      co_return bookmark();
    } else {
      pause.expires_at(last_news_ + kShortestPause);
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      auto waiting = changes_.next(next_bookmark_);
      auto batch = co_await std::move(waiting);
      if (!batch || !source_->standby().empty()) co_return std::nullopt;
      last_news_ = std::chrono::steady_clock::now();
      if (batch->gap) co_return restart();
      if (name_.empty())
        waiting_ = std::move(batch->changed);
      else
        lines = named_lines(batch->changed);
    }
    if (lines.empty()) continue;
    auto making = text_of(std::move(lines));
    std::string text = co_await std::move(making);
    co_return std::move(text);
  }
}

}  // namespace fwop::controller
