#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/clusters/clusters_api.hpp"

namespace fwop::api {

/// One request of the contract's section 1, without server and key.
struct HttpRequest {
  Verb verb = Verb::Get;
  ClusterKey key;      ///< cluster_id is empty for List.
  std::string target;  ///< From "/v1" on, percent-encoded.
  std::string body;    ///< JSON, or empty.
};

HttpRequest create_request(ClusterKey key, const ClusterSpec& spec);
HttpRequest get_request(ClusterKey key);
HttpRequest list_request(std::string account_id, std::string_view page_token);
HttpRequest update_request(ClusterKey key, const ClusterSpec& spec, const std::vector<std::string>& mask);
HttpRequest remove_request(ClusterKey key);

/// Why the request's ids cannot be used in a path (empty, or a dot segment that a proxy would resolve); empty
/// if they can.
std::string_view unusable_id(const HttpRequest& request);

/// What is the same in every request of a client. The values must be valid in headers.
struct RequestHead {
  std::string host;       ///< Value of the Host header.
  std::string base_path;  ///< As in Endpoint.
  std::string user_agent;
};

/// Writes the request as HTTP/1.1 into `text`, replacing its content and keeping its capacity.
void write_request(const HttpRequest& request, const RequestHead& head, std::string_view bearer,
                   std::string& text);

}  // namespace fwop::api
