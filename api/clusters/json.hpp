#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>
#include <nlohmann/json_fwd.hpp>

#include "api/clusters/error.hpp"
#include "api/clusters/json_writer.hpp"
#include "api/clusters/types.hpp"

namespace fwop::api {

/// Why a JSON text does not follow the contract. It names the field, as in `clusters[3].eksCluster.region:
/// expected a string, found a number`.
struct DecodeError {
  std::string message;
};
template <class T>
using Decoded = boost::system::result<T, DecodeError>;
[[noreturn]] void throw_exception_from_error(const DecodeError& error, const boost::source_location& where);

/// Absent, null and empty are the same; unknown fields are ignored; a wrong type is an error that names
/// the field (contract, sections 0 and 1).
Decoded<Cluster> parse_cluster(std::string_view body);
Decoded<ClusterPage> parse_cluster_page(std::string_view body);
/// Checks the answer to a delete: an object or nothing. The body of an error is an error.
Decoded<void> check_empty_answer(std::string_view body);

/// ClusterInput: only what a caller may set; empty fields are left out.
nlohmann::json spec_to_json(const ClusterSpec& spec);
/// The spec part of a Cluster or ClusterInput.
Decoded<ClusterSpec> spec_from_json(const nlohmann::json& json);

/// Writes the fields of spec_to_json() into the object that is open in `out`.
void write_spec(JsonWriter& out, const ClusterSpec& spec);

/// `{"cluster": …, "clusterId": …}`.
std::string create_body(const ClusterSpec& spec, std::string_view cluster_id);
/// The ClusterInput alone. Every field that `mask` names is present, even if empty (contract, 1.4).
std::string update_body(const ClusterSpec& spec, const std::vector<std::string>& mask);

/// Makes an Error from a non-2xx answer, in every form of contract section 4.1; it accepts any body. Does not
/// set `retry_after`, which comes from the headers.
Error error_from_answer(int http_status, std::string_view body);

}  // namespace fwop::api
