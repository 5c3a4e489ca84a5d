#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "controller/surface/status_routes.hpp"

namespace fwop::controller {

/// What a connection sends. Several may send one body.
struct OutgoingAnswer {
  unsigned status = 200;
  std::string_view content_type;
  std::shared_ptr<const std::string> body;
  bool retry_later = false;  ///< It is a 503 for want of room; a Retry-After goes with it.
};

/// Bounds what the answers under way take together, so that readers who do not read cost no memory without
/// end, and makes the list of all clusters once for all who are reading it. For one thread.
class Answers {
 public:
  /// Bodies up to this size always find room: probes and small pages get through.
  static constexpr std::size_t kSmall = std::size_t{64} * 1024;
  static constexpr std::size_t kMostBytes = std::size_t{64} * 1024 * 1024;

  explicit Answers(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  /// A large answer is refused while others take `most_bytes`; alone it may be larger than that.
  OutgoingAnswer outgoing(StatusAnswer answer);
  /// What `make` returned for `version`, while somebody still sends that; else what it returns now.
  OutgoingAnswer shared(std::uint64_t version, const std::function<StatusAnswer()>& make);
  /// Bytes of the bodies under way, each counted once.
  [[nodiscard]] std::size_t bytes() const { return *bytes_; }

 private:
  struct Shared {
    std::uint64_t version = 0;
    unsigned status = 0;
    std::string_view content_type;
    std::weak_ptr<const std::string> body;
  };

  std::size_t most_bytes_;
  std::shared_ptr<std::size_t> bytes_ =
      std::make_shared<std::size_t>(0);  ///< Bodies may outlive this object.
  std::optional<Shared> last_;
};

}  // namespace fwop::controller
