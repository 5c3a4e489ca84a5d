#pragma once

#include <string>
#include <string_view>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// A request to /hooks/git, as far as it says who sent it. Headers that are not there are empty.
struct WebhookRequest {
  std::string github;  ///< X-Hub-Signature-256: "sha256=" and the HMAC of the body in hex.
  std::string gitea;   ///< X-Gitea-Signature: the same HMAC alone.
  std::string gitlab;  ///< X-Gitlab-Token: the secret itself.
  // GitLab's signing token, which keeps to Standard Webhooks.
  std::string id;         ///< webhook-id
  std::string timestamp;  ///< webhook-timestamp: seconds since 1970.
  std::string
      signature;  ///< webhook-signature: "v1," and the HMAC of "ID.TIMESTAMP.BODY" in base64; several.
  std::string body;
};

/// It has a signature or a token at all, genuine or not.
bool is_signed(const WebhookRequest& request);

/// One of the four shows that the sender knows the secret (GitHub, "Validating webhook deliveries"; Gitea and
/// GitLab, "Webhooks"; the Standard Webhooks specification, whose timestamp is to be within five minutes of
/// `now`, and whose secret is "whsec_" and the key in base64). With an empty secret nothing is
/// genuine. The time taken depends on the secret's length, not on its content.
bool is_genuine(const WebhookRequest& request, std::string_view secret, WallTime now);

}  // namespace fwop::controller
