#pragma once

#include <string_view>
#include <vector>

#include "api/clusters/types.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

struct OrderKey {
  enum class Field { Name, CreateTime, UpdateTime, DisplayName, State };
  Field field = Field::Name;
  bool descending = false;
};
using Order = std::vector<OrderKey>;

/// Reads a comma-separated list of name, create_time, update_time, display_name and state (camelCase too),
/// each with or without " desc" or " asc" after it. Empty, and "name" alone, give no keys: the default order.
Answer<Order> parse_order(std::string_view text);

/// Ties are ordered by name.
bool before(const Order& order, const Cluster& left, const Cluster& right);

}  // namespace fwop::api::standin
