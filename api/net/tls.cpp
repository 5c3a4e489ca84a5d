#include "api/net/tls.hpp"

#include <stdexcept>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace fwop::api {
namespace {

namespace ssl = boost::asio::ssl;

bool is_address(const std::string& host) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  return !not_an_address;
}

boost::system::error_code last_openssl_error() {
  return {static_cast<int>(::ERR_get_error()), boost::asio::error::get_ssl_category()};
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

OrWhyNot<void> use_identity(ssl::context& context, const Identity& identity) {
  using Done = OrWhyNot<void>;
  const auto failed = [](const std::string& what, const std::string& file, const std::string& why) {
    return Done(boost::system::in_place_error,
                "cannot use the " + what + " in " + file + ": " + why + "; it must be a readable PEM file");
  };
  boost::system::error_code error;
  context.use_certificate_chain_file(identity.certificate_file, error);
  if (error) return failed("certificate", identity.certificate_file, error.message());
  // Without this, OpenSSL would ask for a password on the terminal, and wait.
  context.set_password_callback([](auto, auto) { return std::string(); });
  ::ERR_clear_error();
  context.use_private_key_file(identity.key_file, ssl::context::pem, error);
  if (tls_reason(error) == X509_R_KEY_VALUES_MISMATCH) {
    return Done(boost::system::in_place_error, "the key in " + identity.key_file +
                                                   " is not that of the certificate in " +
                                                   identity.certificate_file);
  }
  if (error)
    return failed("key", identity.key_file, error.message() + " (one that needs a password cannot be used)");
  return {};
}

OrWhyNot<std::shared_ptr<ssl::context>> make_server_tls_context(const Identity& identity,
                                                                const std::string& client_ca_file) {
  using Made = OrWhyNot<std::shared_ptr<ssl::context>>;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  if (::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1)
    return Made(boost::system::in_place_error, "OpenSSL offers no TLS 1.2");
  ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  ::SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_num_tickets(native, 0);
  // An idle connection keeps no buffers.
  ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  if (const auto used = use_identity(*context, identity); !used)
    return Made(boost::system::in_place_error, used.error());
  if (client_ca_file.empty()) return Made(boost::system::in_place_value, std::move(context));
  boost::system::error_code error;
  context->load_verify_file(client_ca_file, error);
  // Sent to the client, so that it can choose a certificate.
  auto* const names = error ? nullptr : ::SSL_load_client_CA_file(client_ca_file.c_str());
  if (!error && names == nullptr) error = last_openssl_error();
  if (error) {
    return Made(boost::system::in_place_error, "cannot load certificate authorities from " + client_ca_file +
                                                   ": " + error.message() +
                                                   "; it must be a readable PEM file");
  }
  ::SSL_CTX_set_client_CA_list(native, names);
  context->set_verify_mode(ssl::verify_peer);
  return Made(boost::system::in_place_value, std::move(context));
}

boost::system::error_code expect_host(SSL* ssl, const std::string& host) {
  ::ERR_clear_error();
  const bool expected =
      is_address(host)
          ? ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), host.c_str()) == 1
          : SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && ::SSL_set1_host(ssl, host.c_str()) == 1;
  return expected ? boost::system::error_code() : make_error_code(boost::asio::error::invalid_argument);
}

int tls_reason(const boost::system::error_code& error) {
  if (error.category() != boost::asio::error::get_ssl_category()) return 0;
  return ERR_GET_REASON(static_cast<unsigned long>(error.value()));
}

std::string explain_handshake_failure(SSL* ssl, const boost::system::error_code& error,
                                      const std::string& host, const TlsAdvice& advice) {
  if (tls_reason(error) != SSL_R_CERTIFICATE_VERIFY_FAILED)
    return "TLS with " + host + " failed: " + error.message();
  const long verdict = ::SSL_get_verify_result(ssl);
  if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
    return "the server's certificate is not for " + host + ": " + std::string(advice.wrong_name);
  return "the certificate of " + host + " is not trusted (" + ::X509_verify_cert_error_string(verdict) +
         "): " + std::string(advice.untrusted);
}

}  // namespace fwop::api
