#include "controller/operator.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "controller/directory_follower.hpp"
#include "controller/journal/limits.hpp"
#include "controller/surface/logging.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

// All of a shutdown fits into ten seconds: calls get half of it to finish by themselves.
constexpr std::chrono::seconds kGrace{5};
constexpr std::chrono::milliseconds kRedraw{500};

LogLevel level_of(const Event& event) {
  return event.type == EventType::Warning ? LogLevel::Warn : LogLevel::Info;
}

api::HttpOptions observed(api::HttpOptions options, api::RequestObserver observer) {
  options.observer = std::move(observer);
  return options;
}

}  // namespace

boost::system::result<std::unique_ptr<Operator>, std::string> Operator::make(
    OperatorOptions options, std::unique_ptr<Journal> journal) {
  auto contents = journal->load();
  if (!contents) return contents.error().message;
  // Tried before anything runs, so that what is wrong with it is told now.
  if (std::string problem = ApiClients::problem_with(options.http); !problem.empty()) return problem;
  std::optional<manifests::GitStore> store;
  if (options.git) {
    auto opened = manifests::GitStore::open(options.git->store);
    if (!opened) return opened.error().message;
    store.emplace(std::move(*opened));
  }
  const std::string address = options.status_address;
  std::unique_ptr<Operator> made(new Operator(std::move(options), std::move(journal), std::move(*contents)));
  auto status = StatusServer::listen(made->loop_.get_executor(), address, made->status_source());
  if (!status) return status.error();
  made->status_.emplace(std::move(*status));
  if (made->options_.require_plan)
    made->plan_gate_.emplace(*made->options_.require_plan, *made->options_.state_dir);
  made->source_ = made->make_source(std::move(store));
  return made;
}

std::unique_ptr<SourceFollower> Operator::make_source(std::optional<manifests::GitStore> store) {
  auto deliver = [this](std::shared_ptr<const manifests::Snapshot> snapshot) {
    delivered(std::move(snapshot));
  };
  if (!store)
    return std::make_unique<DirectoryFollower>(loop_, options_.paths, options_.source, std::move(deliver));
  return std::make_unique<GitFollower>(loop_, *options_.git, std::move(*store), options_.source,
                                       options_.seed, std::move(deliver));
}

Operator::Operator(OperatorOptions options, std::unique_ptr<Journal> journal, JournalContents contents)
    : options_(std::move(options)),
      journal_(std::move(journal)),
      engine_(options_.engine, std::move(contents), options_.seed, Runtime::now()),
      metrics_({options_.version, {api::host_and_port(options_.http.endpoint)}}, [this] { return fleet(); }),
      clients_(loop_,
               observed(options_.http, [this](const api::RequestInfo& request) { exchanged(request); }),
               options_.keys),
      runtime_(
          loop_, engine_, *journal_,
          {.api = [this](const std::string& account) -> api::ClustersApi& { return clients_.of(account); },
           .published = [this](const Effects& effects) { published(effects); },
           .journal_failed = [](const JournalError& error) { log(LogLevel::Error, error.message); },
           .reached = options_.reached},
          options_.request_timeout) {}

void Operator::exchanged(const api::RequestInfo& request) {
  metrics_.on_request(request);
  note_call(request);
  log(LogLevel::Debug, "api call",
      {{"verb", api::verb_name(request.verb)},
       {"cluster", request.account_id + "/" + request.cluster_id},
       {"status", request.http_status},
       {"request_id", request.request_id},
       {"ms", std::chrono::duration<double, std::milli>(request.duration).count()}});
}

void Operator::note_call(const api::RequestInfo& request) {
  const bool failed = !request.error.empty();
  if (request.cluster_id.empty() || (!failed && !is_mutating(request.verb))) return;
  std::string text(api::verb_name(request.verb));
  text += ": " + (failed ? request.error : "HTTP " + std::to_string(request.http_status));
  text +=
      ", " + std::to_string(std::chrono::round<std::chrono::milliseconds>(request.duration).count()) + " ms";
  if (!request.request_id.empty()) text += ", request id " + request.request_id;
  runtime_.note({.key = {request.account_id, request.cluster_id},
                 .time = std::chrono::system_clock::now(),
                 .type = failed ? EventType::Warning : EventType::Normal,
                 .reason = Reason::ApiCall,
                 .message = std::move(text)});
}

