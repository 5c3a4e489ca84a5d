#pragma once

#include <string>
#include <string_view>

namespace fwop::controller {

/// A request to /hooks/git, as far as it says who sent it. Headers that are not there are empty.
struct WebhookRequest {
  std::string github;  ///< X-Hub-Signature-256: "sha256=" and the HMAC of the body in hex.
  std::string gitea;   ///< X-Gitea-Signature: the same HMAC alone.
  std::string gitlab;  ///< X-Gitlab-Token: the secret itself.
  std::string body;
};

/// One of the three shows that the sender knows the secret (GitHub, "Validating webhook deliveries"; Gitea
/// and GitLab, "Webhooks"). An empty secret is known to nobody. In constant time for secrets of a length.
bool is_genuine(const WebhookRequest& request, std::string_view secret);

}  // namespace fwop::controller
