#pragma once

#include <memory>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// Longest filter, in bytes, and how deep its parentheses and negations may nest.
inline constexpr std::size_t kMaxFilter = 4096;
inline constexpr int kMaxFilterDepth = 32;

/// A small part of AIP-160: `field op value` with = != < > <= >= and : (has), joined by AND (or a blank),
/// OR (binds closer than AND) and NOT or -, with parentheses and quoted strings. Fields are those of a
/// Cluster in snake_case or camelCase. `*` in a value of = and != stands for any text.
class Filter {
 public:
  /// The empty text accepts everything.
  static Answer<Filter> parse(std::string_view text);

  bool matches(const Cluster& cluster) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;  ///< Null accepts everything.
};

}  // namespace fwop::api::standin
