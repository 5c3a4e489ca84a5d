#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/clusters/json.hpp"
#include "api/clusters/json_value.hpp"

// A cluster to and from a tree of JSON: what parse_cluster() reads event by event is held against it.

namespace fwop::api {

/// An rpc code by name or by number; a number without a name stays as its digits.
inline bool read_status_code(const nlohmann::json& status, std::string& code, detail::Failure& failure) {
  const nlohmann::json* value = detail::member(status, "code");
  if (value == nullptr) return true;
  if (value->is_number_integer()) {
    const auto number = value->get<std::int64_t>();
    const auto known = number >= 0 && number <= 16 ? rpc_code_from_number(static_cast<int>(number))
                                                   : std::optional<RpcCode>();
    code = known ? std::string(rpc_code_name(*known)) : value->dump();
    return true;
  }
  if (!value->is_string()) return failure.wrong_type("a name or a number", *value);
  return detail::read_string(status, "code", code, failure);
}

inline bool read_status(const nlohmann::json& object, ClusterStatus& status, detail::Failure& failure) {
  const nlohmann::json* value = detail::member(object, "status");
  if (value == nullptr) return true;
  if (!value->is_object()) return failure.wrong_type("an object", *value);
  return read_status_code(*value, status.code, failure) &&
         detail::read_string(*value, "message", status.message, failure);
}

inline bool read_time(const nlohmann::json& object, std::string_view name, std::optional<WallTime>& target,
                      detail::Failure& failure) {
  constexpr std::string_view kNeverSet = "0001-01-01T00:00:00Z";  // As Go writes it.
  std::string text;
  if (!detail::read_string(object, name, text, failure)) return false;
  if (text.empty() || text == kNeverSet) return true;
  target = parse_rfc3339(text);
  return target.has_value() || failure.invalid("expected an RFC 3339 time, found another text");
}

inline Decoded<Cluster> cluster_from_json(const nlohmann::json& value) {
  Decoded<ClusterSpec> spec = spec_from_json(value);
  if (!spec) return spec.error();
  Cluster cluster;
  cluster.spec = std::move(*spec);
  detail::Failure failure;
  const bool read = detail::read_string(value, "name", cluster.name, failure) &&
                    detail::read_string(value, "state", cluster.state_text, failure) &&
                    read_status(value, cluster.status, failure) &&
                    read_time(value, "createTime", cluster.create_time, failure) &&
                    read_time(value, "updateTime", cluster.update_time, failure);
  if (!read) return std::move(failure).to_error();
  cluster.state = cluster_state_from_name(cluster.state_text);
  return cluster;
}

/// As the server answers it.
inline nlohmann::json cluster_to_json(const Cluster& cluster) {
  nlohmann::json object = spec_to_json(cluster.spec);
  if (!cluster.name.empty()) object["name"] = cluster.name;
  if (cluster.create_time) object["createTime"] = format_rfc3339(*cluster.create_time);
  if (cluster.update_time) object["updateTime"] = format_rfc3339(*cluster.update_time);
  object["state"] =
      cluster.state_text.empty() ? std::string(cluster_state_name(cluster.state)) : cluster.state_text;
  object["status"] = {{"code", cluster.status.code}, {"message", cluster.status.message}};
  return object;
}

}  // namespace fwop::api
