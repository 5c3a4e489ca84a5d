#include "controller/sources/trial_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <sys/socket.h>

#include "controller/sources/decode_trial_protocol.hpp"

namespace fwop::controller {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// The process gets nothing else of ours, such as an API key: a malicious file may take it over.
std::vector<std::string> environment() {
  // With the address sanitizer, freed memory would count against the limit.
  std::vector<std::string> kept = {"ASAN_OPTIONS=quarantine_size_mb=1"};
  for (const char* name : {kTrialFault, kTrialLibraries}) {
    if (const char* value = std::getenv(name)) kept.push_back(std::string(name) + "=" + value);
  }
  return kept;
}

/// The part of some files that is still to be sent, without a copy of their bytes.
class Outgoing {
 public:
  Outgoing(std::span<const manifests::TrialFile> files, const manifests::DecodeOptions& options)
      : files_(files), options_(options) {
    next_file();
  }

  [[nodiscard]] bool empty() const { return header_left_.empty() && bytes_left_.empty(); }
  /// Sends as much as the socket accepts. After an error it drops the rest: converse() sees how the process
  /// ended.
  void send_to(int socket) {
    while (!empty()) {
      std::string_view& part = header_left_.empty() ? bytes_left_ : header_left_;
      const ssize_t sent = ::send(socket, part.data(), part.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0 && errno == EAGAIN) return;
      if (sent < 0) {
        header_left_ = bytes_left_ = {};
        return;
      }
      part.remove_prefix(static_cast<std::size_t>(sent));
      if (empty()) next_file();
    }
  }

 private:
  void next_file() {
    if (next_ == files_.size()) return;
    header_ = write_trial_header(files_[next_], options_);
    header_left_ = header_;
    bytes_left_ = files_[next_++].bytes;
  }

  std::span<const manifests::TrialFile> files_;
  const manifests::DecodeOptions& options_;
  std::size_t next_ = 0;
  std::string header_;
  std::string_view header_left_;
  std::string_view bytes_left_;
};

}  // namespace

OrWhyNot<TrialProcess> TrialProcess::start(const std::string& program, const TrialLimits& limits) {
  using Result = OrWhyNot<TrialProcess>;
  const auto failed = [](const std::string& what, int error) {
    return Result(boost::system::in_place_error, what + ": " + error_text(error));
  };
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
    return failed("cannot make a socket", errno);
  std::vector<std::string> arguments = {"fireworks-operator", "decode-trial",
                                        "--memory=" + std::to_string(limits.memory),
                                        "--processor=" + std::to_string(limits.processor.count())};
  std::vector<std::string> variables = environment();

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, sockets[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, sockets[1], STDOUT_FILENO);
  // Its stderr would not have the format of our log, and the verdict says how it ended.
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  // A limit ends the process by a signal, which our thread may have blocked: unblock all.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program.c_str(), &files, &attributes, pointers(arguments).data(),
                                  pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  ::close(sockets[1]);
  if (error != 0) {
    ::close(sockets[0]);
    return failed("cannot start " + program, error);
  }
  return TrialProcess(child, sockets[0]);
}

TrialProcess::TrialProcess(TrialProcess&& other) noexcept
    : child_(std::exchange(other.child_, -1)), socket_(std::exchange(other.socket_, -1)) {}

TrialProcess::~TrialProcess() {
  end();
  if (socket_ >= 0) ::close(socket_);
}

int TrialProcess::end() {
  if (child_ < 0) return 0;
  // If it closed its socket, it is already exiting: this signal does not change its wait status.
  ::kill(child_, SIGKILL);
  return reap(std::exchange(child_, -1));
}

TrialProcess::Outcome TrialProcess::converse(std::span<const manifests::TrialFile> files,
                                             const manifests::DecodeOptions& options,
                                             std::chrono::milliseconds silence, const StopSignal& stop) {
  Outcome outcome;
  Outgoing outgoing(files, options);
  std::string answers;
  auto deadline = Clock::now() + silence;
  while (outcome.passed < files.size()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const short wanted = static_cast<short>(outgoing.empty() ? POLLIN : POLLIN | POLLOUT);
    std::array<pollfd, 2> ready = {pollfd{socket_, wanted, 0}, pollfd{stop.descriptor(), POLLIN, 0}};
    const int count =
        ::poll(ready.data(), ready.size(), static_cast<int>(std::clamp<long>(left.count(), 0, 1'000'000)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || ready[1].revents != 0) {
      outcome.end = End::Stopped;
      return outcome;
    }
    if (count == 0) {
      outcome.end = End::Silent;
      return outcome;
    }
    if ((ready[0].revents & POLLOUT) != 0) outgoing.send_to(socket_);
    if ((ready[0].revents & ~POLLOUT) == 0) continue;
    std::array<char, 4096> bytes{};
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      outcome.end = End::Ended;
      return outcome;
    }
    deadline = Clock::now() + silence;
    answers.append(bytes.data(), static_cast<std::size_t>(got));
    std::size_t read = 0;
    for (std::size_t at = 0; (at = answers.find('\n', read)) != std::string::npos; read = at + 1) {
      const std::string_view line = std::string_view(answers).substr(read, at - read);
      // Another program never says "ready", and unknown lines are ignored.
      if (outcome.ready && line == kTrialPassed) ++outcome.passed;
      outcome.ready = outcome.ready || line == kTrialReady;
    }
    answers.erase(0, read);
  }
  return outcome;
}

}  // namespace fwop::controller
