#include "api/clusters/http_client.hpp"

#include <utility>

#include "api/clusters/http_caller.hpp"
#include "api/clusters/json.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// The error for a success that cannot be read: the request may have been carried out.
Error unreadable(const HttpAnswer& answer, const std::string& why) {
  return {.kind = ErrorKind::Lost,
          .http_status = answer.status,
          .message = "the answer cannot be read: " + why,
          .request_id = answer.request_id};
}

Result<Cluster> to_cluster(const Result<HttpAnswer>& answer, const ClusterKey& key) {
  if (answer.has_error()) return answer.error();
  auto cluster = parse_cluster(answer->body);
  if (cluster.has_error()) return unreadable(*answer, cluster.error().message);
  const auto name = parse_cluster_name(cluster->name);
  // The server may spell the account in another way; the cluster id must be ours.
  if (name && name->cluster_id != key.cluster_id)
    return unreadable(*answer, "it is about the cluster " + name->cluster_id + ", not " + key.cluster_id);
  cluster->date = answer->date;
  return std::move(*cluster);
}

Result<ClusterPage> to_page(const Result<HttpAnswer>& answer) {
  if (answer.has_error()) return answer.error();
  auto page = parse_cluster_page(answer->body);
  if (page.has_error()) return unreadable(*answer, page.error().message);
  page->date = answer->date;
  return std::move(*page);
}

Result<void> to_nothing(const Result<HttpAnswer>& answer) {
  if (answer.has_error()) return answer.error();
  const auto read = check_empty_answer(answer->body);
  if (read.has_error()) return unreadable(*answer, read.error().message);
  return {};
}

}  // namespace

HttpClustersApi::HttpClustersApi(asio::any_io_executor executor, HttpOptions options,
                                 std::shared_ptr<Credentials> credentials)
    : caller_(std::make_unique<Caller>(std::move(executor), std::move(options), std::move(credentials))) {}

HttpClustersApi::~HttpClustersApi() = default;

asio::awaitable<Result<Cluster>> HttpClustersApi::create(ClusterKey key, ClusterSpec spec,
                                                         milliseconds timeout) {
  const Result<HttpAnswer> answer = co_await caller_->call(create_request(key, spec), timeout);
  co_return to_cluster(answer, key);
}

asio::awaitable<Result<Cluster>> HttpClustersApi::get(ClusterKey key, milliseconds timeout) {
  const Result<HttpAnswer> answer = co_await caller_->call(get_request(key), timeout);
  co_return to_cluster(answer, key);
}

asio::awaitable<Result<ClusterPage>> HttpClustersApi::list_page(std::string account_id,
                                                                std::string page_token,
                                                                milliseconds timeout) {
  const Result<HttpAnswer> answer =
      co_await caller_->call(list_request(std::move(account_id), page_token), timeout);
  co_return to_page(answer);
}

asio::awaitable<Result<Cluster>> HttpClustersApi::update(ClusterKey key, ClusterSpec spec,
                                                         std::vector<std::string> mask,
                                                         milliseconds timeout) {
  const Result<HttpAnswer> answer = co_await caller_->call(update_request(key, spec, mask), timeout);
  co_return to_cluster(answer, key);
}

asio::awaitable<Result<void>> HttpClustersApi::remove(ClusterKey key, milliseconds timeout) {
  const Result<HttpAnswer> answer = co_await caller_->call(remove_request(std::move(key)), timeout);
  co_return to_nothing(answer);
}

}  // namespace fwop::api
