#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "controller/serve/answers.hpp"

namespace fwop::controller {

/// An answer that takes long to make and much room: those who ask while it is being made, or is still sent
/// to somebody, share it. For one thread.
class SharedAnswer {
 public:
  using Version = std::function<std::uint64_t()>;
  using Make = std::function<boost::asio::awaitable<OutgoingAnswer>()>;

  /// The answer whose making began at a version of `least` or later: one that there is, or what `make` makes
  /// from now on. `version` never goes down. At most one is made at a time.
  boost::asio::awaitable<OutgoingAnswer> get(std::uint64_t least, Version version, Make make);

 private:
  struct Making {
    explicit Making(const boost::asio::any_io_executor& executor, std::uint64_t at)
        : version(at), over(executor, boost::asio::steady_timer::time_point::max()) {}
    std::uint64_t version;
    boost::asio::steady_timer over;        ///< Cancelled when it has ended.
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
