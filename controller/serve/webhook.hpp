#pragma once

#include <string>
#include <string_view>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// The signed body of a request to /hooks/git and the headers that authenticate it. A missing header is
/// empty.
struct WebhookRequest {
  std::string github;  ///< X-Hub-Signature-256: "sha256=" and the HMAC of the body in hex.
  std::string gitea;   ///< X-Gitea-Signature: the same HMAC, without "sha256=".
  std::string gitlab;  ///< X-Gitlab-Token: the secret itself.
  // The Standard Webhooks headers, which GitLab sends with a signing token.
  std::string id;         ///< webhook-id
  std::string timestamp;  ///< webhook-timestamp: seconds since 1970.
  /// webhook-signature: one or more, separated by spaces. Each is "v1," and the HMAC of
  /// "ID.TIMESTAMP.BODY" in base64.
  std::string signature;
  std::string body;
};

/// True if the request has a signature or token, valid or not.
bool is_signed(const WebhookRequest& request);

/// True if one of the four signatures shows that the sender knows the secret (GitHub, "Validating webhook
/// deliveries"; Gitea and GitLab, "Webhooks"; the Standard Webhooks specification). For Standard Webhooks,
/// the timestamp must be within five minutes of `now`, and the secret is "whsec_" and the key in base64.
/// False with an empty secret. The time taken depends on the secret's length, not on its content.
bool is_genuine(const WebhookRequest& request, std::string_view secret, WallTime now);

}  // namespace fwop::controller
