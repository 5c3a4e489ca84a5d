#include "api/standin/list.hpp"

#include <algorithm>

#include "api/clusters/verb.hpp"
#include "api/standin/filter.hpp"
#include "api/standin/order.hpp"
#include "api/standin/page_token.hpp"

namespace fwop::api::standin {
namespace {

std::size_t effective_page_size(int asked) {
  return static_cast<std::size_t>(asked == 0 ? kDefaultPageSize : std::min(asked, kMaxPageSize));
}

std::string id_of(const Cluster& cluster) { return cluster.name.substr(cluster.name.rfind('/') + 1); }

/// The default order: the page is a range of the map.
ListPage stretch(const Records& records, const std::string& account_id, const ListQuery& query,
                 const std::string& last_id, std::size_t size, WallTime now) {
  ListPage page;
  page.total_size = records.size();
  auto next = last_id.empty() ? records.begin() : records.upper_bound(last_id);
  page.clusters.reserve(size);
  for (; next != records.end() && page.clusters.size() < size; ++next)
    page.clusters.push_back(show(next->second, account_id, next->first, now));
  if (next != records.end())
    page.next_page_token = make_page_token(std::prev(next)->first, account_id, query);
  return page;
}

/// With a filter or another order, all records must be examined.
ListPage search(const Records& records, const std::string& account_id, const ListQuery& query,
                const Filter& filter, const Order& order, const std::string& last_id, std::size_t size,
                WallTime now) {
  std::vector<Cluster> found;
  for (const auto& [id, record] : records) {
    auto cluster = show(record, account_id, id, now);
    if (filter.matches(cluster)) found.push_back(std::move(cluster));
  }
  if (!order.empty()) {
    std::sort(found.begin(), found.end(),
              [&order](const Cluster& left, const Cluster& right) { return before(order, left, right); });
  }
  // If the last cluster of the previous page is gone, the next page starts after its name in the default
  // order, and at the start in any other order.
  auto first = found.begin();
  if (!last_id.empty()) {
    const auto last = std::find_if(found.begin(), found.end(),
                                   [&last_id](const Cluster& cluster) { return id_of(cluster) == last_id; });
    if (last != found.end())
      first = std::next(last);
    else if (order.empty())
      first = std::find_if(found.begin(), found.end(),
                           [&last_id](const Cluster& cluster) { return id_of(cluster) > last_id; });
  }
  ListPage page;
  page.total_size = found.size();
  const auto left = static_cast<std::size_t>(std::distance(first, found.end()));
  const auto end = std::next(first, static_cast<std::ptrdiff_t>(std::min(size, left)));
  page.clusters.assign(std::make_move_iterator(first), std::make_move_iterator(end));
  if (left > size) page.next_page_token = make_page_token(id_of(page.clusters.back()), account_id, query);
  return page;
}

}  // namespace

Answer<ListPage> list_page(const Records& records, const std::string& account_id, const ListQuery& query,
                           WallTime now) {
  if (query.page_size < 0) return invalid("pageSize must not be negative");
  const auto size = effective_page_size(query.page_size);
  std::string last_id;
  if (!query.page_token.empty()) {
    auto read = read_page_token(account_id, query);
    if (!read) return read.error();
    last_id = std::move(*read);
  }
  const auto order = parse_order(query.order_by);
  if (!order) return order.error();
  if (query.filter.empty() && order->empty()) return stretch(records, account_id, query, last_id, size, now);
  const auto filter = Filter::parse(query.filter);
  if (!filter) return filter.error();
  return search(records, account_id, query, *filter, *order, last_id, size, now);
}

}  // namespace fwop::api::standin
