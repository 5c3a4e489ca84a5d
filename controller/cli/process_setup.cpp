#include "controller/cli/process_setup.hpp"

#include <csignal>
#include <cstdlib>
#include <initializer_list>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

namespace fwop::controller::cli {
namespace {

/// If a standard descriptor is closed, the next open() gets its number, so output could be written into the
/// journal. Opens /dev/null there instead, in the wrong direction, so that output still fails.
void occupy_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) >= 0) continue;
    // open() takes the lowest free number, which is `number`. It is never closed.
    if (::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number) std::_Exit(2);
  }
}

}  // namespace

void set_up_process() {
  occupy_standard_descriptors();
  // Few threads allocate at the same time. Each arena reserves 64 MiB of address space, which counts for
  // RLIMIT_AS.
  ::mallopt(M_ARENA_MAX, 2);
  // Return each large block to the system when it is freed. By default, glibc raises this threshold when the
  // first such block is freed, and the process would keep the memory of large answers forever.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  // If a peer closes the connection, the write must fail, and the process must go on.
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace fwop::controller::cli
