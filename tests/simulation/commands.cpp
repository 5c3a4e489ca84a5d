#include "simulation.hpp"

// People who give a running operator commands. They are told when what came of it is durable, and rely on it
// from then on.

namespace fwop::simulation {
namespace {

// So much more often than a person would hit that moment.
constexpr double kWorstMoment = 0.3;

}  // namespace

bool Simulation::tell(const api::ClusterKey& key, const controller::Command& command,
                      std::function<void()> acknowledged) {
  const controller::CommandResult result = engine_->execute(key, command, now());
  log("TOLD " + named(key) + ": " + (result.done ? "" : "(refused) ") + result.message);
  if (result.done) {
    watch_.pace.disturbed(key);
    if (std::holds_alternative<controller::ImportCommand>(command)) watch_.ledger.imported(key);
    if (std::holds_alternative<controller::AbandonCommand>(command)) watch_.let_go(key);
    // What a later command replaced is promised no more.
    after_commit_.push_back([this, key, turn = ++told_[key], acknowledged = std::move(acknowledged)] {
      if (told_[key] == turn) acknowledged();
    });
  }
  after_input(result.done);
  return result.done;
}

void Simulation::suspend(const api::ClusterKey& key) {
  std::optional<WallTime> until;
  constexpr std::uint64_t kLongest = 1800;
  if (commands_.below(3) != 0)
    until = now().wall + std::chrono::seconds(10 + static_cast<int>(commands_.below(kLongest)));
  // What an earlier one promised holds until this one is told.
  watch_.wishes.resumed(key);
  tell(key, controller::SuspendCommand{{.reason = "maintenance", .owner = "ops", .until = until}},
       [this, key, until] { watch_.wishes.suspended(key, until); });
}

void Simulation::suspend_at_the_worst_moment(const Call& call) {
  if (!trouble_ || plan_.of(Hazard::SuspendByCommand) == 0 || commands_.unit() >= kWorstMoment) return;
  at_if_alive(clock_, [this, key = call.key] { suspend(key); });
}

void Simulation::meddle_by_command() {
  if (!engine_) return;
  const auto strikes_here = [this](Hazard hazard) { return commands_.unit() < plan_.of(hazard); };
  const auto any = [this]() -> std::optional<controller::ClusterView> {
    const auto views = engine_->clusters(now());
    if (views.empty()) return std::nullopt;
    return views[commands_.below(views.size())];
  };
  if (strikes_here(Hazard::SuspendByCommand)) {
    if (const auto view = any()) suspend(view->key);
    const auto view = any();
    if (view && !view->suspensions.empty()) {
      watch_.wishes.resumed(view->key);
      tell(view->key, controller::ResumeCommand{"ops"}, [] {});
    }
  }
  if (strikes_here(Hazard::Abandon)) {
    if (const auto view = any()) {
      const api::ClusterKey key = view->key;
      if (!tell(key, controller::AbandonCommand{"ops"}, [this, key] { watch_.abandoned(key); })) return;
      // With what is forgotten goes its suspension.
      const auto after = engine_->cluster(key, now());
      if (!after || after->suspensions.empty()) watch_.wishes.resumed(key);
    }
  }
  if (strikes_here(Hazard::Import)) {
    if (const auto view = any()) tell(view->key, controller::ImportCommand{"ops"}, [] {});
  }
  if (strikes_here(Hazard::Release)) release_one();
  const bool withdrawn =
      plan_.of(Hazard::PlanWithdrawn) > 0 && approvals_.unit() < plan_.of(Hazard::PlanWithdrawn);
  constexpr std::uint64_t kLongestSeconds = 900;
  if (withdrawn) withdraw_plan(std::chrono::seconds(approvals_.below(kLongestSeconds)));
}

void Simulation::release_one() {
  const auto held = engine_->held(now());
  if (held.empty()) return;
  const api::ClusterKey key = held[commands_.below(held.size())].key;
  log("RELEASED " + named(key));
  engine_->release_brake({.key = key, .who = "ops"}, now());
  watch_.wishes.released(key);
  watch_.brake.released(key);
  watch_.pace.disturbed(key);
  after_input();
}

void Simulation::withdraw_plan(Duration time) {
  log("PLAN WITHDRAWN");
  plan_withdrawn_until_ = clock_ + time;
  tell_of_plan();
  at(*plan_withdrawn_until_, [this] { tell_of_plan(); });
}

void Simulation::withdraw_plan_at_the_worst_moment() {
  if (!trouble_ || plan_.of(Hazard::PlanWithdrawn) == 0 || approvals_.unit() >= kWorstMoment) return;
  // The commit that its intent goes with may be under way by then, or be over.
  const Duration moment(static_cast<Duration::rep>(approvals_.below(25)));
  at_if_alive(clock_ + moment, [this] { withdraw_plan(std::chrono::seconds(30)); });
}

void Simulation::tell_of_plan() {
  if (!engine_ || plan_.of(Hazard::PlanWithdrawn) == 0) return;
  if (lasts(plan_withdrawn_until_))
    engine_->hold(controller::HoldKind::PlanNotApproved, "its plan is not approved any more", now());
  else
    engine_->release(controller::HoldKind::PlanNotApproved, now());
  after_input();
}

void Simulation::resume_all() {
  if (!engine_) return;
  for (const auto& view : engine_->clusters(now())) {
    const bool by_command = !view.suspensions.empty() && view.suspensions.front().by_command;
    if (!by_command) continue;
    watch_.wishes.resumed(view.key);
    tell(view.key, controller::ResumeCommand{"ops"}, [] {});
  }
}

}  // namespace fwop::simulation
