#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/standin/record.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

inline constexpr int kDefaultPageSize = 50;

/// An account's clusters by id, which is also the order of their names.
using Records = std::map<std::string, Record, std::less<>>;

/// The query of a LIST (contract, section 6), as received. The renderer applies readMask.
struct ListQuery {
  int page_size = 0;
  std::string page_token;
  std::string filter;
  std::string order_by;
  std::string read_mask;  ///< Only so that a page token is bound to it.
};

struct ListPage {
  std::vector<Cluster> clusters;
  std::string next_page_token;  ///< Empty on the last page.
  std::size_t total_size = 0;   ///< After the filter.
};

/// One page of `records` as they are at `now`. Without filter and order, only the records of the page are
/// examined.
Answer<ListPage> list_page(const Records& records, const std::string& account_id, const ListQuery& query,
                           WallTime now);

}  // namespace fwop::api::standin
