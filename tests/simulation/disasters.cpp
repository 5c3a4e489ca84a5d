#include "simulation.hpp"

// What happens to clusters by other hands than ours, to servers, and to the machine that the operator runs
// on.

namespace fwop::simulation {

void Simulation::rival(const api::ClusterKey& key, Instant when) {
  const auto meant = files_.meant();
  const auto found = meant.find(key);
  const bool same = found != meant.end() && random_.below(2) == 0;
  const auto spec = same ? found->second->spec : make_manifest(key)->spec;
  at(when, [this, key, spec] {
    log("RIVAL creates " + named(key));
    api_.foreign_create(key, *spec, now());
    watch_.pace.disturbed(key);
  });
}

void Simulation::meddle_with_clusters() {
  const api::ClusterKey key = any_key();
  const auto meant = files_.meant();
  const auto found = meant.find(key);
  const auto by_others = [&](Hazard hazard) {
    if (!strikes(hazard)) return false;
    log(std::string(to_string(hazard)) + " " + named(key));
    watch_.pace.disturbed(key);
    return true;
  };
  if (by_others(Hazard::FailCluster)) api_.fail(key, "the role cannot be assumed", now());
  if (by_others(Hazard::SlowCreate)) api_.slow_down(key, clock_ + std::chrono::hours(2), now());
  if (by_others(Hazard::ForeignDelete)) api_.foreign_delete(key, now());
  if (by_others(Hazard::ForeignEdit)) api_.foreign_edit(key, "edited by hand", now());
  if (by_others(Hazard::ForeignCreate)) {
    const bool same = found != meant.end() && random_.below(2) == 0;
    api_.foreign_create(key, same ? *found->second->spec : *make_manifest(key)->spec, now());
  }
  if (by_others(Hazard::ForeignReplace)) {
    const bool same = found != meant.end() && random_.below(2) == 0;
    api_.foreign_delete(key, now());
    api_.foreign_create(key, same ? *found->second->spec : *make_manifest(key)->spec, now());
  }
}

void Simulation::curse() {
  const api::ClusterKey key = any_key();
  constexpr std::array kVerbs = {api::Verb::Create, api::Verb::Update, api::Verb::Delete};
  const api::Verb verb = kVerbs[random_.below(kVerbs.size())];
  if (curses_.contains({key, verb})) return;
  api::Error error;
  error.message = "this one never works";
  switch (random_.below(plan_.calm ? 3 : 5)) {
    case 0:
      error.kind = api::ErrorKind::Unavailable;
      error.http_status = 500;
      break;
    case 1:
      error.kind = api::ErrorKind::PermissionDenied;
      error.http_status = 403;
      break;
    case 2:
      error.kind = api::ErrorKind::NotFound;
      error.http_status = 404;
      break;
    case 3:
      error.kind = api::ErrorKind::Throttled;
      error.http_status = 429;
      break;
    default:
      error.kind = api::ErrorKind::Unauthenticated;
      error.http_status = 401;
      break;
  }
  log("CURSED " + std::string(api::verb_name(verb)) + " " + named(key) + ": " + api::to_string(error));
  curses_[{key, verb}] = error;
  watch_.pace.cursed(key, verb);
  at(clock_ + between(std::chrono::minutes(10), std::chrono::minutes(60)),
     [this, key, verb] { lift(key, verb); });
}

void Simulation::lift(const api::ClusterKey& key, api::Verb verb) {
  const auto curse = curses_.extract({key, verb});
  if (curse.empty()) return;
  log("LIFTED " + std::string(api::verb_name(verb)) + " " + named(key));
  const bool for_good = curse.mapped().kind == api::ErrorKind::PermissionDenied;
  watch_.pace.lifted(key, verb, for_good, watch_.wishes, api_, now());
}

void Simulation::meddle_with_servers() {
  const auto for_a_while = [&](Hazard hazard, std::optional<Instant>& until, Duration longest) {
    if (!strikes(hazard)) return;
    log(std::string(to_string(hazard)));
    until = clock_ + between(std::chrono::seconds(10), longest);
  };
  constexpr Duration kUsual = std::chrono::minutes(15);
  for_a_while(Hazard::KeyExpiry, key_expired_until_, kUsual);
  for_a_while(Hazard::AccountMissing, account_missing_until_, kUsual);
  for_a_while(Hazard::ApiDown, api_down_until_, std::chrono::hours(2));
  for_a_while(Hazard::PageFails, page_fails_until_, std::chrono::minutes(30));
  for_a_while(Hazard::Quota, quota_until_, std::chrono::minutes(30));
  for_a_while(Hazard::UnknownState, odd_state_until_, kUsual);
  for_a_while(Hazard::ListLag, list_lags_until_, kUsual);
  if (strikes(Hazard::Cursed)) curse();
}

void Simulation::meddle_with_operator() {
  if (strikes(Hazard::JournalFailure))
    journal_failing_until_ = clock_ + between(std::chrono::seconds(10), std::chrono::minutes(15));
  if (strikes(Hazard::ClockStep))
    wall_offset_ += std::chrono::seconds(static_cast<int>(random_.below(240)) - 120);
  if (engine_ && strikes(Hazard::Crash)) {
    // Torn at any point: the crash comes somewhere within what is under way.
    at(clock_ + between(Duration(0), Duration(1500)), [this, life = life_] {
      if (life == life_ && engine_) crash();
    });
  }
}

}  // namespace fwop::simulation
