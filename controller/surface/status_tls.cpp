#include "controller/surface/status_tls.hpp"

#include <utility>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace fwop::controller {

StatusTls::StatusTls(StatusTlsFiles files, Warn warn) : files_(std::move(files)), warn_(std::move(warn)) {}

boost::system::result<StatusTls, std::string> StatusTls::make(StatusTlsFiles files, Warn warn) {
  using Made = boost::system::result<StatusTls, std::string>;
  StatusTls made(std::move(files), std::move(warn));
  if (const auto read = made.read(); !read) return Made(boost::system::in_place_error, read.error());
  return Made(boost::system::in_place_value, std::move(made));
}

StatusTls::Versions StatusTls::versions() const {
  const auto version_of = [](const std::string& file) {
    const auto status = api::file_status(file);
    return status ? status->version : api::FileVersion{};
  };
  return {version_of(files_.identity.certificate_file), version_of(files_.identity.key_file),
          version_of(files_.client_ca_file)};
}

boost::system::result<void, std::string> StatusTls::read() {
  using Done = boost::system::result<void, std::string>;
  read_ = versions();
  const std::string& key = files_.identity.key_file;
  if (const auto status = api::file_status(key)) {
    const std::string shared = "the key file " + key + " can be ";
    if (status->writable_by_all) {
      return Done(boost::system::in_place_error,
                  shared + "written by every user of this machine: chmod o-w it");
    }
    if (status->readable_by_all) warn_(shared + "read by every user of this machine: chmod o-r it");
  }
  auto context = api::make_server_tls_context(files_.identity, files_.client_ca_file);
  if (!context) return Done(boost::system::in_place_error, context.error());
  context_ = std::move(*context);
  const X509* const own = ::SSL_CTX_get0_certificate(context_->native_handle());
  if (::X509_cmp_current_time(::X509_get0_notAfter(own)) < 0)
    warn_("the certificate in " + files_.identity.certificate_file + " has expired: clients refuse it");
  return {};
}

std::shared_ptr<boost::asio::ssl::context> StatusTls::context() {
  if (versions() == read_) return context_;
  if (const auto read = this->read(); !read)
    warn_(read.error() + "; the status port goes on with the certificates read before");
  return context_;
}

}  // namespace fwop::controller
