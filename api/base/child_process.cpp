#include "api/base/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <sys/eventfd.h>
#include <sys/wait.h>
#include <system_error>

extern char** environ;  // NOLINT: no POSIX header declares it.

namespace fwop {

std::string error_text(int error) { return std::generic_category().message(error); }

int reap(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

StopSignal::StopSignal() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {}
StopSignal::~StopSignal() { ::close(descriptor_); }

void StopSignal::stop() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

OrWhyNot<ChildOutcome> run_child(const std::string& program, const std::vector<std::string>& arguments,
                                 const std::filesystem::path& input, std::chrono::milliseconds timeout,
                                 const StopSignal& stop) {
  using Result = OrWhyNot<ChildOutcome>;
  constexpr std::size_t kMaxOutput = 64 * 1024;
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return Result(boost::system::in_place_error, error_text(errno));
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input.empty() ? "/dev/null" : input.c_str(),
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, pipe[1], STDOUT_FILENO);
  // The child must not keep our sockets and locks.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  // A group of its own, so that all of it can be killed.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program.c_str(), &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  ::close(pipe[1]);
  if (error != 0) {
    ::close(pipe[0]);
    return Result(boost::system::in_place_error, "cannot start " + program + ": " + error_text(error));
  }

  ChildOutcome outcome;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (bool open = true; open;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    std::array<pollfd, 2> ready = {pollfd{pipe[0], POLLIN, 0}, pollfd{stop.descriptor(), POLLIN, 0}};
    const int count =
        ::poll(ready.data(), ready.size(), static_cast<int>(std::clamp<long>(left.count(), 0, 1'000'000)));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || ready[1].revents != 0) {
      outcome.end = count == 0 ? ChildOutcome::End::TimedOut : ChildOutcome::End::Stopped;
      ::kill(-child, SIGKILL);
      break;
    }
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(pipe[0], bytes.data(), bytes.size());
    if (got <= 0) {
      open = got < 0 && errno == EINTR;
    } else {
      outcome.output.append(bytes.data(), std::min<std::size_t>(static_cast<std::size_t>(got),
                                                                kMaxOutput - outcome.output.size()));
    }
  }
  ::close(pipe[0]);
  const int status = reap(child);
  outcome.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return Result(boost::system::in_place_value, std::move(outcome));
}

}  // namespace fwop
