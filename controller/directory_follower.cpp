#include "controller/directory_follower.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

DirectoryFollower::DirectoryFollower(asio::io_context& loop, std::vector<std::filesystem::path> paths,
                                     manifests::SnapshotBuilder::Options options, Deliver deliver)
    : loop_(loop),
      reader_(paths, options.decode.limits),
      builder_(std::move(options)),
      deliver_(std::move(deliver)),
      watcher_(loop.get_executor(), std::move(paths), {}) {}

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
  stop_.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> DirectoryFollower::follow() {
  while (!stopped_) {
    manifests::Changes changes = co_await watcher_.changed();
    note(std::move(changes));
  }
}

asio::awaitable<void> DirectoryFollower::read() {
  while (unread_ && !stopped_) {
    const manifests::Changes changes = *std::exchange(unread_, std::nullopt);
    auto build = [this, &changes]() -> asio::awaitable<std::shared_ptr<const manifests::Snapshot>> {
      co_return builder_.build(reader_.read(changes));
    };
    auto snapshot = co_await asio::co_spawn(reading_thread_, build, asio::use_awaitable);
    if (!stopped_) deliver_(std::move(snapshot));
  }
  reading_ = false;
}

}  // namespace fwop::controller
