#include <csignal>

#include "controller/cli/commands.hpp"

int main(int argc, char** argv) {
  namespace cli = fwop::controller::cli;

  // A peer that hangs up is an error of that write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);

  const cli::CommandLine line = cli::parse_command_line(argc, argv);
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
  if (line.get) return cli::get(*line.get);
  if (line.describe) return cli::describe(*line.describe);
  if (line.why) return cli::why(*line.why);
  if (line.reconcile) return cli::reconcile(*line.reconcile);
  if (line.brake_release) return cli::brake_release(*line.brake_release);
  if (line.suspend) return cli::suspend(*line.suspend);
  if (line.resume) return cli::resume(*line.resume);
  if (line.abandon) return cli::abandon(*line.abandon);
  if (line.import_existing) return cli::import_existing(*line.import_existing);
  return line.exit_code;
}
