#include "api/standin/order.hpp"

#include <array>
#include <compare>
#include <string>

#include "api/base/trimmed.hpp"
#include "api/standin/field_mask.hpp"

namespace fwop::api::standin {
namespace {

struct NamedField {
  std::string_view name;
  OrderKey::Field field;
};
constexpr std::array<NamedField, 5> kFields = {{
    {"name", OrderKey::Field::Name},
    {"create_time", OrderKey::Field::CreateTime},
    {"update_time", OrderKey::Field::UpdateTime},
    {"display_name", OrderKey::Field::DisplayName},
    {"state", OrderKey::Field::State},
}};

Answer<OrderKey> parse_key(std::string_view text) {
  const auto space = text.find(' ');
  const auto direction = space == std::string_view::npos ? "" : trimmed(text.substr(space), " ");
  const auto name = to_snake_case(text.substr(0, space));
  if (!direction.empty() && direction != "desc" && direction != "asc")
    return invalid("orderBy: behind '" + name + "' only desc may stand");
  for (const auto& known : kFields) {
    if (known.name == name) return OrderKey{.field = known.field, .descending = direction == "desc"};
  }
  return invalid("orderBy: cannot order by '" + name + "'");
}

std::strong_ordering compare_text(std::string_view left, std::string_view right) {
  return left.compare(right) <=> 0;
}

std::strong_ordering compare(OrderKey::Field field, const Cluster& left, const Cluster& right) {
  switch (field) {
    case OrderKey::Field::Name: return compare_text(left.name, right.name);
    case OrderKey::Field::CreateTime: return left.create_time <=> right.create_time;
    case OrderKey::Field::UpdateTime: return left.update_time <=> right.update_time;
    case OrderKey::Field::DisplayName: return compare_text(left.spec.display_name, right.spec.display_name);
    case OrderKey::Field::State: return left.state <=> right.state;
  }
  return std::strong_ordering::equal;
}

}  // namespace

Answer<Order> parse_order(std::string_view text) {
  Order order;
  if (is_blank(text, " ")) return order;
  while (true) {
    const auto comma = text.find(',');
    const auto key = parse_key(trimmed(text.substr(0, comma), " "));
    if (!key) return key.error();
    order.push_back(*key);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  const auto& first = order.front();
  if (first.field == OrderKey::Field::Name && !first.descending) order.clear();
  return order;
}

bool before(const Order& order, const Cluster& left, const Cluster& right) {
  for (const auto& key : order) {
    const auto compared = compare(key.field, left, right);
    if (compared != 0) return (compared < 0) != key.descending;
  }
  return left.name < right.name;
}

}  // namespace fwop::api::standin
