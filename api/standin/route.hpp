#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// What a target names.
enum class Place { Collection, Cluster, ConnectionInfo, Admin };

/// The parts of a request's target, percent-decoded.
struct Route {
  Place place = Place::Collection;
  std::string account_id;
  std::string cluster_id;
  std::string admin_path;                                  ///< After "/_standin/", for Admin.
  std::vector<std::pair<std::string, std::string>> query;  ///< Names in snake_case.

  /// The parameter's last value, or empty.
  std::string_view parameter(std::string_view snake_name) const;
};

/// 404 for an unknown path, 400 for one with broken percent-encoding.
Answer<Route> parse_route(std::string_view target);

}  // namespace fwop::api::standin