asio::awaitable<boost::system::result<std::vector<Event>, std::string>> Operator::history(std::string name) {
  using Events = boost::system::result<std::vector<Event>, std::string>;
  const auto key = named(name);
  if (!key) co_return Events(boost::system::in_place_error, key.error());
  auto events = co_await runtime_.history(*key, kEventsPerClusterKept);
  if (!events) co_return Events(boost::system::in_place_error, events.error().message);
  co_return Events(boost::system::in_place_value, std::move(*events));
}

Operator::~Operator() = default;

FleetView Operator::fleet() const {
  const Now now = Runtime::now();
  return {engine_.clusters(now),
          engine_.accounts(now),
          engine_.stats(now),
          engine_.snapshot(),
          standing_notices().size(),
          conditions(),
          source_ ? source_->status() : std::nullopt};
}

std::vector<JournalNotice> Operator::standing_notices() const {
  std::vector<JournalNotice> standing;
  std::copy_if(options_.journal_notices.begin(), options_.journal_notices.end(), std::back_inserter(standing),
               [](const JournalNotice& notice) {
                 std::error_code ignored;
                 return std::filesystem::exists(notice.kept_as, ignored);
               });
  return standing;
}

std::vector<OperatorCondition> Operator::conditions() const {
  Condition journal{ConditionStatus::True, Reason::JournalKept, {}, started_, 0};
  if (const auto& problem = runtime_.journal_problem()) {
    journal = {ConditionStatus::False, Reason::JournalUnavailable, problem->message, problem->since, 0};
  } else if (const auto notices = standing_notices(); !notices.empty()) {
    const JournalNotice& newest = notices.back();
    journal = {ConditionStatus::False, Reason::JournalSetAside, newest.message, newest.since, 0};
  }
  std::vector<OperatorCondition> all = {{"JournalHealthy", std::move(journal)}};
  if (const auto source = source_ ? source_->status() : std::nullopt; source && source->outcome) {
    const bool read = *source->outcome == Reason::SourceRead;
    all.push_back({"SourceReady", Condition{read ? ConditionStatus::True : ConditionStatus::False,
                                            *source->outcome, source->message, source->since, 0}});
  }
  return all;
}

std::vector<ReadyCheck> Operator::ready_checks() const {
  std::vector<ReadyCheck> checks;
  checks.push_back({"first-observation", engine_.observed_once(), "not every account was listed whole yet"});
  if (const auto source = source_->status()) {
    // As for the accounts: five times in a row it did not come.
    const auto oldest =
        std::chrono::system_clock::now() - 5 * (options_.git->interval + options_.git->timeout);
    const bool recent = source->last_success && *source->last_success >= oldest;
    checks.push_back(
        {"source", recent, source->message.empty() ? "the manifests were not read yet" : source->message});
  }
  const Duration limit = options_.engine.staleness_limit.value_or(options_.engine.sweep_settled * 5);
  for (const AccountView& account : engine_.accounts(Runtime::now())) {
    const bool recent = account.observation_age && *account.observation_age <= limit;
    std::string why =
        account.gate_message.empty() ? "its last full observation is too old" : account.gate_message;
    checks.push_back({"account-" + account.account_id, recent, std::move(why)});
  }
  return checks;
}

std::function<bool(const WebhookRequest&)> Operator::webhook() {
  if (!options_.git || options_.git->webhook_secret.empty()) return {};
  return [this](const WebhookRequest& request) {
    // Read each time, so that a new secret needs no restart.
    std::ifstream file(options_.git->webhook_secret);
    std::string secret;
    std::getline(file, secret);
    const bool genuine = is_genuine(request, secret);
    log(genuine ? LogLevel::Info : LogLevel::Warn,
        genuine ? "webhook: pulling at once" : "a webhook was refused: its signature is not of our secret");
    if (genuine) source_->reload();
    return genuine;
  };
}

StatusSource Operator::status_source() {
  return {.metrics_page = [this] { return metrics_.page(); },
          .ready_checks = [this] { return ready_checks(); },
          .clusters = [this] { return engine_.clusters(Runtime::now()); },
          .accounts = [this] { return engine_.accounts(Runtime::now()); },
          .snapshot = [this] { return engine_.snapshot(); },
          .history = [this](std::string name) { return history(std::move(name)); },
          .webhook = webhook(),
          .conditions = [this] { return conditions(); }};
}

