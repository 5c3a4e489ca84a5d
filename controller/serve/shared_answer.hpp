#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/serve/answers.hpp"

namespace fwop::controller {

/// Shares an answer that is large and slow to make: a request gets the same answer while that is being made
/// or still sent to another reader. Use it on one thread only.
class SharedAnswer {
 public:
  using Version = std::function<std::uint64_t()>;
  using Make = std::function<boost::asio::awaitable<OutgoingAnswer>()>;

  /// An answer of version `least` or later: a shared one, or else a new one from `make`. The version of an
  /// answer is what `version` returned before `make` was called; it must never decrease. Only one answer is
  /// made at a time. Throws what `make` throws.
  boost::asio::awaitable<OutgoingAnswer> get(std::uint64_t least, Version version, Make make);

 private:
  struct Making {
    explicit Making(const boost::asio::any_io_executor& executor, std::uint64_t at)
        : version(at), over(executor, boost::asio::steady_timer::time_point::max()) {}
    std::uint64_t version;
    boost::asio::steady_timer over;        ///< Cancelled when making has ended.
    std::optional<OutgoingAnswer> answer;  ///< Nothing when making it failed.
  };
  struct Sent {
    std::uint64_t version = 0;
    OutgoingAnswer answer;  ///< Without its body.
    std::weak_ptr<const TextPieces> body;
  };

  [[nodiscard]] std::optional<OutgoingAnswer> still_sent(std::uint64_t least) const;
  void ended(Making& making);

  std::shared_ptr<Making> making_;
  std::optional<Sent> last_;
};

}  // namespace fwop::controller
