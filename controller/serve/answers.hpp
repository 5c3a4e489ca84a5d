#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "controller/serve/status_routes.hpp"
#include "controller/show/text_pieces.hpp"

namespace fwop::controller {

/// An answer that a connection sends. Several connections may share one body.
struct OutgoingAnswer {
  unsigned status = 200;
  std::string_view content_type;
  std::shared_ptr<const TextPieces> body;
  std::string allow = {};    ///< The Allow header of a 405.
  bool retry_later = false;  ///< A 503 because of too many large answers; sent with Retry-After.
};

/// Limits the total size of the bodies that are being sent, so that slow readers cannot use unlimited memory.
/// Use it on one thread only.
class Answers {
 public:
  /// Bodies up to this size, in bytes, are always accepted: probes and small pages.
  static constexpr std::size_t kSmall = std::size_t{64} * 1024;
  static constexpr std::size_t kMostBytes = std::size_t{64} * 1024 * 1024;

  explicit Answers(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  /// Becomes a 503 when the body is larger than kSmall and would bring the total above `most_bytes`. While no
  /// other body is being sent, a body of any size is accepted.
  OutgoingAnswer outgoing(StatusAnswer answer);
  OutgoingAnswer outgoing(std::string_view content_type, TextPieces body);
  /// False when every large answer would become a 503, so making one is useless.
  [[nodiscard]] bool has_room() const { return *bytes_ < most_bytes_; }
  OutgoingAnswer no_room();
  /// The total size in bytes of the bodies being sent; a shared body counts once.
  [[nodiscard]] std::size_t bytes() const { return *bytes_; }

 private:
  OutgoingAnswer admitted(unsigned status, std::string_view content_type, TextPieces body);
  OutgoingAnswer counted(unsigned status, std::string_view content_type, TextPieces body);

  std::size_t most_bytes_;
  std::shared_ptr<std::size_t> bytes_ =
      std::make_shared<std::size_t>(0);  ///< Bodies may outlive this object.
};

}  // namespace fwop::controller
