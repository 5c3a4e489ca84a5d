#pragma once

#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace fwop::api {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// TLS 1.2 or newer, trusting the system's authorities and those of `ca_file` (PEM; empty for none).
/// Throws std::runtime_error, with what to do, when the file cannot be used.
boost::asio::ssl::context make_client_tls_context(const std::string& ca_file);

/// Makes the handshake to come ask for `host` (SNI, unless it is an address) and accept only a verified
/// certificate for it. An error when OpenSSL refuses the name.
boost::system::error_code expect_host(TlsStream& stream, const std::string& host);

/// Why a handshake failed, and what to do about it.
std::string explain_handshake_failure(TlsStream& stream, const boost::system::error_code& error,
                                      const std::string& host);

}  // namespace fwop::api
