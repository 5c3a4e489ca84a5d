#include "controller/daemon/daemon.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "api/base/logging.hpp"
#include "api/net/run_on.hpp"
#include "controller/daemon/call_history.hpp"
#include "controller/daemon/git_hook.hpp"
#include "controller/daemon/plan_note.hpp"
#include "controller/daemon/status_views.hpp"
#include "controller/sources/directory_follower.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

// A shutdown takes at most ten seconds. Calls in flight get five of them to finish.
constexpr std::chrono::seconds kGrace{5};

Console::Form form_of(const DaemonOptions& options) {
  if (options.live_table) return Console::Form::LiveTable;
  return options.progress_lines ? Console::Form::ProgressLines : Console::Form::Nothing;
}

Health::Facts facts_of(const DaemonOptions& options) {
  return {.version = options.version,
          .started = std::chrono::system_clock::now(),
          .control_socket = {},
          .staleness_limit = options.engine.staleness_limit.value_or(options.engine.sweep_settled * 5)};
}

}  // namespace

OrWhyNot<std::unique_ptr<Daemon>> Daemon::make(DaemonOptions options, std::unique_ptr<Journal> journal) {
  auto contents = journal->load();
  if (!contents) return contents.error().message;
  // Check the HTTP options before anything runs, so that an error ends the start.
  if (const auto usable = ApiClients::check(options.http); !usable) return usable.error();
  std::optional<manifests::GitStore> store;
  if (options.git) {
    auto opened = manifests::GitStore::open(options.git->store);
    if (!opened) return opened.error().message;
    store.emplace(std::move(*opened));
  }
  if (options.state_dir) take_over_noted_plan(*options.state_dir, *journal, *contents);
  const std::string address = options.status_address;
  StatusAccessOptions access = std::move(options.status_access);
  std::unique_ptr<Daemon> made(new Daemon(std::move(options), std::move(journal), std::move(store)));
  auto status =
      StatusServer::listen(made->loop_.get_executor(), address, made->status_source(), std::move(access));
  if (!status) return status.error();
  made->status_.emplace(std::move(*status));
  made->begin_term_with(std::move(*contents));
  return made;
}

Daemon::Daemon(DaemonOptions options, std::unique_ptr<Journal> journal,
               std::optional<manifests::GitStore> store)
    : options_(std::move(options)),
      journal_(std::move(journal)),
      metrics_({options_.version, {api::host_and_port(options_.http.endpoint)}}),
      loop_watch_(loop_, [this](std::chrono::nanoseconds lag) { metrics_.on_loop_lag(lag); }),
      clients_(loop_, observed_http(), options_.keys),
      term_(loop_, *journal_, options_.engine, options_.seed, term_hooks()),
      source_(make_source(std::move(store))),
      set_aside_(loop_, files_, options_.journal_notices),
      health_(facts_of(options_), term_, *source_, set_aside_) {
  if (!options_.require_plan.empty())
    plan_watch_.emplace(loop_, files_, term_, options_.require_plan, options_.http.ca_file);
  if (options_.until_settled) settling_.emplace(loop_, term_);
  bus_.observe([this](const FleetUpdate& update) { metrics_.on_update(update); });
  bus_.observe([](const FleetUpdate& update) { EventLog::updated(update); });
}

Daemon::~Daemon() = default;

api::HttpOptions Daemon::observed_http() {
  api::HttpOptions http = options_.http;
  http.observer = [this](const api::RequestInfo& request) { call_ended(request); };
  return http;
}

Runtime::Hooks Daemon::term_hooks() {
  return {
      .api = [this](const std::string& account) -> api::ClustersApi& { return clients_.client_for(account); },
      .published = [this](const Effects& effects) { published(effects); },
      .journal_failed = EventLog::journal_failed,
      .leaving = EventLog::call_leaves,
      .reached = options_.reached};
}

std::unique_ptr<SourceFollower> Daemon::make_source(std::optional<manifests::GitStore> store) {
  auto deliver = [this](std::shared_ptr<const manifests::Snapshot> snapshot) {
    manifests_read(std::move(snapshot));
  };
  manifests::SnapshotBuilder::Options source = options_.source;
  source.trial = decode_trier_.as_function();
  if (!store)
    return std::make_unique<DirectoryFollower>(loop_, options_.paths, std::move(source), std::move(deliver));
  return std::make_unique<GitFollower>(loop_, *options_.git, std::move(*store), std::move(source),
                                       options_.seed, std::move(deliver));
}

StatusSource Daemon::status_source() {
  std::function<asio::awaitable<bool>(WebhookRequest)> webhook;
  if (options_.git && !options_.git->webhook_secret.empty()) {
    webhook = [this](WebhookRequest request) {
      return pull_if_genuine(files_, *source_, options_.git->webhook_secret, std::move(request));
    };
  }
  return status_source_of({.loop = loop_,
                           .bus = bus_,
                           .term = term_,
                           .lookup = lookup_,
                           .health = health_,
                           .metrics = metrics_,
                           .webhook = std::move(webhook)});
}

void Daemon::begin_term_with(JournalContents contents) {
  std::string let_through = contents.let_through;
  term_.begin(std::move(contents));
  if (plan_watch_) plan_watch_->begin_term(std::move(let_through));
}

