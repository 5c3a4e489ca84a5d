#include <chrono>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/log_output.hpp"
#include "controller/cli/make_daemon.hpp"
#include "controller/cli/run_flags.hpp"
#include "controller/show/outcome_report.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller::cli {
namespace {

struct ApplyOptions {
  RunOptions run;
  std::optional<std::chrono::milliseconds> timeout;
  std::string junit;  ///< A file; empty: none. So is `summary`.
  std::string summary;
};

std::string_view ended_text(DaemonEnd end) {
  switch (end) {
    case DaemonEnd::Settled: return "settled";
    case DaemonEnd::TimedOut: return "timed out";
    case DaemonEnd::Interrupted: break;
  }
  return "interrupted";
}

/// Prints which clusters the API is still creating or deleting. The next apply continues to follow them.
void say_what_goes_on(const OutcomeReport& report) {
  std::cout << "apply " << report.ended << "; nothing is undone\n";
  for (const ClusterView& cluster : report.clusters) {
    const bool moving = cluster.exists && (cluster.state == api::ClusterState::Creating ||
                                           cluster.state == api::ClusterState::Deleting);
    if (moving)
      std::cout << "still " << cluster.state_text << " at the API: " << api::to_string(cluster.key) << '\n';
  }
  std::cout << "run apply again to go on from here\n";
}

bool write_file(const std::string& path, const std::string& text) {
  if (path.empty()) return true;
  std::ofstream file(path);
  file << text;
  file.close();
  if (file) return true;
  complain("cannot write " + path + ": check that its folder is there and writable");
  return false;
}

void add_apply_flags(CLI::App* app, ApplyOptions& apply) {
  RunOptions& run = apply.run;
  add_paths(app, run);
  add_api_flags(app, run);
  add_switch(app, "--standin", run.standin, "against the built-in stand-in, not the real API");
  run.may_rehearse = true;
  add_folder(app, "--state-dir", run.state_dir, "where the journal lives");
  add_switch(app, "--allow-empty", run.allow_empty, "accept a source without any manifest");
  add_duration(
      app, "--timeout", "none", [&](auto d) { apply.timeout = d; }, "stop after this time, READY or not");
  add_file(app, "--junit", apply.junit, "write the result to this file, as JUnit XML");
  add_file(app, "--summary", apply.summary, "write the result to this file, as JSON");
  add_git_flags(app, run.git, GitUse::ReadOnce);
  add_pace_flags(app, run);
  add_brake_flags(app, run);
  add_standin_flags(app, run);
  run.output.log_level = "warning";
  add_output_flags(app, run);
}

int run_apply(const ApplyOptions& options) {
  const bool table = wants_table(options.run.table);
  log_as(options.run.output, table);
  RunOptions run = options.run;
  run.status_address = "127.0.0.1:0";
  // The manifests are read only once, so a removed one cannot come back: no grace period is needed.
  run.engine.deletion_grace = Duration(0);
  DaemonOptions made;
  made.until_settled = true;
  made.timeout = options.timeout;
  made.live_table = table;
  made.progress_lines = !table;
  auto made_daemon = make_daemon(run, std::move(made));
  if (!made_daemon) return refuse(made_daemon.error());

  const auto began = std::chrono::steady_clock::now();
  OutcomeReport report;
  report.exit_code = made_daemon->daemon->run();
  report.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  report.clusters = made_daemon->daemon->clusters();
  report.diagnostics = made_daemon->daemon->diagnostics();
  report.ended = ended_text(made_daemon->daemon->ended());
  if (made_daemon->daemon->ended() != DaemonEnd::Settled) say_what_goes_on(report);
  const bool junit = write_file(options.junit, outcome_junit(report));
  const bool summary = write_file(options.summary, json_text(outcome_json(report)) + "\n");
  return junit && summary ? report.exit_code : 1;
}

}  // namespace

Command apply_command() {
  return {kKeep, "apply", "converge once, and wait for it",
          "0 every cluster is READY; 1 otherwise, also when interrupted or timed out; 2 it could not start",
          prepare(add_apply_flags, run_apply)};
}

}  // namespace fwop::controller::cli
