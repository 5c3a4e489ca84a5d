#include "controller/daemon/set_aside_journals.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kEvery{1};

}  // namespace

SetAsideJournals::SetAsideJournals(asio::io_context& loop, FlagFiles& files,
                                   std::vector<JournalNotice> notices)
    : loop_(loop), files_(files), standing_(std::move(notices)), next_look_(loop) {}

void SetAsideJournals::start() {
  if (!standing_.empty()) asio::co_spawn(loop_, keep_looking(), asio::detached);
}

void SetAsideJournals::stop() {
  stopped_ = true;
  next_look_.cancel();
}

asio::awaitable<void> SetAsideJournals::keep_looking() {
  while (!stopped_ && !standing_.empty()) {
    std::vector<JournalNotice> there;
    for (const JournalNotice& notice : standing_) {
      auto looking = files_.exists(notice.kept_as);
      const bool exists = co_await std::move(looking);
      if (exists) there.push_back(notice);
    }
    standing_ = std::move(there);
    next_look_.expires_after(kEvery);
    co_await next_look_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace fwop::controller
