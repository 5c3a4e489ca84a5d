#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>

#include "api/base/file_status.hpp"
#include "api/net/tls.hpp"

namespace fwop::controller {

struct StatusTlsFiles {
  api::Identity identity;      ///< --status-tls-cert-file and --status-tls-key-file; empty: plain http.
  std::string client_ca_file;  ///< --status-client-ca-file: who signs for readers; empty: nobody.
};

/// TLS of the status port. The files are read again when one of them has changed: a stat of each for every
/// connection. While the new ones cannot be used, those read before stay.
class StatusTls {
 public:
  /// Hears, once for each change of the files, what is wrong with them.
  using Warn = std::function<void(const std::string&)>;

  /// The error is one line that says which file cannot be used, and why.
  static boost::system::result<StatusTls, std::string> make(StatusTlsFiles files, Warn warn);

  /// For the next connection.
  std::shared_ptr<boost::asio::ssl::context> context();

 private:
  using Statuses = std::array<FileStatus, 3>;
  StatusTls(StatusTlsFiles files, Warn warn);
  /// Of certificate, key and authorities as they are now; one that is not there has the size -1.
  [[nodiscard]] Statuses look() const;
  boost::system::result<void, std::string> read(const Statuses& statuses);

  StatusTlsFiles files_;
  Warn warn_;
  Statuses seen_;  ///< When they were read last.
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace fwop::controller
