#include <array>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include "operator_fixture.hpp"

// Whoever reads the log, or does not, cannot stop the operator; and its log goes nowhere else.

namespace fwop::e2e {
namespace {

using std::chrono::seconds;

/// A FIFO in the place of stderr, which a test reads as long as it wants.
class Fifo {
 public:
  explicit Fifo(std::filesystem::path path) : path_(std::move(path)) {
    if (::mkfifo(path_.c_str(), 0600) != 0) throw std::runtime_error("no FIFO");
    // Open at both ends, so that it has a reader from the start and never ends.
    fd_ = ::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  ~Fifo() { ::close(fd_); }
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// All that was written so far.
  const std::string& read() {
    std::array<char, 4096> part{};
    for (;;) {
      const ssize_t size = ::read(fd_, part.data(), part.size());
      if (size <= 0) return text_;
      text_.append(part.data(), static_cast<std::size_t>(size));
    }
  }
  /// From now on, a write to it waits for ever.
  void fill() const {
    const std::string filler(4096, '#');
    while (::write(fd_, filler.data(), filler.size()) > 0) continue;
    while (::write(fd_, "#", 1) > 0) continue;
  }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  std::string text_;
};

class OperatorStderr : public OperatorTest {};

TEST_F(OperatorStderr, NobodyReadsItAndTheOperatorGoesOnAndEnds) {
  start_standin();
  declare("one");
  Fifo fifo(temp_.path() / "stderr");
  Process process = start_run({}, kKey, fifo.path());
  std::string url;
  ASSERT_TRUE(eventually([&] {
    url = logged_status_url(fifo.read());
    return !url.empty();
  }));
  Daemon daemon(std::move(process), port_of(url));
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  fifo.read();
  fifo.fill();

  // Each of these is logged, and so is each call that follows from it.
  daemon.process().signal(SIGHUP);
  declare("two");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); })) << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.get("/healthz").status, 200);
  daemon.process().signal(SIGTERM);
  EXPECT_EQ(daemon.process().wait(seconds(10)), 0);
}

/// Else the first files that are opened get these numbers, and all that is printed.
TEST_F(OperatorStderr, ClosedStandardDescriptorsAreTakenBeforeAnyFileCanBe) {
  const auto pid_file = temp_.path() / "pid";
  Process process({.program = "/bin/sh",
                   .arguments = {"-c", "echo $$ >\"$1\"; exec \"$2\" standin --port=0 <&- 2>&-", "sh",
                                 pid_file.string(), FWOP_BINARY},
                   .output_prefix = temp_.path() / "closed"});
  const auto all_are_taken = [&] {
    const std::string pid = read_text(pid_file);
    if (!pid.ends_with("\n")) return false;
    for (const char* number : {"0", "2"}) {
      std::error_code closed;
      const auto link = "/proc/" + pid.substr(0, pid.size() - 1) + "/fd/" + number;
      if (std::filesystem::read_symlink(link, closed) != "/dev/null") return false;
    }
    return true;
  };
  EXPECT_TRUE(eventually(all_are_taken));
}

TEST_F(OperatorStderr, WhatCannotBePrintedIsStillAnError) {
  Process process({.program = "/bin/sh",
                   .arguments = {"-c", "exec \"$1\" schema >&-", "sh", FWOP_BINARY},
                   .output_prefix = temp_.path() / "closed"});
  EXPECT_EQ(process.wait(), 1);
}

}  // namespace
}  // namespace fwop::e2e
