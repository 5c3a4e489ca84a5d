#include "controller/surface/status_tls.hpp"

#include <utility>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace fwop::controller {
namespace {

std::array<const std::string*, 3> names_of(const StatusTlsFiles& files) {
  return {&files.identity.certificate_file, &files.identity.key_file, &files.client_ca_file};
}

}  // namespace

StatusTls::StatusTls(StatusTlsFiles files, Warn warn) : files_(std::move(files)), warn_(std::move(warn)) {}

boost::system::result<StatusTls, std::string> StatusTls::make(StatusTlsFiles files, Warn warn) {
  using Made = boost::system::result<StatusTls, std::string>;
  StatusTls made(std::move(files), std::move(warn));
  if (const auto read = made.read(); !read) return Made(boost::system::in_place_error, read.error());
  return Made(boost::system::in_place_value, std::move(made));
}

StatusTls::Versions StatusTls::versions() const {
  Versions versions;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (const auto status = api::file_status(*names_of(files_)[i])) versions[i] = status->version;
  }
  return versions;
}

boost::system::result<void, std::string> StatusTls::read() {
  using Done = boost::system::result<void, std::string>;
  const auto failed = [](std::string why) { return Done(boost::system::in_place_error, std::move(why)); };
  read_ = versions();
  // To read a pipe would wait, and a second time find nothing.
  for (const std::string* name : names_of(files_)) {
    const auto status = api::file_status(*name);
    if (status && !status->is_regular) return failed(*name + " is not a file: PEM is read from files alone");
  }
  const std::string& key = files_.identity.key_file;
  if (const auto status = api::file_status(key)) {
    const std::string shared = "the key file " + key + " can be ";
    if (status->writable_by_all)
      return failed(shared + "written by every user of this machine: chmod o-w it");
    if (status->readable_by_all) warn_(shared + "read by every user of this machine: chmod o-r it");
  }
  auto context = api::make_server_tls_context(files_.identity, files_.client_ca_file);
  if (!context) return failed(context.error());
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
