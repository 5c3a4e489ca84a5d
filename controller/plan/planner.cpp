#include "controller/plan/planner.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "controller/engine/engine.hpp"
#include "controller/journal/memory_journal.hpp"
#include "controller/plan/classify.hpp"
#include "controller/plan/plan_hash.hpp"
#include "controller/runtime/api_clients.hpp"
#include "controller/runtime/runtime.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using api::ClusterKey;
using std::chrono::milliseconds;

/// Forwards reads. A create, update or delete calls `held` and then waits until it is cancelled.
class ReadOnlyApi : public api::ClustersApi {
 public:
  ReadOnlyApi(asio::io_context& loop, api::ClustersApi& real, std::function<void()> held)
      : loop_(loop), real_(real), held_(std::move(held)) {}

  asio::awaitable<api::Result<api::Cluster>> get(ClusterKey key, milliseconds timeout) override {
    return real_.get(std::move(key), timeout);
  }
  asio::awaitable<api::Result<api::ClusterPage>> list_page(std::string account, std::string token,
                                                           milliseconds timeout) override {
    return real_.list_page(std::move(account), std::move(token), timeout);
  }
  asio::awaitable<api::Result<api::Cluster>> create(ClusterKey, api::ClusterSpec, milliseconds) override {
    co_await until_cancelled();
    co_return not_sent();
  }
  asio::awaitable<api::Result<api::Cluster>> update(ClusterKey, api::ClusterSpec, std::vector<std::string>,
                                                    milliseconds) override {
    co_await until_cancelled();
    co_return not_sent();
  }
  asio::awaitable<api::Result<void>> remove(ClusterKey, milliseconds) override {
    co_await until_cancelled();
    co_return not_sent();
  }

 private:
  asio::awaitable<void> until_cancelled() {
    held_();
    asio::steady_timer never(loop_, asio::steady_timer::time_point::max());
    boost::system::error_code ignored;
    co_await never.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  static api::Error not_sent() {
    return {.kind = api::ErrorKind::Cancelled, .message = "a plan changes nothing"};
  }

  asio::io_context& loop_;
  api::ClustersApi& real_;
  std::function<void()> held_;
};

EngineOptions without_limits(EngineOptions options) {
  options.budget_per_second = 0;
  options.deletion_grace = Duration(0);
  options.max_calls_in_flight = static_cast<std::size_t>(-1);  // The pool of connections bounds the reads.
  return options;
}

/// True if the API refuses the account in a way that a retry does not change.
bool refuses(const AccountView& account) {
  switch (account.gate_reason) {
    case Reason::Unauthenticated:
    case Reason::PermissionDenied:
    case Reason::AccountNotFound:
    case Reason::UnsupportedByApi:
    case Reason::RequestRejected: return account.reads_fail_again();
    default: return false;
  }
}

std::vector<api::FieldDifference> fields_of(const api::ClusterSpec& spec) {
  api::ClusterSpec nothing;
  if (spec.eks) nothing.eks.emplace();
  if (spec.fake) nothing.fake.emplace();
  return api::differences(spec, nothing, nullptr);
}

class Planner {
 public:
  Planner(PlannerOptions options, JournalContents journal)
      : options_(std::move(options)),
        engine_(without_limits(options_.engine), std::move(journal), 0, Runtime::now()),
        clients_(loop_, options_.http, options_.keys),
        runtime_(loop_, engine_, journal_,
                 {.api = [this](const std::string& account) -> api::ClustersApi& { return api_of(account); },
                  .published = [this](const Effects& effects) { published(effects); },
                  .journal_failed = {},
                  .reached = {}},
                 options_.timeout),
        done_(loop_) {}

  Plan run(std::shared_ptr<const manifests::Snapshot> snapshot) {
    Plan plan;
    done_.expires_after(options_.timeout);
    done_.async_wait([&](boost::system::error_code) {
      plan = result();
      asio::co_spawn(loop_, runtime_.stop(milliseconds(0)),
                     [this](const std::exception_ptr&, bool) { loop_.stop(); });
    });
    runtime_.desire(std::move(snapshot));
    loop_.run();
    return plan;
  }

 private:
  api::ClustersApi& api_of(const std::string& account) {
    auto& api = apis_[account];
    if (!api) {
      api = std::make_unique<ReadOnlyApi>(loop_, clients_.client_for(account), [this] {
        ++held_;
        finish_if_done();
      });
    }
    return *api;
  }

  void published(const Effects& effects) {
    for (const Call& call : effects.calls) {
      if (is_mutating(call.verb)) calls_.insert_or_assign(call.key, call);
    }
    for (const Event& event : effects.batch.events) {
      if (event.reason == Reason::Adopting) adopted_.insert(event.key);
      if (event.reason == Reason::Released) released_.insert(event.key);
    }
    all_known_ = all_known(effects);
    // A removed manifest is acted on after a sweep that began later: the first one may have begun too early.
    if (all_known_ && engine_.removal_pending() && !std::exchange(swept_again_, true)) {
      all_known_ = false;
      asio::post(loop_, [this] { runtime_.reconcile_now(std::nullopt); });
    }
    finish_if_done();
  }

