#include "api/base/line_writer.hpp"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <string_view>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace fwop {
namespace {

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      // Another process made the shared descriptor non-blocking.
      pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
      if (::poll(&ready, 1, -1) < 0 && errno != EINTR) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

/// The thread blocks all signals, so that no handler interrupts a write.
std::thread start_without_signals(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

struct LineWriter::State {
  State(int to, Options all) : fd(to), options(std::move(all)) {}

  void write_lines();
  [[nodiscard]] bool idle() const { return lines.empty() && !writing; }

  const int fd;
  const Options options;
  std::mutex mutex;
  std::condition_variable added;
  std::condition_variable written;
  std::deque<std::string> lines;
  std::size_t bytes = 0;   ///< Of `lines`.
  std::uint64_t lost = 0;  ///< Lines so far.
  std::uint64_t told = 0;  ///< How many of `lost` a written line has reported.
  bool writing = false;    ///< The thread has taken a line out and is writing it.
  bool stopping = false;
};

void LineWriter::State::write_lines() {
  std::unique_lock lock(mutex);
  for (;;) {
    added.wait(lock, [this] { return stopping || !lines.empty(); });
    if (lines.empty()) return;
    std::string text = std::move(lines.front());
    lines.pop_front();
    bytes -= text.size();
    const std::uint64_t lost_before = lost;
    if (lost_before > told && options.missing) text.insert(0, options.missing(lost_before - told));
    writing = true;
    lock.unlock();
    const bool arrived = write_all(fd, text);
    lock.lock();
    writing = false;
    if (arrived) {
      told = lost_before;
    } else {
      ++lost;
    }
    if (lines.empty()) written.notify_all();
  }
}

LineWriter::LineWriter(int fd, Options options)
    : state_(std::make_shared<State>(fd, std::move(options))), last_wait_(state_->options.last_wait) {}

LineWriter::~LineWriter() {
  if (!thread_.joinable()) return;
  const bool all_written = flush(last_wait_);
  {
    const std::lock_guard lock(state_->mutex);
    state_->lines.clear();
    state_->stopping = true;
  }
  state_->added.notify_all();
  // A thread that is stuck in a write cannot be joined. It uses nothing but its own state.
  if (all_written) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void LineWriter::add(std::string line) {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  state.bytes += line.size();
  state.lines.push_back(std::move(line));
  while (state.bytes > state.options.most_waiting) {
    state.bytes -= state.lines.front().size();
    state.lines.pop_front();
    ++state.lost;
  }
  // Start the thread here, so that a command that logs nothing has no second thread.
  if (!thread_.joinable()) thread_ = start_without_signals([shared = state_] { shared->write_lines(); });
  state.added.notify_one();
}

bool LineWriter::flush(std::chrono::milliseconds longest) {
  std::unique_lock lock(state_->mutex);
  return state_->written.wait_for(lock, longest, [this] { return state_->idle(); });
}

std::uint64_t LineWriter::lost() const {
  const std::lock_guard lock(state_->mutex);
  return state_->lost;
}

}  // namespace fwop
