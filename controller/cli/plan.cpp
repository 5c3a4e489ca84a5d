#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <nlohmann/json.hpp>

#include "api/base/child_process.hpp"
#include "api/base/or_why_not.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_flags.hpp"
#include "controller/cli/scratch_folder.hpp"
#include "controller/journal/read_journal.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/plan/planner.hpp"
#include "controller/plan/render_plan.hpp"
#include "controller/runtime/api_clients.hpp"
#include "controller/show/table.hpp"
#include "controller/show/view_json.hpp"
#include "controller/sources/decode_trier.hpp"
#include "controller/sources/git_fetch_protocol.hpp"
#include "controller/sources/git_verifier.hpp"
#include "manifests/directory/directory_source.hpp"
#include "manifests/git/git_fetch.hpp"
#include "manifests/git/git_reader.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::controller::cli {
namespace {

struct PlanOptions {
  RunOptions run;  ///< Paths, API, brake and state directory.
  std::string output = "text";
  bool all = false;  ///< Unchanged clusters too.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

constexpr int kUnchanged = 0;
constexpr int kError = 1;
constexpr int kChanges = 2;

int fail(const std::string& why) {
  refuse(why);
  return kError;
}

/// What the daemon's journal contains, and in which folder it is.
struct Known {
  JournalContents contents;
  std::string where;  ///< Empty when there is no journal.
};

/// For an error message: which journal is read without --state-dir, and who owns it.
std::string read_instead() {
  const auto standard = resolve_state_dir("", process_environment());
  if (!standard) return ", and no journal is read";
  const auto journal = read_journal(*standard);
  const bool there = journal && *journal;
  return there ? ", and the one in " + standard->string() + " is read, which is " + owner_of(*standard) + "'s"
               : ", and none is read: there is none in " + standard->string() + " either";
}

/// Reads the journal in the state directory that `run` would use. With --state-dir there must be one.
OrWhyNot<Known> journal_of(const RunOptions& options) {
  const auto state_dir = resolve_state_dir(options.state_dir, process_environment());
  const bool named = !options.state_dir.empty();
  if (!state_dir && named) return state_dir.error().message;
  if (!state_dir) return Known{};
  auto contents = read_journal(*state_dir);
  if (!contents) return contents.error().message;
  if (*contents) return Known{std::move(**contents), state_dir->string()};
  if (named) {
    return "there is no journal in " + state_dir->string() +
           ": name the state directory of the daemon, or leave --state-dir out" + read_instead();
  }
  return Known{};
}

/// Fetches in a child process, as the daemon does, because a child can be killed at the timeout.
manifests::GitResult<std::string> fetch(const std::filesystem::path& store, const GitFlags& git) {
  std::error_code unknown;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const StopSignal never;
  const auto ran = run_child(program, git_fetch_arguments(store, git.remote), {}, git.timeout, never);
  if (!ran) return manifests::GitError{manifests::GitFault::Unusable, ran.error()};
  if (ran->end == ChildOutcome::End::TimedOut) {
    return manifests::GitError{
        manifests::GitFault::Unreachable,
        manifests::shown_git_url(git.remote.url) + " did not answer in time (--git-timeout)"};
  }
  return read_git_fetch(ran->output);
}

manifests::SourceReading read_git(const GitFlags& git, const manifests::DecodeLimits& limits) {
  manifests::SourceReading failed;
  // Not the daemon's copy of the repository: only the daemon may use it.
  const ScratchFolder scratch;
  auto store = manifests::GitStore::open(scratch.path() / "store.git");
  const auto commit =
      store ? fetch(scratch.path() / "store.git", git) : manifests::GitResult<std::string>(store.error());
  if (!commit) {
    failed.error = commit.error().message;
    return failed;
  }
  if (!git.signers.empty()) {
    GitVerifier verifier(git.signers, scratch.path() / "verify");
    if (const auto found = verifier.problem_with(*store, *commit, StopSignal()))
      failed.error = found->message;
    if (!failed.error.empty()) return failed;
  }
  return manifests::GitReader(*store, manifests::shown_git_url(git.remote.url), git.folder, limits)
      .read(*commit);
}

manifests::SourceReading read_source(const RunOptions& options, const manifests::DecodeLimits& limits) {
  if (!options.git.remote.url.empty()) return read_git(options.git, limits);
  return manifests::read_paths(options.paths, limits);
}

void add_plan_flags(CLI::App* app, PlanOptions& plan) {
  add_paths(app, plan.run);
  add_api_flags(app, plan.run);
  add_folder(app, "--state-dir", plan.run.state_dir, "the daemon's: says which clusters are ours");
  add_output(app, plan.output, "text, json or markdown", {"text", "json", "markdown"});
  add_switch(app, "--all", plan.all, "unchanged clusters too");
  add_switch(app, "--allow-empty", plan.run.allow_empty, "accept a source without any manifest");
  add_duration(
      app, "--timeout", "60s", [&](auto d) { plan.timeout = d; }, "stop reading after this time");
  add_git_flags(app, plan.run.git, GitUse::ReadOnce);
  add_brake_flags(app, plan.run);
}

int run_plan(const PlanOptions& options) {
  if (const auto readable = check_source(options.run); !readable) return fail(readable.error());
  auto keys = keys_of(options.run);
  if (!keys) return fail(keys.error());
  auto account = account_of(options.run);
  if (!account) return fail(account.error());
  auto http = http_options_of(
      options.run, options.run.api_url.empty() ? std::string(api::kDefaultApiUrl) : options.run.api_url);
  if (!http) return fail(http.error());
  if (const auto usable = ApiClients::check(*http); !usable) return fail(usable.error());
  auto known = journal_of(options.run);
  if (!known) return fail(known.error());

  manifests::SnapshotBuilder::Options source;
  source.decode.default_account_id = std::move(*account);
  source.allow_empty = options.run.allow_empty;
  DecodeTrier trier;
  source.trial = trier.as_function();
  const auto reading = read_source(options.run, source.decode.limits);
  if (!reading.error.empty()) return fail(reading.error);
  const auto snapshot = manifests::SnapshotBuilder(source).build(reading);

  Plan made = make_plan({options.run.engine, std::move(*http), std::move(*keys), options.timeout},
                        std::move(known->contents), snapshot);
  made.journal = known->where;
  if (options.output == "json") {
    std::cout << json_text(plan_json(made)) << '\n';
  } else if (options.output == "markdown") {
    std::cout << plan_markdown(made);
  } else {
    std::cout << plan_text(made, colours_wanted(), options.all);
  }
  if (made.has_errors()) return kError;
  return made.has_changes() ? kChanges : kUnchanged;
}

}  // namespace

Command plan_command() {
  return {kKeep, "plan", "what run would do, changing nothing",
          "0 nothing would change; 2 something would, or a person has to decide; 1 a manifest has errors, "
          "something is unknown, or it could not start",
          prepare(add_plan_flags, run_plan)};
}

}  // namespace fwop::controller::cli
