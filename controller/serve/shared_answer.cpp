#include "controller/serve/shared_answer.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

std::optional<OutgoingAnswer> SharedAnswer::still_sent(std::uint64_t least) const {
  if (!last_ || last_->version < least) return std::nullopt;
  OutgoingAnswer answer = last_->answer;
  answer.body = last_->body.lock();
  if (!answer.body) return std::nullopt;
  return answer;
}

void SharedAnswer::ended(Making& making) {
  making_.reset();
  making.over.cancel();
  if (!making.answer || making.answer->retry_later) return;
  last_ = Sent{making.version, *making.answer, making.answer->body};
  last_->answer.body.reset();
}

asio::awaitable<OutgoingAnswer> SharedAnswer::get(std::uint64_t least, Version version, Make make) {
  const auto executor = co_await asio::this_coro::executor;
  for (;;) {
    if (auto answer = still_sent(least)) co_return *answer;
    if (!making_) break;
    const auto theirs = making_;
    co_await theirs->over.async_wait(asio::as_tuple(asio::use_awaitable));
    if (theirs->answer && theirs->version >= least) co_return *theirs->answer;
  }
  const auto ours = std::make_shared<Making>(executor, version());
  making_ = ours;
  try {
    ours->answer = co_await make();
  } catch (...) {
    ended(*ours);
    throw;
  }
  ended(*ours);
  co_return *ours->answer;
}

}  // namespace fwop::controller
