#include <algorithm>

#include "api/base/logging.hpp"
#include "api/base/text_width.hpp"
#include "controller/daemon/operator.hpp"
#include "controller/journal/limits.hpp"
#include "controller/show/view_json.hpp"

// What the daemon tells of itself: to the status server, to tables and to its own history.

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

/// The API refuses the account's calls: that ends when a person does something.
bool is_refused(const AccountView& account) {
  return account.reads_fail_again() &&
         (account.gate_reason == Reason::Unauthenticated || account.gate_reason == Reason::PermissionDenied ||
          account.gate_reason == Reason::AccountNotFound);
}

std::string refusal_text(const AccountView& account) {
  const bool key = account.gate_reason == Reason::Unauthenticated;
  std::string text = key ? "the API refuses the key: " : "the API refuses its calls: ";
  text += account.gate_message;
  if (account.last_full_observation)
    text += "; its clusters are shown as they were last read at " +
            format_rfc3339(*account.last_full_observation);
  return text;
}

TableRow cluster_row(const ClusterView& cluster, WallTime now, bool bar) {
  TableRow row = table_row(cluster, now);
  if (bar && cluster.create_sent && cluster.expected_ready)
    row.message = progress_bar(*cluster.create_sent, *cluster.expected_ready, now) + "  " + row.message;
  return row;
}

}  // namespace

void Operator::note_call(const api::RequestInfo& request) {
  // A GET that finds nothing tells what it was asked.
  const bool absent = request.verb == api::Verb::Get && request.http_status == 404;
  const bool failed = !request.error.empty() && !absent;
  if (request.cluster_id.empty() || (!failed && !absent && !is_mutating(request.verb))) return;
  Event event;
  event.key = {request.account_id, request.cluster_id};
  event.time = std::chrono::system_clock::now();
  event.type = failed ? EventType::Warning : EventType::Normal;
  event.reason = Reason::ApiCall;
  event.call = ApiCall{.verb = request.verb,
                       .http_status = request.http_status,
                       .duration = std::chrono::round<std::chrono::milliseconds>(request.duration),
                       .request_id = request.request_id,
                       .error = request.error,
                       .request = request.request_line,
                       .body = fit(request.body, kCallBodyKept)};
  runtime_.note(std::move(event));
}

asio::awaitable<boost::system::result<api::ClusterKey, std::string>> Operator::remembered_as(
    std::string name) {
  using Key = boost::system::result<api::ClusterKey, std::string>;
  const auto slash = name.find('/');
  const bool with_account = slash != std::string::npos;
  std::string id = with_account ? name.substr(slash + 1) : name;
  auto asking = runtime_.told_of(std::move(id));
  auto told = co_await std::move(asking);
  if (!told) co_return Key(boost::system::in_place_error, told.error().message);
  if (with_account)
    std::erase_if(*told, [&](const api::ClusterKey& key) { return key.account_id != name.substr(0, slash); });
  if (told->size() == 1) co_return Key(boost::system::in_place_value, told->front());
  std::string why = told->empty()
                        ? "there is no cluster " + name + ", and the journal tells of none; `get` lists all"
                        : "the journal tells of several clusters " + name +
                              ": say ACCOUNT/CLUSTER_ID, such as " + told->front().account_id + "/" + name;
  co_return Key(boost::system::in_place_error, std::move(why));
}

asio::awaitable<boost::system::result<std::vector<Event>, std::string>> Operator::history(std::string name) {
  using Events = boost::system::result<std::vector<Event>, std::string>;
  auto key = named(name);
  if (!key) {
    // One that is gone has no view any more, and still a story.
    auto asking = remembered_as(name);
    auto remembered = co_await std::move(asking);
    if (!remembered) co_return Events(boost::system::in_place_error, remembered.error());
    key = std::move(*remembered);
  }
  auto events = co_await runtime_.history(*key, kEventsPerClusterKept);
  if (!events) co_return Events(boost::system::in_place_error, events.error().message);
  co_return Events(boost::system::in_place_value, std::move(*events));
}

