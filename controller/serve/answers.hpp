#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "controller/serve/status_routes.hpp"
#include "controller/show/text_pieces.hpp"

namespace fwop::controller {

/// What a connection sends. Several may send one body.
struct OutgoingAnswer {
  unsigned status = 200;
  std::string_view content_type;
  std::shared_ptr<const TextPieces> body;
  std::string allow = {};    ///< Of a 405.
  bool retry_later = false;  ///< It is a 503 for want of room; a Retry-After goes with it.
};

/// Bounds what the answers under way take together, so that readers who do not read cost no memory without
/// end. For one thread.
class Answers {
 public:
  /// Bodies up to this size always find room: probes and small pages get through.
  static constexpr std::size_t kSmall = std::size_t{64} * 1024;
  static constexpr std::size_t kMostBytes = std::size_t{64} * 1024 * 1024;

  explicit Answers(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  /// A large answer is refused while others take `most_bytes`; alone it may be larger than that.
  OutgoingAnswer outgoing(StatusAnswer answer);
  OutgoingAnswer outgoing(std::string_view content_type, TextPieces body);
  /// Whether there is room for a large answer at all: without, none need be made.
  [[nodiscard]] bool has_room() const { return *bytes_ < most_bytes_; }
  OutgoingAnswer no_room();
  /// Bytes of the bodies under way, each counted once.
  [[nodiscard]] std::size_t bytes() const { return *bytes_; }

 private:
  OutgoingAnswer admitted(unsigned status, std::string_view content_type, TextPieces body);
  OutgoingAnswer counted(unsigned status, std::string_view content_type, TextPieces body);

  std::size_t most_bytes_;
  std::shared_ptr<std::size_t> bytes_ =
      std::make_shared<std::size_t>(0);  ///< Bodies may outlive this object.
};

}  // namespace fwop::controller
