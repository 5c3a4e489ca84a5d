#include "controller/daemon/flag_files.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "api/net/run_on.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using Text = OrWhyNot<std::string>;

Text failed(std::string why) { return Text(boost::system::in_place_error, std::move(why)); }
Text failed(const std::filesystem::path& file, int error_number) {
  return failed(file.string() + " cannot be read: " + std::strerror(error_number));
}

/// Waits until read() would not block. False after `until`.
bool wait_for(int descriptor, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  pollfd readable{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&readable, 1, static_cast<int>(left.count())) != 0;
}

Text read_to_the_end(int descriptor, const std::filesystem::path& file) {
  const auto until = std::chrono::steady_clock::now() + FlagFiles::kPatience;
  std::string text;
  char chunk[16 * 1024];
  for (;;) {
    const ssize_t got = ::read(descriptor, chunk, sizeof chunk);
    if (got == 0) return Text(boost::system::in_place_value, std::move(text));
    if (got < 0 && errno == EAGAIN) {
      if (!wait_for(descriptor, until))
        return failed(file.string() + " was not written completely within a second");
    } else if (got < 0 && errno != EINTR) {
      return failed(file, errno);
    } else if (got > 0) {
      text.append(chunk, static_cast<std::size_t>(got));
      if (text.size() > FlagFiles::kMostBytes) return failed(file.string() + " is larger than 1 MiB");
    }
  }
}

}  // namespace

FlagFiles::~FlagFiles() { thread_.join(); }

asio::awaitable<Text> FlagFiles::read(std::filesystem::path file) {
  auto reading = run_on(thread_, [&file] { return read_flag_file(file); });
  co_return co_await std::move(reading);
}

asio::awaitable<bool> FlagFiles::exists(std::filesystem::path file) {
  auto looking = run_on(thread_, [&file] {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown);
  });
  co_return co_await std::move(looking);
}

Text read_flag_file(const std::filesystem::path& file) {
  // O_NONBLOCK: opening a FIFO must not block until a writer opens it.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0 && errno == ENOENT)
    return failed("there is no file " + file.string() + " yet; it is waited for");
  if (descriptor < 0) return failed(file, errno);
  Text text = read_to_the_end(descriptor, file);
  ::close(descriptor);
  return text;
}

}  // namespace fwop::controller
