#include "controller/serve/status_tls.hpp"

#include <algorithm>
#include <utility>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace fwop::controller {

StatusTls::StatusTls(StatusTlsFiles files, Warn warn) : files_(std::move(files)), warn_(std::move(warn)) {}

OrWhyNot<StatusTls> StatusTls::make(StatusTlsFiles files, Warn warn) {
  using Made = OrWhyNot<StatusTls>;
  StatusTls made(std::move(files), std::move(warn));
  if (const auto read = made.read(made.look()); !read)
    return Made(boost::system::in_place_error, read.error());
  return Made(boost::system::in_place_value, std::move(made));
}

StatusTls::Statuses StatusTls::look() const {
  const auto status = [](const std::string& file) {
    const auto found = file_status(file);
    return found ? *found : FileStatus{};
  };
  return {status(files_.identity.certificate_file), status(files_.identity.key_file),
          status(files_.client_ca_file)};
}

OrWhyNot<void> StatusTls::read(const Statuses& statuses) {
  using Done = OrWhyNot<void>;
  const auto failed = [](std::string why) { return Done(boost::system::in_place_error, std::move(why)); };
  seen_ = statuses;
  const std::array names = {&files_.identity.certificate_file, &files_.identity.key_file,
                            &files_.client_ca_file};
  // Refuse pipes: reading one blocks, and a second read finds nothing. OpenSSL reports a missing file below.
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (statuses[i].version.size >= 0 && !statuses[i].is_regular)
      return failed(*names[i] + " is not a file: PEM is read from files alone");
  }
  const std::string key = "the key file " + files_.identity.key_file;
  if (statuses[1].writable_by_all) return failed(key + std::string(kWritableByAll));
  if (statuses[1].readable_by_all) warn_(key + std::string(kReadableByAll));
  auto context = api::make_server_tls_context(files_.identity, files_.client_ca_file);
  if (!context) return failed(context.error());
  context_ = std::move(*context);
  const X509* const own = ::SSL_CTX_get0_certificate(context_->native_handle());
  if (::X509_cmp_current_time(::X509_get0_notAfter(own)) < 0)
    warn_("the certificate in " + files_.identity.certificate_file + " has expired: clients refuse it");
  return {};
}

std::shared_ptr<boost::asio::ssl::context> StatusTls::context() {
  const Statuses now = look();
  if (std::ranges::equal(now, seen_, {}, &FileStatus::version, &FileStatus::version)) return context_;
  if (const auto read = this->read(now); !read)
    warn_(read.error() + "; the status port goes on with the certificates read before");
  return context_;
}

}  // namespace fwop::controller
