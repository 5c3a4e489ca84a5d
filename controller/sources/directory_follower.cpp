#include "controller/sources/directory_follower.hpp"

#include <exception>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/base/logging.hpp"

namespace fwop::controller {

namespace asio = boost::asio;

DirectoryFollower::DirectoryFollower(asio::io_context& loop, std::vector<std::filesystem::path> paths,
                                     manifests::SnapshotBuilder::Options options, Deliver deliver,
                                     std::chrono::milliseconds read_again_after,
                                     std::chrono::seconds settle_time)
    : loop_(loop),
      read_again_after_(read_again_after),
      reader_(paths, options.decode.limits, settle_time),
      builder_(std::move(options)),
      deliver_(std::move(deliver)),
      watcher_(loop.get_executor(), std::move(paths), {}),
      retry_(loop) {}

DirectoryFollower::~DirectoryFollower() { reading_thread_.join(); }

void DirectoryFollower::start() {
  reload();
  asio::co_spawn(loop_, follow(), asio::bind_cancellation_slot(stop_.slot(), asio::detached));
}

void DirectoryFollower::reload() { note({.anything = true}); }

void DirectoryFollower::note(manifests::Changes changes) {
  if (stopped_) return;
  if (unread_) {
    unread_->add(std::move(changes));
  } else {
    unread_ = std::move(changes);
  }
  if (std::exchange(reading_, true)) return;
  asio::co_spawn(loop_, read(), asio::detached);
}

void DirectoryFollower::stop() {
  stopped_ = true;
  retry_.cancel();
  stop_.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> DirectoryFollower::follow() {
  while (!stopped_) {
    manifests::Changes changes = co_await watcher_.changed();
    note(std::move(changes));
  }
}

asio::awaitable<void> DirectoryFollower::read() {
  bool lost = false;  // The reader has read files that did not get into a snapshot.
  while (unread_ && !stopped_) {
    const manifests::Changes changes = *std::exchange(unread_, std::nullopt);
    auto build = [this, &changes, lost]() -> asio::awaitable<std::shared_ptr<const manifests::Snapshot>> {
      if (lost) reader_.forget();
      co_return builder_.build(reader_.read(changes));
    };
    auto [failed, snapshot] =
        co_await asio::co_spawn(reading_thread_, build, asio::as_tuple(asio::use_awaitable));
    if (stopped_) break;
    lost = failed || snapshot->untried_files > 0;
    if (failed) {
      log(LogLevel::Error, unread_message(failed, read_again_after_));
    } else {
      deliver_(std::move(snapshot));
    }
    if (!lost) continue;
    note({.anything = true});
    retry_.expires_after(read_again_after_);
    boost::system::error_code ignored;
    co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  reading_ = false;
}

}  // namespace fwop::controller
