#include "controller/serve/large_answers.hpp"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";
// A scrape may get a metrics page that is at most this old.
constexpr std::chrono::milliseconds kPageShared{5000};

std::uint64_t steady_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

/// The JSON of `clusters`, separated by commas; starts with a comma unless `begins_list`.
std::string clusters_text(const std::vector<ClusterView>& clusters, bool begins_list) {
  // One cluster at a time: as JSON values, all together would take many times the memory of the text.
  std::string text;
  for (const ClusterView& cluster : clusters) {
    if (!std::exchange(begins_list, false)) text += ',';
    text += json_text(cluster_json(cluster));
  }
  text.shrink_to_fit();
  return text;
}

}  // namespace

LargeAnswers::LargeAnswers(std::shared_ptr<const StatusSource> source, std::shared_ptr<Answers> answers)
    : source_(std::move(source)), answers_(std::move(answers)) {}

asio::awaitable<OutgoingAnswer> LargeAnswers::get(LargePage page) {
  switch (page) {
    case LargePage::Clusters: return clusters();
    case LargePage::Manifests: return manifests();
    case LargePage::Metrics: return metrics();
    case LargePage::Operator: break;
  }
  return own();
}

asio::awaitable<OutgoingAnswer> LargeAnswers::clusters() {
  return clusters_.get(source_->version(), source_->version, [this] { return make_clusters(); });
}

asio::awaitable<OutgoingAnswer> LargeAnswers::metrics() {
  const std::uint64_t now = steady_milliseconds();
  return metrics_.get(now - kPageShared.count(), steady_milliseconds, [this] { return make_metrics(); });
}

asio::awaitable<OutgoingAnswer> LargeAnswers::make_clusters() {
  if (!answers_->has_room()) co_return answers_->no_room();
  const WallTime began = std::chrono::system_clock::now();
  TextPieces pieces{"{\"clusters\":["};
  ClusterWalk walk(source_->clusters_after);
  for (auto slice = co_await walk.next(); !slice.empty(); slice = co_await walk.next()) {
    std::function<void()> render = [&pieces, &slice] {
      pieces.push_back(clusters_text(slice, pieces.size() == 1));
      slice.clear();
    };
    co_await thread_.run(std::move(render));
  }
  pieces.push_back("],\"time\":" + json_text(format_rfc3339(began)) + "}\n");
  co_return answers_->outgoing(kJson, std::move(pieces));
}

asio::awaitable<OutgoingAnswer> LargeAnswers::make_metrics() {
  if (!answers_->has_room()) co_return answers_->no_room();
  MetricsPage page = source_->metrics_page();
  ClusterWalk walk(source_->clusters_after);
  for (auto slice = co_await walk.next(); !slice.empty(); slice = co_await walk.next()) {
    for (const ClusterView& cluster : slice) page.add(cluster);
  }
  TextPieces pieces;
  std::function<void()> render = [&pieces, &page] { pieces = page.text(); };
  co_await thread_.run(std::move(render));
  co_return answers_->outgoing(kMetricsText, std::move(pieces));
}

asio::awaitable<OutgoingAnswer> LargeAnswers::json_page(std::function<nlohmann::json()> make) {
  TextPieces pieces;
  std::function<void()> render = [&pieces, &make] { pieces.push_back(json_text(make()) + "\n"); };
  co_await thread_.run(std::move(render));
  co_return answers_->outgoing(kJson, std::move(pieces));
}

asio::awaitable<OutgoingAnswer> LargeAnswers::manifests() {
  auto snapshot = source_->snapshot();
  if (!snapshot) co_return answers_->outgoing(error_answer(503, "the manifests have not been read yet"));
  std::function<nlohmann::json()> make = [snapshot = std::move(snapshot)] {
    return manifests_json(*snapshot);
  };
  co_return co_await json_page(std::move(make));
}

asio::awaitable<OutgoingAnswer> LargeAnswers::own() {
  std::function<nlohmann::json()> make = [own = source_->own()] { return operator_json(own); };
  co_return co_await json_page(std::move(make));
}

}  // namespace fwop::controller
