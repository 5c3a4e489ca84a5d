#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/base/or_why_not.hpp"
#include "api/standin/faults.hpp"
#include "api/standin/world.hpp"

namespace fwop::api {

struct StandinOptions {
  std::uint16_t port = 0;  ///< 0 picks a free one.
  std::string api_key;     ///< Empty: any key is accepted, but one is required.
  std::string account;     ///< The only account there is; empty for any.
  std::chrono::milliseconds provisioning = std::chrono::seconds(2);
  std::optional<std::chrono::milliseconds> deletion;  ///< Half of `provisioning` when not set.
  bool tls = false;                                   ///< With a certificate made at start: ca_pem().
  standin::FaultScript faults;
  std::optional<std::uint64_t> seed;  ///< Of the faults; replaces the script's.
};

/// A strict local server of the clusters API, on 127.0.0.1 and a thread of its own, until stop() or the
/// destructor. It stores nothing: each start begins with an empty world.
class Standin {
 public:
  /// The error says what to do about it.
  static OrWhyNot<std::unique_ptr<Standin>> start(StandinOptions options);
  ~Standin();
  Standin(const Standin&) = delete;
  Standin& operator=(const Standin&) = delete;

  /// "http://127.0.0.1:4711", or https with TLS.
  std::string base_url() const;
  std::uint16_t port() const;
  /// The certificate to trust; empty without TLS.
  const std::string& ca_pem() const;
  /// As GET /_standin/stats; also after stop(). From any thread, but not while another calls stop().
  std::string stats_json() const;
  /// Closes every connection and ends the thread. A second call does nothing.
  void stop();

 private:
  struct Running;
  explicit Standin(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace fwop::api
