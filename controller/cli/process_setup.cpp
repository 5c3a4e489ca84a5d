#include "controller/cli/process_setup.hpp"

#include <csignal>
#include <cstdlib>
#include <initializer_list>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

namespace fwop::controller::cli {
namespace {

/// A closed standard descriptor would become the first file that is opened, the journal for example, and get
/// what is printed. /dev/null takes its place, opened the wrong way round: to print there fails as before.
void occupy_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Left open as long as the process lives.
    if (::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number) std::_Exit(2);
  }
}

}  // namespace

void set_up_process() {
  occupy_standard_descriptors();
  // Few threads allocate at a time. More arenas would each reserve 64 MiB of addresses, which a limit counts.
  ::mallopt(M_ARENA_MAX, 2);
  // A large block goes back to the system once it is free. By default, the first one raises the size from
  // which that holds, and the text of a large fleet then stays with the process for good.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  // A peer that hangs up is an error of that write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace fwop::controller::cli
