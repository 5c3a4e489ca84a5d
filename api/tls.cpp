#include "api/tls.hpp"

#include <stdexcept>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace fwop::api {
namespace {

namespace ssl = boost::asio::ssl;

bool is_address(const std::string& host) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  return !not_an_address;
}

bool certificate_was_refused(const boost::system::error_code& error) {
  return error.category() == boost::asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED;
}

}  // namespace

ssl::context make_client_tls_context(const std::string& ca_file) {
  ssl::context context(ssl::context::tls_client);
  if (SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) != 1)
    throw std::runtime_error("OpenSSL offers no TLS 1.2");
  boost::system::error_code error;
  context.set_default_verify_paths(error);
  if (error) throw std::runtime_error("cannot load the system's certificate authorities: " + error.message());
  if (!ca_file.empty()) context.load_verify_file(ca_file, error);
  if (error) {
    throw std::runtime_error("cannot load certificate authorities from " + ca_file + ": " + error.message() +
                             "; it must be a readable PEM file");
  }
  context.set_verify_mode(ssl::verify_peer);
  return context;
}

boost::system::error_code expect_host(TlsStream& stream, const std::string& host) {
  if (!is_address(host) && SSL_set_tlsext_host_name(stream.native_handle(), host.c_str()) != 1)
    return boost::asio::error::invalid_argument;
  boost::system::error_code error;
  stream.set_verify_callback(ssl::host_name_verification(host), error);
  return error;
}

std::string explain_handshake_failure(TlsStream& stream, const boost::system::error_code& error,
                                      const std::string& host) {
  if (!certificate_was_refused(error)) return "TLS with " + host + " failed: " + error.message();
  const long verdict = SSL_get_verify_result(stream.native_handle());
  // The chain was good, so it was the check of the name that said no.
  if (verdict == X509_V_OK || verdict == X509_V_ERR_UNSPECIFIED)
    return "the server's certificate is not for " + host + ": check the API URL";
  return "the certificate of " + host + " is not trusted (" + X509_verify_cert_error_string(verdict) +
         "): check the API URL, or give the CA file of the proxy or test server in between";
}

}  // namespace fwop::api