void Operator::log_diagnostics(const manifests::Snapshot& snapshot) {
  std::string all;
  for (const manifests::Diagnostic& diagnostic : snapshot.diagnostics)
    all += manifests::to_string(diagnostic) + "\n";
  // Said once, and again only when it changes.
  if (all == last_diagnostics_) return;
  last_diagnostics_ = all;
  for (const manifests::Diagnostic& diagnostic : snapshot.diagnostics) {
    const bool error = diagnostic.severity == manifests::Severity::Error;
    log(error ? LogLevel::Error : LogLevel::Warn, manifests::to_string(diagnostic),
        {{"reason", diagnostic.rule}});
  }
  if (snapshot.diagnostics.empty()) log(LogLevel::Info, "all manifests are valid");
}

void Operator::delivered(std::shared_ptr<const manifests::Snapshot> snapshot) {
  log_diagnostics(*snapshot);
  log(LogLevel::Debug, "manifests read",
      {{"manifests", snapshot->manifests.size()},
       {"files", snapshot->files},
       {"broken", snapshot->broken_files}});
  // Held until its own plan was looked at: what was approved of another says nothing of it.
  if (plan_gate_) runtime_.hold_changes("nothing is changed until its plan was looked at (--require-plan)");
  runtime_.desire(std::move(snapshot));
  if (plan_gate_) look_at_plan();
}

/// Every second, because the file may change and what is there may as well.
void Operator::look_at_plan() {
  constexpr std::chrono::seconds kEvery{1};
  if (engine_.observed_once()) {
    const auto closed = plan_gate_->closed_for(engine_);
    runtime_.hold_changes(closed);
    if (!closed) return;
  }
  plan_look_.expires_after(kEvery);
  plan_look_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled && !stopping_) look_at_plan();
  });
}

void Operator::log_events(const Effects& effects) const {
  for (const Event& event : effects.batch.events) {
    log(level_of(event), event.message,
        {{"cluster", event.key.account_id + "/" + event.key.cluster_id},
         {"reconcile_id", event.reconcile_id},
         {"reason", to_string(event.reason)}});
  }
  for (const Call& call : effects.calls) {
    if (!is_mutating(call.verb)) continue;
    log(LogLevel::Info, std::string(api::verb_name(call.verb)),
        {{"cluster", call.key.account_id + "/" + call.key.cluster_id},
         {"reconcile_id", call.reconcile_id},
         {"reason", to_string(call.reason)}});
  }
}

void Operator::published(const Effects& effects) {
  for (const Reconciled& reconciled : effects.reconciled) metrics_.on_reconciled(reconciled);
  for (const Duration took : effects.became_ready) metrics_.on_ready(took);
  for (const Duration late : effects.poll_lateness) metrics_.on_poll_lateness(late);
  log_events(effects);
  if (!options_.until_settled || stopping_) return;
  follow_removals();
  if (!engine_.settled()) return;
  exit_code_ = settled_exit_code();
  begin_shut_down(OperatorEnd::Settled);
}

/// A removal counts after a sweep that began later than it was read: who waits for the end does not wait a
/// minute for that.
void Operator::follow_removals() {
  if (removals_followed_ || !engine_.observed_once()) return;
  removals_followed_ = true;
  if (engine_.removal_pending()) asio::post(loop_, [this] { runtime_.reconcile_now(std::nullopt); });
}

int Operator::settled_exit_code() const {
  const auto snapshot = engine_.snapshot();
  const bool broken =
      std::any_of(snapshot->diagnostics.begin(), snapshot->diagnostics.end(),
                  [](const auto& diagnostic) { return diagnostic.severity == manifests::Severity::Error; });
  bool all_ready = true;
  engine_.each_cluster(Runtime::now(), [&](const ClusterView& cluster) {
    all_ready = all_ready && cluster.verdict == Verdict::Ready;
  });
  return all_ready && !broken ? 0 : 1;
}

std::vector<ClusterView> Operator::clusters() const { return engine_.clusters(Runtime::now()); }

std::vector<manifests::Diagnostic> Operator::diagnostics() const {
  const auto snapshot = engine_.snapshot();
  return snapshot ? snapshot->diagnostics : std::vector<manifests::Diagnostic>();
}

