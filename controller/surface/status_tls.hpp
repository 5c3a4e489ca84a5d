#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>

#include "api/file_status.hpp"
#include "api/tls.hpp"

namespace fwop::controller {

struct StatusTlsFiles {
  api::Identity identity;      ///< --status-tls-cert-file and --status-tls-key-file; empty: plain http.
  std::string client_ca_file;  ///< --status-client-ca-file: who signs for readers; empty: nobody.
};

/// TLS of the status port. The files are read again when one of them has changed: a stat of each for every
/// connection. While the new ones cannot be used, those read before stay.
class StatusTls {
 public:
  /// Hears, once for each change, why the files could not be used, and that new ones are.
  using Warn = std::function<void(const std::string&)>;

  /// The error is one line that says which file cannot be used, and why.
  static boost::system::result<StatusTls, std::string> make(StatusTlsFiles files, Warn warn);

  /// For the next connection.
  std::shared_ptr<boost::asio::ssl::context> context();

 private:
  using Versions = std::array<api::FileVersion, 3>;
  StatusTls(StatusTlsFiles files, Warn warn);
  /// Of the files as they are now; an empty version for one that is not there.
  [[nodiscard]] Versions versions() const;
  boost::system::result<void, std::string> read();

  StatusTlsFiles files_;
  Warn warn_;
  Versions read_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace fwop::controller
