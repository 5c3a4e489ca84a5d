#include "controller/cli/command_line.hpp"
#include "controller/cli/process_setup.hpp"

int main(int argc, char** argv) {
  fwop::controller::cli::set_up_process();
  return fwop::controller::cli::run_command_line(argc, argv);
}
