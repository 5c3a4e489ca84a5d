#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "api/base/file_status.hpp"
#include "api/base/or_why_not.hpp"
#include "api/net/tls.hpp"

namespace fwop::controller {

struct StatusTlsFiles {
  api::Identity identity;      ///< --status-tls-cert-file and --status-tls-key-file; empty: plain http.
  std::string client_ca_file;  ///< --status-client-ca-file: CA of the readers' certificates; may be empty.
};

/// TLS of the status port. For each connection it does a stat of the files, and reads them again if one has
/// changed. While the new files cannot be used, it keeps the previous ones.
class StatusTls {
 public:
  /// Called with one line when something is wrong with the files, once for each change of them.
  using Warn = std::function<void(const std::string&)>;

  /// The error is one line that says which file cannot be used, and why.
  static OrWhyNot<StatusTls> make(StatusTlsFiles files, Warn warn);

  /// The context for a new connection. Reads the files if they have changed.
  std::shared_ptr<boost::asio::ssl::context> context();

 private:
  using Statuses = std::array<FileStatus, 3>;
  StatusTls(StatusTlsFiles files, Warn warn);
  /// The status of the certificate, key and CA files now. A missing file has the size -1.
  [[nodiscard]] Statuses look() const;
  OrWhyNot<void> read(const Statuses& statuses);

  StatusTlsFiles files_;
  Warn warn_;
  Statuses seen_;  ///< As of the last read().
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace fwop::controller
