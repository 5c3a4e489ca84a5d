#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <system_error>

#include "controller/cli/commands.hpp"

namespace {

namespace cli = fwop::controller::cli;

int run(const cli::CommandLine& line) {
  if (line.run) return cli::run(*line.run);
  if (line.apply) return cli::apply(*line.apply);
  if (line.plan) return cli::plan(*line.plan);
  if (line.export_clusters) return cli::export_clusters(*line.export_clusters);
  if (line.validate) return cli::validate(*line.validate);
  if (line.init) return cli::init(*line.init);
  if (line.schema) return cli::schema(*line.schema);
  if (line.completion) return cli::completion(*line.completion);
  if (line.complete) return cli::complete_words(*line.complete);
  if (line.man) return cli::man(*line.man);
  if (line.standin) return cli::standin(*line.standin);
  if (line.git_fetch) return cli::git_fetch(*line.git_fetch);
  if (line.decode_trial) return cli::decode_trial(*line.decode_trial);
  if (line.get) return cli::get(*line.get);
  if (line.status) return cli::status(*line.status);
  if (line.describe) return cli::describe(*line.describe);
  if (line.why) return cli::why(*line.why);
  if (line.reconcile) return cli::reconcile(*line.reconcile);
  if (line.brake) return cli::brake(*line.brake);
  if (line.brake_release) return cli::brake_release(*line.brake_release);
  if (line.suspend) return cli::suspend(*line.suspend);
  if (line.resume) return cli::resume(*line.resume);
  if (line.abandon) return cli::abandon(*line.abandon);
  if (line.import_existing) return cli::import_existing(*line.import_existing);
  return line.exit_code;
}

/// A closed standard descriptor would become the first file that is opened, the journal for example, and get
/// what is printed. /dev/null takes its place, opened the wrong way round: to print there fails as before.
void occupy_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Left open as long as the process lives.
    if (::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number) std::_Exit(2);
  }
}

/// What was printed and did not arrive was not done, whatever the command thinks of itself.
int printed(int exit_code) {
  std::cout.flush();
  if (std::cout) return exit_code;
  // The stream does not tell why: the next write says so. There is nothing left that it could spoil.
  const bool told = ::write(STDOUT_FILENO, "\n", 1) < 0;
  std::cerr << "fireworks-operator: cannot write to standard output"
            << (told ? ": " + std::error_code(errno, std::generic_category()).message() : std::string())
            << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_descriptors();
  // Few threads allocate at a time. More arenas would each reserve 64 MiB of addresses, which a limit counts.
  ::mallopt(M_ARENA_MAX, 2);
  // A large block goes back to the system once it is free. By default, the first one raises the size from
  // which that holds, and the text of a large fleet then stays with the process for good.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  // A peer that hangs up is an error of that write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);

  return printed(run(cli::parse_command_line(argc, argv)));
}