FleetView Operator::fleet() const {
  const Now now = Runtime::now();
  return {engine_.accounts(now),
          engine_.stats(now),
          engine_.snapshot(),
          standing_notices().size(),
          logger().lost(),
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
  const auto source = source_ ? source_->status() : std::nullopt;
  if (engine_.snapshot() || (source && source->outcome)) all.push_back({"SourceReady", source_condition()});
  if (auto refused = refusal_condition()) all.push_back({"ApiAccess", std::move(*refused)});
  return all;
}

std::optional<Condition> Operator::refusal_condition() const {
  std::optional<Condition> condition;
  std::string text;
  for (const AccountView& account : engine_.accounts(Runtime::now())) {
    if (!is_refused(account)) continue;
    if (!condition)
      condition = {
          ConditionStatus::False, account.gate_reason, {}, account.last_success.value_or(started_), 0};
    text += (text.empty() ? "account " : "; account ") + account.account_id + ": " + refusal_text(account);
  }
  if (condition) condition->message = std::move(text);
  return condition;
}

Condition Operator::source_condition() const {
  const auto source = source_ ? source_->status() : std::nullopt;
  if (source && source->outcome && *source->outcome != Reason::SourceRead)
    return {ConditionStatus::False, *source->outcome, source->message, source->since, 0};
  const auto snapshot = engine_.snapshot();
  if (!snapshot)
    return {ConditionStatus::Unknown, Reason::NotObservedYet, std::string("not read yet"), started_, 0};
  if (std::string errors = manifest_errors(*snapshot); !errors.empty())
    return {ConditionStatus::False, Reason::ManifestsInvalid, std::move(errors), manifests_since_, 0};
  return {ConditionStatus::True, Reason::SourceRead, {}, source ? source->since : manifests_since_, 0};
}

OperatorView Operator::own_view() const {
  const Now now = Runtime::now();
  OperatorView own;
  own.version = options_.version;
  own.started = started_;
  const auto& folder = options_.state_dir ? options_.state_dir : options_.control_dir;
  std::error_code unknown;
  if (control_) own.control_socket = std::filesystem::absolute(*folder / kControlSocket, unknown).string();
  own.conditions = conditions();
  own.changes_held = changes_held_.value_or("");
  own.held = engine_.held(now);
  own.clusters = engine_.verdicts(now);
  return own;
}

std::vector<ReadyCheck> Operator::ready_checks() const {
  std::vector<ReadyCheck> checks;
  checks.push_back({"first-observation", engine_.observed_once(), "not every account was listed whole yet"});
  if (const auto source = source_->status()) {
    // As for the accounts: five times in a row it did not come.
    const auto oldest = std::chrono::system_clock::now() - 5 * source->expected_every;
    const bool recent = source->last_success && *source->last_success >= oldest;
    checks.push_back(
        {"source", recent, source->message.empty() ? "the manifests were not read yet" : source->message});
  }
  const Duration limit = options_.engine.staleness_limit.value_or(options_.engine.sweep_settled * 5);
  for (const AccountView& account : engine_.accounts(Runtime::now())) {
    const bool recent = account.observation_age && *account.observation_age <= limit;
    const bool refused = is_refused(account);
    std::string why = refused                        ? refusal_text(account)
                      : account.gate_message.empty() ? "its last full observation is too old"
                                                     : account.gate_message;
    checks.push_back({"account-" + account.account_id, recent && !refused, std::move(why)});
  }
  return checks;
}

std::function<asio::awaitable<bool>(WebhookRequest)> Operator::webhook() {
  if (!options_.git || options_.git->webhook_secret.empty()) return {};
  return [this](WebhookRequest request) { return is_genuine_hook(std::move(request)); };
}

asio::awaitable<bool> Operator::is_genuine_hook(WebhookRequest request) {
  // Read each time, so that a new secret needs no restart.
  auto reading = flag_files_.read(options_.git->webhook_secret);
  const auto secret = co_await std::move(reading);
  if (!secret) log(LogLevel::Error, "the secret of webhooks: " + secret.error());
  const std::string line = secret ? secret->substr(0, secret->find('\n')) : std::string();
  const bool genuine = is_genuine(request, line, std::chrono::system_clock::now());
  log(genuine ? LogLevel::Info : LogLevel::Warn,
      genuine ? "webhook: pulling at once" : "a webhook was refused: its signature is not of our secret");
  if (genuine && !stopping_) source_->reload();
  co_return genuine;
}

std::vector<ClusterView> Operator::clusters_called(const std::string& name) const {
  std::vector<ClusterView> found;
  for (const api::ClusterKey& key : keys_called(name)) {
    if (auto view = engine_.cluster(key, Runtime::now())) found.push_back(std::move(*view));
  }
  return found;
}

ClusterSlices Operator::cluster_slices() const {
  return [this](const std::optional<api::ClusterKey>& after, std::size_t most) {
    return engine_.clusters_after(after, most, Runtime::now());
  };
}

StatusSource Operator::status_source() {
  return {.metrics_page = [this] { return metrics_.page(fleet()); },
          .ready_checks = [this] { return ready_checks(); },
          .version = [this] { return published_; },
          .clusters_after = cluster_slices(),
          .clusters_called = [this](const std::string& name) { return clusters_called(name); },
          .accounts = [this] { return engine_.accounts(Runtime::now()); },
          .snapshot = [this] { return engine_.snapshot(); },
          .history = [this](std::string name) { return history(std::move(name)); },
          .webhook = webhook(),
          .own = [this] { return own_view(); }};
}

std::vector<ClusterView> Operator::clusters() const { return engine_.clusters(Runtime::now()); }

std::vector<manifests::Diagnostic> Operator::diagnostics() const {
  const auto snapshot = engine_.snapshot();
  return snapshot ? snapshot->diagnostics : std::vector<manifests::Diagnostic>();
}

asio::awaitable<std::vector<TableRow>> Operator::rows(bool bars) const {
  std::vector<TableRow> rows;
  ClusterWalk walk(cluster_slices());
  for (auto slice = co_await walk.next(); !slice.empty(); slice = co_await walk.next()) {
    const WallTime now = std::chrono::system_clock::now();
    for (const ClusterView& cluster : slice) rows.push_back(cluster_row(cluster, now, bars));
  }
  add_other_rows(rows);
  co_return rows;
}

std::vector<TableRow> Operator::last_rows() const {
  const Now now = Runtime::now();
  std::vector<TableRow> rows;
  engine_.each_cluster(
      now, [&](const ClusterView& cluster) { rows.push_back(cluster_row(cluster, now.wall, false)); });
  add_other_rows(rows);
  return rows;
}

void Operator::add_other_rows(std::vector<TableRow>& rows) const {
  const WallTime now = std::chrono::system_clock::now();
  for (const OperatorCondition& one : conditions()) {
    // Each error has a row of its own below.
    if (one.condition.reason == Reason::ManifestsInvalid) continue;
    if (one.condition.status != ConditionStatus::True) rows.push_back(table_row(one, now));
  }
  if (const auto snapshot = engine_.snapshot()) {
    for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics)
      rows.push_back(table_row(diagnostic));
  }
}

}  // namespace fwop::controller
