#pragma once

#include <string>
#include <vector>

namespace fwop::api {

/// A certificate and its private key, both PEM. The certificate is its own authority: a client that is
/// given `cert_pem` as a CA file trusts it, and nobody else does.
struct SelfSigned {
  std::string cert_pem;
  std::string key_pem;
};

/// A fresh P-256 certificate for those DNS names and IP addresses, valid from an hour ago for 30 days: for
/// the stand-in and for tests. Throws std::invalid_argument without hosts or with one that holds a comma,
/// a space or a control character, and std::runtime_error when OpenSSL fails.
SelfSigned make_self_signed_certificate(std::vector<std::string> hosts);

}  // namespace fwop::api