std::vector<TableRow> Operator::rows(bool bars) const {
  const Now now = Runtime::now();
  std::vector<TableRow> rows;
  engine_.each_cluster(now, [&](const ClusterView& cluster) {
    rows.push_back(table_row(cluster, now.wall));
    if (bars && cluster.create_sent && cluster.expected_ready) {
      std::string& message = rows.back().message;
      message = progress_bar(*cluster.create_sent, *cluster.expected_ready, now.wall) + "  " + message;
    }
  });
  for (const OperatorCondition& one : conditions()) {
    if (one.condition.status != ConditionStatus::True) rows.push_back(table_row(one, now.wall));
  }
  if (const auto snapshot = engine_.snapshot()) {
    for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics) {
      TableRow row;
      row.name = diagnostic.file + ":" + std::to_string(diagnostic.line);
      row.state = row.age = "-";
      row.verdict = diagnostic.severity == manifests::Severity::Error ? "Invalid" : "Warning";
      row.message = diagnostic.message;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

asio::awaitable<void> Operator::keep_drawing() {
  while (!stopping_) {
    if (table_) table_->update(rows(true), std::chrono::steady_clock::now(), terminal_size());
    // Before that, there is nothing to tell but what was.
    if (progress_ && engine_.observed_once()) progress_->update(rows(), std::chrono::system_clock::now());
    redraw_.expires_after(kRedraw);
    boost::system::error_code ignored;
    co_await redraw_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Operator::on_signal(int number) {
  if (number == SIGHUP) {
    log(LogLevel::Info, "SIGHUP: reading the manifests and the key again");
    if (options_.keys.others) options_.keys.others->refresh();
    for (const auto& [account, key] : options_.keys.of_account) key->refresh();
    source_->reload();
    runtime_.reconcile_now(std::nullopt);
  } else if (number == SIGUSR1) {
    const std::size_t released = runtime_.release_brake(std::nullopt);
    log(LogLevel::Warn, "SIGUSR1: the brake lets go what it holds now, once", {{"clusters", released}});
  } else if (stopping_) {
    log(LogLevel::Warn, "stopped at once by a second signal; what was sent to the API goes on there");
    std::_Exit(1);
  } else {
    log(LogLevel::Info, "stopping: calls under way may finish");
    if (options_.until_settled) exit_code_ = 1;
    begin_shut_down(OperatorEnd::Interrupted);
  }
  signals_.async_wait([this](boost::system::error_code error, int next) {
    if (!error) on_signal(next);
  });
}

void Operator::begin_shut_down(OperatorEnd why) {
  stopping_ = true;
  ended_ = why;
  timeout_.cancel();
  plan_look_.cancel();
  asio::co_spawn(loop_, shut_down(), asio::detached);
}

asio::awaitable<void> Operator::shut_down() {
  source_->stop();
  redraw_.cancel();
  co_await runtime_.stop(kGrace);
  status_->stop();
  if (control_) control_->stop();
  loop_.stop();
}

int Operator::run() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) signals_.add(number);
  signals_.async_wait([this](boost::system::error_code error, int number) {
    if (!error) on_signal(number);
  });
  log(LogLevel::Info, "running",
      {{"version", options_.version},
       {"api", api::host_and_port(options_.http.endpoint)},
       {"status", status_->url()}});
  start_control();
  if (options_.live_table) {
    table_.emplace(std::cout, "status page " + status_->url() + "/   metrics " + status_->url() + "/metrics",
                   colours_wanted());
  } else if (options_.progress_lines) {
    progress_.emplace(std::cout);
  }
  if (table_ || progress_) asio::co_spawn(loop_, keep_drawing(), asio::detached);
  if (options_.timeout) {
    timeout_.expires_after(*options_.timeout);
    timeout_.async_wait([this](boost::system::error_code cancelled) {
      if (cancelled || stopping_) return;
      exit_code_ = 1;
      begin_shut_down(OperatorEnd::TimedOut);
    });
  }
  source_->start();
  loop_.run();

  if (progress_) progress_->update(rows(), std::chrono::system_clock::now());
  if (!table_ && !options_.until_settled) return exit_code_;
  std::vector<TableRow> last = rows();
  const std::string summary = verdict_summary(last);
  if (table_) {
    table_->finish(std::move(last), terminal_size());
  } else {
    std::cout << render_table(last, {});
  }
  if (options_.until_settled && !table_) std::cout << summary << std::endl;
  return exit_code_;
}

}  // namespace fwop::controller
