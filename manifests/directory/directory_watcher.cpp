#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "manifests/directory/directory_source.hpp"
#include "manifests/directory/watch_set.hpp"

namespace fwop::manifests {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

/// How often to look when inotify cannot see everything.
constexpr std::chrono::seconds kDegradedRescan{2};
/// With more changed files, reading everything is as quick.
constexpr std::size_t kMaxFilesTold = 1'000;

}  // namespace

/// Reads events all the time, whether somebody waits or not, so that none is missed and the kernel's queue
/// stays short. Outlives the watcher while a waiter is suspended in it.
class DirectoryWatcher::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::any_io_executor executor, std::vector<std::filesystem::path> paths, Options options)
      : options_(options),
        watches_(std::move(paths)),
        events_(executor),
        wake_(executor),
        last_report_(Clock::now()) {
    if (watches_.descriptor() >= 0) events_.assign(watches_.descriptor());
  }
  ~Impl() {
    if (events_.is_open()) events_.release();  // the WatchSet closes it
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start() {
    if (!events_.is_open()) return;
    events_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [weak = weak_from_this()](const boost::system::error_code& error) {
                         const auto self = weak.lock();
                         if (error || !self || self->stopped_) return;
                         self->take_events();
                         self->start();
                       });
  }

  void stop() {
    stopped_ = true;
    boost::system::error_code ignored;
    events_.cancel(ignored);
    wake_.cancel();
  }

  static asio::awaitable<Changes> changed(std::shared_ptr<Impl> self) {
    while (!self->stopped_) {
      if (Clock::now() >= self->due()) co_return self->report();

      self->wake_.expires_at(self->due());
      co_await self->wake_.async_wait(asio::as_tuple(asio::use_awaitable));
      const auto cancellation = co_await asio::this_coro::cancellation_state;
      if (cancellation.cancelled() != asio::cancellation_type::none) break;
    }
    throw boost::system::system_error(asio::error::operation_aborted);
  }

  [[nodiscard]] const std::string& problem() const { return watches_.problem(); }

 private:
  void take_events() {
    WatchSet::Events events = watches_.read_events();
    if (events.structure) watches_.refresh();
    if (!events.relevant) return;
    last_event_ = Clock::now();
    if (!first_event_) first_event_ = last_event_;
    const bool too_many = changes_.files.size() + events.files.size() > kMaxFilesTold;
    changes_.add({events.elsewhere || too_many, std::move(events.files)});
    if (changes_.anything) changes_.files.clear();
    wake_.cancel();  // the waiter computes when it is due again
  }

  [[nodiscard]] Clock::time_point due() const {
    const auto rescan =
        watches_.problem().empty() ? options_.rescan : std::min(options_.rescan, kDegradedRescan);
    if (!first_event_) return last_report_ + rescan;
    return std::min(
        {last_event_ + options_.debounce, *first_event_ + options_.max_delay, last_report_ + rescan});
  }

  Changes report() {
    Changes changes = std::exchange(changes_, {.anything = false});
    if (!first_event_) {
      watches_.refresh();  // a rescan mends what inotify missed, too
      changes.anything = true;
    }
    first_event_.reset();
    last_report_ = Clock::now();
    return changes;
  }

  Options options_;
  WatchSet watches_;
  asio::posix::stream_descriptor events_;
  asio::steady_timer wake_;
  bool stopped_ = false;
  std::optional<Clock::time_point> first_event_;
  Clock::time_point last_event_;
  Clock::time_point last_report_;
  Changes changes_{.anything = false};  ///< Since the last report.
};

DirectoryWatcher::DirectoryWatcher(asio::any_io_executor executor, std::vector<std::filesystem::path> paths,
                                   Options options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(paths), options)) {
  impl_->start();
}

DirectoryWatcher::~DirectoryWatcher() { impl_->stop(); }

asio::awaitable<Changes> DirectoryWatcher::changed() { return Impl::changed(impl_); }

std::string DirectoryWatcher::problem() const { return impl_->problem(); }

}  // namespace fwop::manifests