  void finish_if_done() {
    if (all_known_ && held_ == calls_.size()) done_.cancel();
  }

  /// True if no read is under way or due, and no failed read will be retried.
  [[nodiscard]] bool all_known(const Effects& effects) const {
    const Now now = Runtime::now();
    const std::vector<AccountView> accounts = engine_.accounts(now);
    if (std::any_of(accounts.begin(), accounts.end(), refuses)) return true;
    if (!engine_.observed_once() || (effects.wake && *effects.wake <= now.steady)) return false;
    std::size_t waiting = 0;
    for (const std::size_t depth : engine_.stats(now).queue_depth) waiting += depth;
    std::size_t in_flight = 0;
    for (const AccountView& account : accounts) {
      if (!account.gate_open) return false;
      in_flight += account.calls_in_flight;
    }
    if (waiting > 0 || in_flight > calls_.size()) return false;
    bool failing = false;
    engine_.each_cluster(now, [&](const ClusterView& cluster) {
      failing = failing || (cluster.failures > 0 && cluster.next_try);
    });
    return !failing;
  }

  /// What is declared of each cluster, and by which policy.
  using Declared = std::map<ClusterKey, const manifests::Manifest*>;

  [[nodiscard]] Planned planned_for(const ClusterView& view, const Declared& declared) const {
    PlanningFacts facts;
    if (const auto call = calls_.find(view.key); call != calls_.end()) {
      facts.change = call->second.verb;
      facts.change_reason = call->second.reason;
    }
    facts.adopted = adopted_.contains(view.key);
    facts.undeclared_drift = view.generation <= 1;
    if (const auto manifest = declared.find(view.key); manifest != declared.end())
      facts.drift = manifest->second->policy.drift;
    return planned(view, facts);
  }

  [[nodiscard]] std::vector<api::FieldDifference> changes_of(const PlannedCluster& cluster,
                                                             const Declared& declared) const {
    switch (cluster.action) {
      case PlannedAction::Create: {
        const auto manifest = declared.find(cluster.view.key);
        if (manifest == declared.end()) return {};
        return fields_of(*manifest->second->spec);
      }
      case PlannedAction::Update:
      case PlannedAction::Refused:
      case PlannedAction::HeldByPolicy:
      case PlannedAction::Braked: return cluster.view.drift;
      case PlannedAction::Delete:
      case PlannedAction::Recreate:
      case PlannedAction::Adopt:
      case PlannedAction::Release:
      case PlannedAction::Suspended:
      case PlannedAction::Waiting:
      case PlannedAction::Unchanged:
      case PlannedAction::Unknown: break;
    }
    return {};
  }

  [[nodiscard]] Plan result() const {
    const Now now = Runtime::now();
    Plan plan;
    Declared declared;
    engine_.each_basis([&](const Engine::Basis& basis) {
      if (basis.manifest != nullptr) declared.emplace(basis.key, basis.manifest);
    });
    engine_.each_cluster(now, [&](const ClusterView& view) {
      Planned next = planned_for(view, declared);
      PlannedCluster cluster{view, next.action, std::move(next.when), {}};
      cluster.changes = changes_of(cluster, declared);
      plan.clusters.push_back(std::move(cluster));
    });
    for (const ClusterKey& key : released_) {
      PlannedCluster cluster;
      cluster.view.key = key;
      cluster.view.name = key.cluster_id;
      cluster.view.reason = Reason::Released;
      cluster.view.message = std::string(catalogue_entry(Reason::Released).meaning);
      cluster.action = PlannedAction::Release;
      plan.clusters.push_back(std::move(cluster));
    }
    std::sort(plan.clusters.begin(), plan.clusters.end(),
              [](const auto& a, const auto& b) { return a.view.key < b.view.key; });
    plan.accounts = engine_.accounts(now);
    if (const auto snapshot = engine_.snapshot()) {
      plan.diagnostics = snapshot->diagnostics;
      plan.revision = snapshot->revision;
      plan.removal_hold = snapshot->removal_hold;
    }
    plan.hash = plan_hash(engine_);
    return plan;
  }

  PlannerOptions options_;
  asio::io_context loop_{1};
  MemoryJournal journal_;
  Engine engine_;
  ApiClients clients_;
  std::map<std::string, std::unique_ptr<ReadOnlyApi>> apis_;
  std::map<ClusterKey, Call> calls_;  ///< What would have been sent.
  std::set<ClusterKey> adopted_;
  std::set<ClusterKey> released_;
  /// How many of `calls_` have reached the read-only API, so would be on the wire now.
  std::size_t held_ = 0;
  bool all_known_ = false;
  bool swept_again_ = false;
  Runtime runtime_;
  asio::steady_timer done_;
};

}  // namespace

Plan make_plan(PlannerOptions options, JournalContents journal,
               std::shared_ptr<const manifests::Snapshot> snapshot) {
  return Planner(std::move(options), std::move(journal)).run(std::move(snapshot));
}

}  // namespace fwop::controller
