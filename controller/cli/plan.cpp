#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <nlohmann/json.hpp>

#include "controller/api_clients.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"
#include "controller/journal/read_journal.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/plan/planner.hpp"
#include "controller/plan/render_plan.hpp"
#include "controller/surface/table.hpp"
#include "controller/surface/view_json.hpp"
#include "manifests/directory_source.hpp"
#include "manifests/git/git_fetch.hpp"
#include "manifests/git/git_reader.hpp"
#include "manifests/source.hpp"

namespace fwop::controller::cli {
namespace {

constexpr int kUnchanged = 0;
constexpr int kError = 1;
constexpr int kChanges = 2;

int fail(const std::string& why) {
  refuse(why);
  return kError;
}

/// What the daemon knows, and where that stands.
struct Known {
  JournalContents contents;
  std::string where;  ///< Empty when there is no journal.
};

/// Of the state directory that `run` would use. One that was named must have a journal.
boost::system::result<Known, std::string> journal_of(const RunOptions& options) {
  const auto state_dir = resolve_state_dir(options.state_dir, process_environment());
  const bool named = !options.state_dir.empty();
  if (!state_dir && named) return state_dir.error().message;
  if (!state_dir) return Known{};
  auto contents = read_journal(*state_dir);
  if (!contents) return contents.error().message;
  if (*contents) return Known{std::move(**contents), state_dir->string()};
  if (named) return "there is no journal in " + state_dir->string() + ": leave --state-dir out";
  return Known{};
}

/// A folder of its own, gone with the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "fireworks-operator-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }  ///< Empty when it was not made.

 private:
  std::filesystem::path path_;
};

manifests::SourceReading read_git(const GitFlags& git, const manifests::DecodeLimits& limits) {
  manifests::SourceReading failed;
  // Not the daemon's copy: that is the daemon's alone.
  const ScratchFolder scratch;
  auto store = manifests::GitStore::open(scratch.path() / "store.git");
  const auto commit = store ? manifests::fetch_git(scratch.path() / "store.git", git.remote)
                            : manifests::GitResult<std::string>(store.error());
  if (commit)
    return manifests::GitReader(*store, manifests::shown_git_url(git.remote.url), git.folder, limits)
        .read(*commit);
  failed.error = commit.error().message;
  return failed;
}

manifests::SourceReading read_source(const RunOptions& options, const manifests::DecodeLimits& limits) {
  if (!options.git.remote.url.empty()) return read_git(options.git, limits);
  return manifests::read_paths(options.paths, limits);
}

}  // namespace

void describe_plan(CLI::App* app, PlanOptions& plan) {
  add_paths(app, plan.run);
  add_api_flags(app, plan.run);
  add_folder(app, "--state-dir", plan.run.state_dir, "of the daemon: what is ours is read there");
  add_output(app, plan.output, "text, json or markdown", {"text", "json", "markdown"});
  add_switch(app, "--all", plan.all, "unchanged clusters too");
  add_switch(app, "--allow-empty", plan.run.allow_empty, "the source may hold no manifest at all");
  add_duration(
      app, "--timeout", "60s", [&](auto d) { plan.timeout = d; }, "what is not known by then stays unknown");
  add_git_flags(app, plan.run.git);
  add_brake_flags(app, plan.run);
}

int plan(const PlanOptions& options) {
  if (const auto readable = check_source(options.run); !readable) return fail(readable.error());
  auto keys = keys_of(options.run);
  if (!keys) return fail(keys.error());
  auto account = account_of(options.run);
  if (!account) return fail(account.error());
  auto http = http_options_of(
      options.run, options.run.api_url.empty() ? std::string(api::kDefaultApiUrl) : options.run.api_url);
  if (!http) return fail(http.error());
  if (const std::string problem = ApiClients::problem_with(*http); !problem.empty()) return fail(problem);
  auto known = journal_of(options.run);
  if (!known) return fail(known.error());

  manifests::SnapshotBuilder::Options source;
  source.decode.default_account_id = std::move(*account);
  source.allow_empty = options.run.allow_empty;
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

}  // namespace fwop::controller::cli