asio::awaitable<OrWhyNot<void>> Daemon::begin_term() {
  using Begun = OrWhyNot<void>;
  auto loading = run_on(files_.thread(), [this] { return journal_->load(); });
  auto contents = co_await std::move(loading);
  if (!contents) co_return Begun(boost::system::in_place_error, contents.error().message);
  log(LogLevel::Info, "a term begins: this process acts");
  begin_term_with(std::move(*contents));
  bus_.publish_gap();
  co_return Begun();
}

asio::awaitable<bool> Daemon::end_term() {
  if (plan_watch_) plan_watch_->stop();
  auto ending = term_.end(kGrace);
  const bool ended = co_await std::move(ending);
  log(LogLevel::Info, "the term has ended: this process stands by");
  bus_.publish_gap();
  co_return ended;
}

void Daemon::manifests_read(std::shared_ptr<const manifests::Snapshot> snapshot) {
  event_log_.manifests_read(*snapshot);
  health_.manifests_read(*snapshot);
  if (plan_watch_) plan_watch_->hold_until_looked();
  term_.desire(std::move(snapshot));
  if (plan_watch_) plan_watch_->look();
}

void Daemon::call_ended(const api::RequestInfo& request) {
  metrics_.on_request(request);
  EventLog::call_ended(request);
  if (auto event = event_of_call(request); event && term_.runtime() != nullptr)
    term_.runtime()->record_event(std::move(*event));
}

void Daemon::published(const Effects& effects) {
  bus_.publish(update_of(effects));
  if (!settling_ || stopping_ || !settling_->look()) return;
  exit_code_ = settling_->exit_code();
  begin_shut_down(DaemonEnd::Settled);
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int number) {
    if (error) return;
    handle_signal(number);
    wait_for_signal();
  });
}

void Daemon::handle_signal(int number) {
  if (number == SIGHUP) {
    log(LogLevel::Info, "SIGHUP: reading the manifests and the key again");
    if (options_.keys.others) options_.keys.others->refresh();
    for (const auto& [account, key] : options_.keys.of_account) key->refresh();
    source_->reload();
    if (Runtime* const runtime = term_.runtime()) runtime->reconcile_now(std::nullopt);
  } else if (number == SIGUSR1) {
    // A signal names no cluster, and a held delete is released only by name.
    if (const auto released = control_room_.release_held("", {.who = "SIGUSR1"})) {
      log(LogLevel::Warn, "SIGUSR1: held changes are released, once; deletes stay held",
          {{"changes", released->changes.size()}, {"kept", released->kept.size()}});
    }
  } else if (stopping_) {
    log(LogLevel::Warn, "stopped at once by a second signal; what was sent to the API goes on there");
    std::_Exit(1);
  } else {
    log(LogLevel::Info, "stopping: calls under way may finish");
    if (options_.until_settled) exit_code_ = 1;
    begin_shut_down(DaemonEnd::Interrupted);
  }
}

void Daemon::begin_shut_down(DaemonEnd why) {
  stopping_ = true;
  ended_ = why;
  timeout_.cancel();
  if (plan_watch_) plan_watch_->stop();
  asio::co_spawn(loop_, shut_down(), asio::detached);
}

asio::awaitable<void> Daemon::shut_down() {
  decode_trier_.stop();
  source_->stop();
  console_->stop();
  set_aside_.stop();
  auto stopping = term_.stop(kGrace);
  co_await std::move(stopping);
  status_->stop();
  control_room_.close();
  loop_.stop();
}

int Daemon::run() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) signals_.add(number);
  wait_for_signal();
  log(LogLevel::Info, "running",
      {{"version", options_.version},
       {"api", api::host_and_port(options_.http.endpoint)},
       {"status", status_->url()}});
  if (const auto& folder = options_.state_dir ? options_.state_dir : options_.control_dir) {
    if (auto socket = control_room_.open(loop_.get_executor(), *folder))
      health_.control_opened(std::move(*socket));
  }
  console_.emplace(loop_, form_of(options_),
                   "status page " + status_->url() + "/   metrics " + status_->url() + "/metrics", bus_,
                   term_, health_);
  console_->start();
  if (options_.timeout) {
    timeout_.expires_after(*options_.timeout);
    timeout_.async_wait([this](boost::system::error_code cancelled) {
      if (cancelled || stopping_) return;
      exit_code_ = 1;
      begin_shut_down(DaemonEnd::TimedOut);
    });
  }
  set_aside_.start();
  source_->start();
  loop_watch_.begin();
  loop_.run();
  console_->finish(/*summary=*/options_.until_settled);
  return exit_code_;
}

std::vector<ClusterView> Daemon::clusters() const {
  const Engine* const engine = term_.engine();
  return engine != nullptr ? engine->clusters(Runtime::now()) : std::vector<ClusterView>();
}

std::vector<manifests::Diagnostic> Daemon::diagnostics() const {
  const auto& snapshot = term_.snapshot();
  return snapshot ? snapshot->diagnostics : std::vector<manifests::Diagnostic>();
}

}  // namespace fwop::controller
