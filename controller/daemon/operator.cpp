#include "controller/daemon/operator.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/base/logging.hpp"
#include "controller/daemon/plan_note.hpp"
#include "controller/show/held.hpp"
#include "controller/sources/directory_follower.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

// All of a shutdown fits into ten seconds: calls get half of it to finish by themselves.
constexpr std::chrono::seconds kGrace{5};
constexpr std::chrono::milliseconds kRedraw{500};

api::HttpOptions observed(api::HttpOptions options, api::RequestObserver observer) {
  options.observer = std::move(observer);
  return options;
}

bool broken(const manifests::Snapshot& snapshot) {
  return std::any_of(snapshot.diagnostics.begin(), snapshot.diagnostics.end(), [](const auto& diagnostic) {
    return diagnostic.severity == manifests::Severity::Error;
  });
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
  StatusAccessOptions access = std::move(options.status_access);
  if (options.state_dir) take_over_noted_plan(*options.state_dir, *journal, *contents);
  std::string let_through = contents->let_through;
  std::unique_ptr<Operator> made(new Operator(std::move(options), std::move(journal), std::move(*contents)));
  auto status =
      StatusServer::listen(made->loop_.get_executor(), address, made->status_source(), std::move(access));
  if (!status) return status.error();
  made->status_.emplace(std::move(*status));
  if (!made->options_.require_plan.empty()) made->plan_gate_.emplace(std::move(let_through));
  made->source_ = made->make_source(std::move(store));
  return made;
}

std::unique_ptr<SourceFollower> Operator::make_source(std::optional<manifests::GitStore> store) {
  auto deliver = [this](std::shared_ptr<const manifests::Snapshot> snapshot) {
    delivered(std::move(snapshot));
  };
  manifests::SnapshotBuilder::Options source = options_.source;
  source.trial = decode_trier_.as_function();
  if (!store)
    return std::make_unique<DirectoryFollower>(loop_, options_.paths, std::move(source), std::move(deliver));
  return std::make_unique<GitFollower>(loop_, *options_.git, std::move(*store), std::move(source),
                                       options_.seed, std::move(deliver));
}

Operator::Operator(OperatorOptions options, std::unique_ptr<Journal> journal, JournalContents contents)
    : options_(std::move(options)),
      journal_(std::move(journal)),
      engine_(options_.engine, std::move(contents), options_.seed, Runtime::now()),
      metrics_({options_.version, {api::host_and_port(options_.http.endpoint)}}),
      loop_watch_(loop_, [this](std::chrono::nanoseconds lag) { metrics_.on_loop_lag(lag); }),
      clients_(loop_,
               observed(options_.http, [this](const api::RequestInfo& request) { exchanged(request); }),
               options_.keys),
      runtime_(
          loop_, engine_, *journal_,
          {.api = [this](const std::string& account) -> api::ClustersApi& { return clients_.of(account); },
           .published = [this](const Effects& effects) { published(effects); },
           .journal_failed = [](const JournalError& error) { log(LogLevel::Error, error.message); },
           .leaving = log_leaving,
           .reached = options_.reached},
          options_.engine.request_timeout) {}

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

Operator::~Operator() = default;

void Operator::delivered(std::shared_ptr<const manifests::Snapshot> snapshot) {
  log_diagnostics(*snapshot);
  log(LogLevel::Debug, "manifests read",
      {{"manifests", snapshot->manifests.size()},
       {"files", snapshot->files},
       {"broken", snapshot->broken_files}});
  // Held until its own plan was looked at: what was approved of another says nothing of it.
  if (plan_gate_) hold_changes("nothing is changed until its plan was looked at (--require-plan)");
  const auto before = engine_.snapshot();
  if (!before || broken(*before) != broken(*snapshot)) manifests_since_ = std::chrono::system_clock::now();
  runtime_.desire(std::move(snapshot));
  if (plan_gate_) look_at_plan();
}

void Operator::hold_changes(std::optional<std::string> why) {
  changes_held_ = why;
  if (why)
    runtime_.hold(HoldKind::PlanNotApproved, std::move(*why));
  else
    runtime_.release(HoldKind::PlanNotApproved);
}

void Operator::published(const Effects& effects) {
  ++published_;
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

/// A removed manifest is acted on after a sweep that began later. With --until-settled, that sweep starts
/// now.
void Operator::follow_removals() {
  if (removals_followed_ || !engine_.observed_once()) return;
  removals_followed_ = true;
  if (engine_.removal_pending()) asio::post(loop_, [this] { runtime_.reconcile_now(std::nullopt); });
}

int Operator::settled_exit_code() const {
  const auto snapshot = engine_.snapshot();
  bool all_ready = true;
  engine_.each_cluster(Runtime::now(), [&](const ClusterView& cluster) {
    all_ready = all_ready && cluster.verdict == Verdict::Ready;
  });
  return all_ready && !broken(*snapshot) ? 0 : 1;
}

asio::awaitable<void> Operator::keep_drawing() {
  while (!stopping_) {
    // Before that, there are no lines to tell but of what was.
    if (table_ || engine_.observed_once()) {
      auto made = co_await rows(table_.has_value());
      if (table_)
        table_->update(std::move(made), std::chrono::steady_clock::now(), terminal_size());
      else
        progress_->update(made, std::chrono::system_clock::now());
    }
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
    // A signal names no cluster, and deletes are let go by name.
    if (const auto released = release_held("", {.who = "SIGUSR1"})) {
      log(LogLevel::Warn, "SIGUSR1: what is held is let go, once; deletes stay held",
          {{"changes", released->changes.size()}, {"kept", released->kept.size()}});
    }
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
  if (plan_fetch_) plan_fetch_->emit(asio::cancellation_type::terminal);
  asio::co_spawn(loop_, shut_down(), asio::detached);
}

asio::awaitable<void> Operator::shut_down() {
  decode_trier_.stop();
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
  loop_watch_.begin();
  loop_.run();

  if (progress_) progress_->update(last_rows(), std::chrono::system_clock::now());
  if (!table_ && !options_.until_settled) return exit_code_;
  std::vector<TableRow> last = last_rows();
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
