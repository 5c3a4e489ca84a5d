#include "simulation.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace fwop::simulation {
namespace {

constexpr std::uint64_t kMaxSteps = 400'000;
constexpr std::uint64_t kMaxStepsOfFleet = 4'000'000;
constexpr Duration kVerdictEvery = std::chrono::seconds(30);
constexpr Duration kVerdictOfFleetEvery = std::chrono::minutes(4);
constexpr auto kConverge = std::chrono::hours(14);
constexpr auto kConvergeFleet = std::chrono::hours(3);
constexpr auto kQuiet = std::chrono::hours(1);
constexpr Instant kStart{std::chrono::hours(1000)};
constexpr WallTime kWallStart{std::chrono::hours(24 * 365 * 56)};

SimApi::Nature nature_of(const Plan& plan) {
  Random random(plan.seed ^ 0x5bd1e995);
  SimApi::Nature nature;
  nature.provisioning = Duration(random.below(4) == 0 ? 0 : random.below(1'200'000));
  nature.deleting = Duration(random.below(120'000));
  nature.normalises = plan.has(Hazard::Normalise);
  nature.refuses_delete_while_creating = plan.has(Hazard::RefuseDelete);
  nature.overwrites = plan.has(Hazard::Overwrite);
  nature.rewords_times = plan.has(Hazard::Reword);
  nature.says_date = !plan.has(Hazard::NoDate);
  nature.page_size = random.below(2) == 0 || plan.is_fleet() ? 200 : 3;
  const auto lag = random.below(5000);
  if (plan.has(Hazard::ReadLag)) nature.read_lag = Duration(lag);
  nature.epoch = kStart;
  nature.wall = kWallStart;
  constexpr std::uint64_t kDay = 24 * 3600;
  const auto off = std::chrono::seconds(random.below(2 * kDay)) - std::chrono::seconds(kDay);
  const double drift = 0.002 * (random.unit() - 0.5);
  if (plan.has(Hazard::ServerClock)) {
    nature.wall += off;
    nature.drift = drift;
  }
  return nature;
}

controller::EngineOptions options_of(const Plan& plan) {
  controller::EngineOptions options;
  options.deletion_grace = plan.deletion_grace;
  // Pace is measured with the brake open.
  if (plan.calm) options.max_delete_percent = 10'000;
  return options;
}

Watch::Settings settings_of(const Plan& plan) {
  Watch::Settings settings;
  settings.options = options_of(plan);
  // Without any grace, a sweep that begins later is enough.
  if (plan.deletion_grace > Duration(0))
    settings.removal_takes = std::max(plan.deletion_grace, settings.options.sweep_settled);
  settings.calm = plan.calm;
  if (plan.has(Hazard::Reword)) settings.same_moment = std::chrono::seconds(1);
  settings.overwrites = plan.has(Hazard::Overwrite);
  return settings;
}

}  // namespace

Simulation::Simulation(Plan plan, bool trace)
    : plan_(std::move(plan)),
      trace_(trace),
      settings_(settings_of(plan_)),
      random_(plan_.seed),
      commands_(plan_.seed ^ 0x2545f491),
      approvals_(plan_.seed ^ 0x846ca68b),
      api_(nature_of(plan_), plan_.seed ^ 0x1b873593),
      watch_(settings_),
      start_(kStart),
      clock_(kStart),
      wall_start_(kWallStart) {}

void Simulation::log(const std::string& text) const {
  if (!trace_) return;
  const auto ms = std::chrono::duration_cast<Duration>(clock_ - start_).count();
  std::cout << "  " << ms / 1000 << "." << (ms % 1000 + 1000) % 1000 << "s  " << text << '\n';
}

std::string Simulation::named(const api::ClusterKey& key) const {
  return plan_.accounts > 1 ? key.account_id + "/" + key.cluster_id : key.cluster_id;
}

std::string Simulation::named(const Call& call) const {
  return std::string(api::verb_name(call.verb)) + " " +
         (call.verb == api::Verb::List ? call.key.account_id : named(call.key));
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
  builder_ = std::make_unique<manifests::SnapshotBuilder>(manifests::SnapshotBuilder::Options{});
  engine_ =
      std::make_unique<controller::Engine>(settings_.options, std::move(contents), random_.next(), now());
  after_input();
  tell_of_plan();
  read_files();
}

void Simulation::crash() {
  log("CRASH");
  ++life_;
  engine_.reset();
  lose_unwritten();
  // Who comes after us cannot ask what became of a create that was out.
  for (const auto& [key, record] : durable_) {
    const bool open = record.intent && record.intent->verb == api::Verb::Create && !record.intent->ended;
    if (open && strikes(Hazard::Rival)) rival(key, clock_ + between(Duration(0), std::chrono::minutes(10)));
  }
  at(clock_ + between(Duration(100), std::chrono::seconds(20)), [this, life = life_] {
    if (life == life_) start_engine();
  });
}

void Simulation::recall(controller::CallId id) {
  for (std::vector<Call>* calls : {&after_write_, &committing_}) {
    const auto found =
        std::find_if(calls->begin(), calls->end(), [id](const Call& call) { return call.id == id; });
    if (found == calls->end()) continue;
    const Call call = *found;
    calls->erase(found);
    log("recalled " + named(call));
    return answer(
        call,
        {controller::NotSent{.message = "recalled", .cause = controller::NotSent::Cause::Recalled}, {}, {}},
        clock_);
  }
}

void Simulation::after_input(bool at_once) {
  watch_.wishes.saw(now());
  controller::Effects effects = engine_->take_effects(now());
  for (const controller::Event& event : effects.batch.events) {
    log("event " + named(event.key) + " " + std::string(to_string(event.reason)) + ": " + event.message);
  }
  for (const api::ClusterKey& key : effects.dropped) watch_.forgot(key);
  const bool urgent = at_once || std::any_of(effects.calls.begin(), effects.calls.end(),
                                             [](const Call& call) { return api::is_mutating(call.verb); });
  to_write_.add(std::move(effects.batch), urgent);
  for (Call& call : effects.calls) {
    if (api::is_mutating(call.verb)) {
      watch_.decided(call, now());
      suspend_at_the_worst_moment(call);
      withdraw_plan_at_the_worst_moment();
      if (call.verb == api::Verb::Create && strikes(Hazard::Rival))
        rival(call.key, clock_ + between(Duration(0), std::chrono::seconds(1)));
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

void Simulation::answer(const Call& call, Answer answer, Instant asked) {
  if (trace_) {
    std::ostringstream text;
    text << "  <- " << named(call) << " ";
    if (const auto* error = std::get_if<api::Error>(&answer.outcome))
      text << api::to_string(*error);
    else if (const auto* cluster = std::get_if<api::Cluster>(&answer.outcome))
      text << cluster->state_text << " " << cluster->spec.display_name << " life " << answer.lives.front();
    else if (const auto* page = std::get_if<api::ClusterPage>(&answer.outcome)) {
      text << page->clusters.size() << " listed";
      for (const api::Cluster& listed : page->clusters)
        text << ' ' << listed.name.substr(listed.name.rfind('/') + 1);
    } else {
      text << (std::holds_alternative<controller::NotSent>(answer.outcome) ? "never left" : "ok");
    }
    log(text.str());
  }
  watch_.answered(call, answer, asked, now());
  engine_->complete(call.id, std::move(answer.outcome), now());
  after_input();
}

RunResult Simulation::run() {
  for (int i = 0; i < plan_.clusters; ++i) files_.put(make_manifest(any_key()), random_);
  const std::size_t clusters = files_.meant().size();
  start_engine();
  const Instant trouble_ends = start_ + std::chrono::hours(plan_.hours_of_trouble);
  const std::function<void()> meddling = [this, &meddling, trouble_ends] {
    if (clock_ >= trouble_ends) return end_trouble();
    meddle();
    at(clock_ + between(std::chrono::seconds(20), std::chrono::seconds(100)), meddling);
  };
  at(clock_ + std::chrono::seconds(1), meddling);
  const Duration every = plan_.is_fleet() ? kVerdictOfFleetEvery : kVerdictEvery;
  const std::function<void()> looking = [this, &looking, every] {
    if (engine_) watch_.published(engine_->clusters(now()), api_, now());
    at(clock_ + every, looking);
  };
  at(clock_, looking);

  const Instant converged_by = trouble_ends + (plan_.is_fleet() ? kConvergeFleet : kConverge);
  const Instant end = converged_by + kQuiet;
  const std::uint64_t most = plan_.is_fleet() ? kMaxStepsOfFleet : kMaxSteps;
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
    if (count_ > most)
      watch_.violate("the world does not come to rest: " + std::to_string(count_) + " steps");
  }
  if (!watch_.violation()) check_only_sweeps();
  return {count_, clusters, watch_.pace.figures(), watch_.violation()};
}

}  // namespace fwop::simulation
