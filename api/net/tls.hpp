#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "api/base/or_why_not.hpp"

namespace fwop::api {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// A certificate, followed by its intermediate certificates, and its private key: two PEM files.
struct Identity {
  std::string certificate_file;  ///< Empty: none.
  std::string key_file;
};

/// TLS 1.2 or newer, trusting the system's authorities and those of `ca_file` (PEM; empty for none).
/// Throws std::runtime_error, with what to do, when the file cannot be used.
boost::asio::ssl::context make_client_tls_context(const std::string& ca_file);

/// TLS 1.2 or newer for a server. With `client_ca_file` (PEM; empty for none), a client may show a
/// certificate of one of those authorities. A bad certificate ends the handshake; no certificate does not. No
/// session is resumed, so each connection is checked again. The error is one line that says which file cannot
/// be used, and why.
OrWhyNot<std::shared_ptr<boost::asio::ssl::context>> make_server_tls_context(
    const Identity& identity, const std::string& client_ca_file);

/// Makes `context` show that identity to the other side. The error is one line that says which file cannot be
/// used, and why.
OrWhyNot<void> use_identity(boost::asio::ssl::context& context, const Identity& identity);

/// Makes the next handshake ask for `host` (SNI, unless it is an address) and accept only a verified
/// certificate for it. An error if OpenSSL refuses the name.
boost::system::error_code expect_host(SSL* ssl, const std::string& host);

/// What a person can do about a certificate that we refuse.
struct TlsAdvice {
  std::string_view wrong_name = "check the API URL";
  std::string_view untrusted =
      "check the API URL, or give the CA file of the proxy or test server in between";
};

/// Why a client's handshake failed, and what to do about it.
std::string explain_handshake_failure(SSL* ssl, const boost::system::error_code& error,
                                      const std::string& host, const TlsAdvice& advice = {});

/// OpenSSL's reason for the error, such as an SSL_R_ or X509_R_ constant; 0 when it is none of OpenSSL's.
int tls_reason(const boost::system::error_code& error);

}  // namespace fwop::api
