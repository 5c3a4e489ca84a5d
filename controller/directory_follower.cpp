#include "controller/directory_follower.hpp"

#include <exception>
#include <new>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "controller/surface/logging.hpp"

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

// Memory that was short may be free again by then.
constexpr std::chrono::seconds kRetry{5};

std::string text_of(const std::exception_ptr& failed) {
  try {
    std::rethrow_exception(failed);
  } catch (const std::bad_alloc&) {
    return "there is not enough memory";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

DirectoryFollower::DirectoryFollower(asio::io_context& loop, std::vector<std::filesystem::path> paths,
                                     manifests::SnapshotBuilder::Options options, Deliver deliver)
    : loop_(loop),
      reader_(paths, options.decode.limits),
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
  while (unread_ && !stopped_) {
    const manifests::Changes changes = *std::exchange(unread_, std::nullopt);
    auto build = [this, &changes]() -> asio::awaitable<std::shared_ptr<const manifests::Snapshot>> {
      co_return builder_.build(reader_.read(changes));
    };
    auto [failed, snapshot] =
        co_await asio::co_spawn(reading_thread_, build, asio::as_tuple(asio::use_awaitable));
    if (stopped_) break;
    if (!failed) {
      deliver_(std::move(snapshot));
      continue;
    }
    log(LogLevel::Error, "the manifests cannot be read: " + text_of(failed) +
                             "; what was in force stays in force, and they are read again in 5 seconds");
    unread_ = manifests::Changes{.anything = true};
    retry_.expires_after(kRetry);
    boost::system::error_code ignored;
    co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  reading_ = false;
}

}  // namespace fwop::controller
