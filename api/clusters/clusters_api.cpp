#include "api/clusters/clusters_api.hpp"

#include <iterator>
#include <unordered_set>
#include <utility>

namespace fwop::api {
namespace {

constexpr std::size_t kMaxPages = 10'000;

Error endless_list(std::string message) { return {.kind = ErrorKind::Lost, .message = std::move(message)}; }

}  // namespace

boost::asio::awaitable<Result<std::vector<Cluster>>> list_all(ClustersApi& api, std::string account_id,
                                                              std::chrono::milliseconds timeout) {
  std::vector<Cluster> clusters;
  std::unordered_set<std::string> tokens_seen;
  std::string token;
  for (std::size_t pages = 0; pages < kMaxPages; ++pages) {
    auto page = co_await api.list_page(account_id, token, timeout);
    if (page.has_error()) co_return std::move(page).error();
    if (!page->unreadable.empty())
      co_return Error{.kind = ErrorKind::Lost,
                      .message = "the answer cannot be read: " + page->unreadable.front().why};
    if (clusters.empty())
      clusters = std::move(page->clusters);
    else
      clusters.insert(clusters.end(), std::make_move_iterator(page->clusters.begin()),
                      std::make_move_iterator(page->clusters.end()));
    token = std::move(page->next_page_token);
    if (token.empty()) co_return clusters;
    if (!tokens_seen.insert(token).second)
      co_return endless_list("the server gave the same page token twice, so the list has no end");
  }
  co_return endless_list("the list has more than " + std::to_string(kMaxPages) + " pages");
}

}  // namespace fwop::api
