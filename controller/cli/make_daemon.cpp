#include "controller/cli/make_daemon.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include <signal.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/resource.h>

#include "api/base/digest.hpp"
#include "api/base/logging.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/status_address.hpp"
#include "controller/cli/version.hpp"
#include "controller/journal/memory_journal.hpp"
#include "controller/journal/open_journal.hpp"
#include "controller/journal/state_dir.hpp"

namespace fwop::controller::cli {
namespace {

OrWhyNot<std::unique_ptr<api::Standin>> start_standin(const RunOptions& options) {
  auto faults = read_faults(options.standin_faults);
  if (!faults) return faults.error();
  api::StandinOptions standin_options;
  standin_options.provisioning = options.standin_provisioning;
  standin_options.faults = std::move(*faults);
  return api::Standin::start(std::move(standin_options));
}

/// The memory contains the API key: switches off core dumps, and stops other processes of this user from
/// reading it.
void keep_memory_private() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0)
    log(LogLevel::Warn, "core dumps cannot be switched off: they would hold the API key");
}

/// The error for --standin with an API URL. Says whether the URL is from the flag or from FIREWORKS_BASE_URL.
std::string both_apis(const std::string& api_url) {
  const char* variable = std::getenv("FIREWORKS_BASE_URL");
  if (variable != nullptr && api_url == variable)
    return "FIREWORKS_BASE_URL is set (" + api_url +
           "), and --standin is another API: unset it, or leave "
           "--standin out";
  return "--standin and --api-url exclude each other: leave one out";
}

/// Without a `state_dir`, the journal is only in memory.
OrWhyNot<OpenedJournal> open_journal(const std::optional<std::filesystem::path>& state_dir) {
  if (!state_dir) return OpenedJournal{std::make_unique<MemoryJournal>(), {}, {}};
  auto opened = open_sqlite_journal(*state_dir);
  if (!opened) return opened.error().message;
  for (const JournalNotice& notice : opened->notices) {
    log(LogLevel::Error, notice.message, {{"kept_as", notice.kept_as.string()}});
  }
  for (const std::string& warning : opened->warnings) log(LogLevel::Warn, warning);
  return std::move(*opened);
}

/// For crash tests: FIREWORKS_OPERATOR_CRASH_AT=POINT:N kills the process when it reaches POINT
/// (Runtime::Hooks::reached) for the N-th time.
std::function<void(const char*)> crash_point() {
  const char* text = std::getenv("FIREWORKS_OPERATOR_CRASH_AT");
  if (text == nullptr) return {};
  const std::string asked = text;
  const auto colon = asked.find(':');
  const std::string point = asked.substr(0, colon);
  const int times = colon == std::string::npos ? 1 : std::atoi(asked.c_str() + colon + 1);
  return [point, times, seen = 0](const char* reached) mutable {
    if (point == reached && ++seen >= times) ::kill(::getpid(), SIGKILL);
  };
}

/// Each URL and ref has its own local copy, so that a commit of one is never used for another.
GitOptions git_options_of(const GitFlags& flags, const std::filesystem::path& state_dir) {
  Digest digest;
  digest.add(manifests::shown_git_url(flags.remote.url));
  digest.add(flags.remote.ref);
  char name[17];
  std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(digest.value()));
  GitOptions options;
  options.remote = flags.remote;
  options.folder = flags.folder;
  options.signers = flags.signers;
  options.webhook_secret = flags.webhook_secret;
  options.store = state_dir / "git" / name;
  std::error_code unknown;
  options.program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  options.interval = flags.interval;
  options.timeout = flags.timeout;
  return options;
}

}  // namespace

OrWhyNot<MadeDaemon> make_daemon(const RunOptions& options, DaemonOptions made) {
  keep_memory_private();
  if (const auto readable = check_source(options); !readable) return readable.error();

  std::unique_ptr<api::Standin> standin;
  std::string api_url = options.api_url.empty() ? std::string(api::kDefaultApiUrl) : options.api_url;
  if (options.standin) {
    if (!options.api_url.empty()) return both_apis(options.api_url);
    auto started = start_standin(options);
    if (!started) return started.error();
    standin = std::move(*started);
    api_url = standin->base_url();
    made.keys.others = std::make_shared<api::FixedKey>("key-of-a-rehearsal");
  } else {
    auto keys = keys_of(options);
    if (!keys) return keys.error();
    made.keys = std::move(*keys);
  }
  auto http = http_options_of(options, api_url);
  if (!http) return http.error();

  made.engine = options.engine;
  made.engine.request_timeout = options.request_timeout;
  made.paths = options.paths;
  auto account = account_of(options);
  if (!account) return account.error();
  made.source.decode.default_account_id = std::move(*account);
  made.source.allow_empty = options.allow_empty;
  made.http = std::move(*http);
  const auto status = parse_status_address(options.status_address);
  if (!status) return status.error();
  if (status->tls && options.status_tls.identity.certificate_file.empty()) {
    return "--status-address " + options.status_address +
           " is https: give --status-tls-cert-file and --status-tls-key-file";
  }
  made.status_address = status->text();
  auto access = status_access_of(options);
  if (!access) return access.error();
  made.status_access = std::move(*access);
  made.version = kVersion;
  made.seed = options.seed.value_or(std::random_device{}());
  made.reached = crash_point();

  // The clusters of the stand-in end with this process, so their journal is stored only with --state-dir.
  if (!options.standin || !options.state_dir.empty()) {
    const auto state_dir = resolve_state_dir(options.state_dir, process_environment());
    if (!state_dir) return state_dir.error().message;
    made.state_dir = *state_dir;
  }
  std::unique_ptr<ScratchFolder> control;
  if (!made.state_dir) {
    control = std::make_unique<ScratchFolder>();
    if (!control->path().empty()) made.control_dir = control->path();
  }
  auto journal = open_journal(made.state_dir);
  if (!journal) return journal.error();
  if (!options.require_plan.empty()) {
    if (!made.state_dir) return std::string("--require-plan with --standin needs a --state-dir");
    if (is_url(options.require_plan)) {
      const auto where = api::parse_endpoint(options.require_plan);
      if (!where)
        return "--require-plan " + options.require_plan +
               ": approved plans are fetched by https, or by http from this machine alone; what anybody on "
               "the "
               "way may write approves nothing";
    }
    made.require_plan = options.require_plan;
    // No grace period is needed: a person approved the plan with each removal.
    made.engine.deletion_grace = Duration(0);
  }
  if (!options.git.remote.url.empty()) {
    if (!made.state_dir)
      return std::string("--git with --standin needs a --state-dir, to keep the repository in");
    made.git = git_options_of(options.git, *made.state_dir);
  }
  made.journal_notices = std::move(journal->notices);
  auto daemon = Daemon::make(std::move(made), std::move(journal->journal));
  if (!daemon) return daemon.error();
  return MadeDaemon{std::move(control), std::move(standin), std::move(*daemon)};
}

}  // namespace fwop::controller::cli
