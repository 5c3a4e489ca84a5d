#include "simulation.hpp"

#include <iostream>
#include <sstream>

namespace fwop::simulation {
namespace {

constexpr std::uint64_t kMaxSteps = 400'000;
constexpr Duration kVerdictEvery = std::chrono::seconds(30);
constexpr auto kConverge = std::chrono::hours(14);
constexpr auto kQuiet = std::chrono::hours(1);

SimApi::Nature nature_of(const Plan& plan) {
  controller::Random random(plan.seed ^ 0x5bd1e995);
  SimApi::Nature nature;
  nature.provisioning = Duration(random.below(4) == 0 ? 0 : random.below(1'200'000));
  nature.deleting = Duration(random.below(120'000));
  nature.normalises = plan.of(Hazard::Normalise) > 0;
  nature.refuses_delete_while_creating = plan.of(Hazard::RefuseDelete) > 0;
  nature.page_size = random.below(2) == 0 ? 200 : 3;
  return nature;
}

}  // namespace

Simulation::Simulation(Plan plan, bool trace)
    : plan_(std::move(plan)),
      trace_(trace),
      random_(plan_.seed),
      commands_(plan_.seed ^ 0x2545f491),
      api_(nature_of(plan_)),
      watch_(options_) {
  start_ = Instant(std::chrono::hours(1000));
  clock_ = start_;
  wall_start_ = api::WallTime(std::chrono::hours(24 * 365 * 56));
}

void Simulation::log(const std::string& text) const {
  if (!trace_) return;
  const auto ms = std::chrono::duration_cast<Duration>(clock_ - start_).count();
  std::cout << "  " << ms / 1000 << "." << (ms % 1000 + 1000) % 1000 << "s  " << text << '\n';
}

void Simulation::at(Instant when, std::function<void()> what) {
  steps_.push(Step{std::max(when, clock_), order_++, std::move(what)});
}

void Simulation::at_if_alive(Instant when, std::function<void()> what) {
  at(when, [this, life = life_, what = std::move(what)] {
    if (life == life_) what();
  });
}

void Simulation::start_engine() {
  controller::JournalContents contents;
  for (const auto& [key, record] : durable_) contents.records.push_back(record);
  contents.brake_marks = durable_marks_;
  contents.ready_samples = durable_samples_;
  watch_.restarted(durable_, now());
  engine_ = std::make_unique<controller::Engine>(options_, std::move(contents), random_.next(), now());
  after_input();
  tell_manifests();
}

void Simulation::crash() {
  log("CRASH");
  ++life_;
  engine_.reset();
  lose_unwritten();
  at(clock_ + between(Duration(100), std::chrono::seconds(20)), [this, life = life_] {
    if (life == life_) start_engine();
  });
}

void Simulation::recall(controller::CallId id) {
  const auto found = std::find_if(after_write_.begin(), after_write_.end(),
                                  [id](const Call& call) { return call.id == id; });
  if (found == after_write_.end()) return;
  const Call call = *found;
  after_write_.erase(found);
  log("recalled " + std::string(api::verb_name(call.verb)) + " " + call.key.cluster_id);
  answer(call, controller::NotSent{.message = "recalled", .recalled = true}, clock_);
}

void Simulation::after_input(bool at_once) {
  watch_.saw(now());
  controller::Effects effects = engine_->take_effects(now());
  for (const controller::Event& event : effects.batch.events) {
    log("event " + event.key.cluster_id + " " + std::string(to_string(event.reason)) + ": " + event.message);
  }
  for (const api::ClusterKey& key : effects.dropped) watch_.forgot(key);
  const bool urgent =
      at_once || std::any_of(effects.calls.begin(), effects.calls.end(),
                             [](const Call& call) { return controller::is_mutating(call.verb); });
  to_write_.add(std::move(effects.batch), urgent);
  for (Call& call : effects.calls) {
    if (controller::is_mutating(call.verb)) {
      watch_.decided(call);
      suspend_at_the_worst_moment(call);
      after_write_.push_back(std::move(call));
    } else {
      send(call);
    }
  }
  for (const controller::CallId id : effects.recalled) recall(id);
  write_soon();
  if (effects.wake) {
    const std::uint64_t wake = ++wake_;
    at_if_alive(*effects.wake, [this, wake] {
      if (wake != wake_) return;
      engine_->tick(now());
      after_input();
    });
  } else {
    ++wake_;
  }
}

void Simulation::answer(const Call& call, Outcome outcome, Instant asked) {
  if (trace_) {
    std::ostringstream text;
    text << "  <- " << api::verb_name(call.verb) << " " << call.key.cluster_id << " ";
    if (const auto* error = std::get_if<api::Error>(&outcome))
      text << api::to_string(*error);
    else if (const auto* cluster = std::get_if<api::Cluster>(&outcome))
      text << cluster->state_text << " " << cluster->spec.display_name;
    else if (const auto* page = std::get_if<api::ClusterPage>(&outcome))
      text << page->clusters.size() << " listed";
    else
      text << "ok";
    log(text.str());
  }
  watch_.answered(call, outcome, asked, now());
  engine_->complete(call.id, std::move(outcome), now());
  after_input();
}

RunResult Simulation::run() {
  for (int i = 0; i < plan_.clusters; ++i) {
    const api::ClusterKey key = any_key();
    declared_[key] = make_manifest(key);
  }
  start_engine();
  const Instant trouble_ends = start_ + std::chrono::hours(plan_.hours_of_trouble);
  const std::function<void()> meddling = [this, &meddling, trouble_ends] {
    if (clock_ >= trouble_ends) return end_trouble();
    meddle();
    at(clock_ + between(std::chrono::seconds(20), std::chrono::seconds(100)), meddling);
  };
  at(clock_ + std::chrono::seconds(1), meddling);
  const std::function<void()> looking = [this, &looking] {
    if (engine_) watch_.verdicts(engine_->clusters(now()), api_, now());
    at(clock_ + kVerdictEvery, looking);
  };
  at(clock_, looking);

  const Instant converged_by = trouble_ends + kConverge;
  const Instant end = converged_by + kQuiet;
  bool convergence_checked = false;
  while (!watch_.violation() && clock_ < end) {
    if (!convergence_checked && steps_.top().at > converged_by) {
      convergence_checked = true;
      check_convergence();
      calls_not_list_ = calls_list_ = 0;
      continue;
    }
    Step step = steps_.top();
    steps_.pop();
    clock_ = step.at;
    ++count_;
    step.what();
    if (count_ > kMaxSteps)
      watch_.violate("the world does not come to rest: " + std::to_string(count_) + " steps");
  }
  if (!watch_.violation()) check_only_sweeps();
  return {count_, watch_.violation()};
}

}  // namespace fwop::simulation
