#include "api/net/self_signed.hpp"

#include <stdexcept>

#include <boost/asio/ssl/context.hpp>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

TEST(SelfSigned, CertificateAndKeyBelongTogether) {
  const auto made = make_self_signed_certificate({"localhost", "127.0.0.1", "::1"});
  boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
  context.use_certificate_chain(boost::asio::buffer(made.cert_pem));
  context.use_private_key(boost::asio::buffer(made.key_pem), boost::asio::ssl::context::pem);
  EXPECT_EQ(SSL_CTX_check_private_key(context.native_handle()), 1);
}

TEST(SelfSigned, RefusesAHostThatWouldAddAnother) {
  EXPECT_THROW(make_self_signed_certificate({}), std::invalid_argument);
  EXPECT_THROW(make_self_signed_certificate({"a,DNS:b"}), std::invalid_argument);
  EXPECT_THROW(make_self_signed_certificate({"a\nb"}), std::invalid_argument);
}

}  // namespace
}  // namespace fwop::api
