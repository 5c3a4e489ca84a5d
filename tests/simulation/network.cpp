#include "simulation.hpp"

namespace fwop::simulation {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(30);
constexpr std::size_t kFirstFailingPage = 2;

api::Error error(api::ErrorKind kind, int status, std::string message) {
  api::Error made;
  made.kind = kind;
  made.http_status = status;
  made.message = std::move(message);
  return made;
}

}  // namespace

Duration Simulation::between(Duration from, Duration to) {
  return from + Duration(random_.below(static_cast<std::uint64_t>((to - from).count()) + 1));
}

std::optional<Outcome> Simulation::refused_at_the_door(const Call& call) {
  if (strikes(Hazard::ProxyNotFound))
    return error(api::ErrorKind::NotFound, 404, "<html>404 Not Found</html>");
  auto refusal = [&]() -> std::optional<api::Error> {
    if (lasts(key_expired_until_)) return error(api::ErrorKind::Unauthenticated, 401, "the key has expired");
    if (lasts(account_missing_until_)) {
      return error(api::ErrorKind::NotFound, 404,
                   call.verb == api::Verb::List ? "no such account" : "not found");
    }
    if (lasts(api_down_until_)) return error(api::ErrorKind::Unavailable, 500, "internal");
    if (const auto curse = curses_.find({call.key, call.verb}); curse != curses_.end()) return curse->second;
    if (strikes(Hazard::Throttle)) {
      api::Error slow = error(api::ErrorKind::Throttled, 429, "slow down");
      if (random_.below(2) == 0)
        slow.retry_after = between(std::chrono::seconds(1), std::chrono::seconds(60));
      return slow;
    }
    if (strikes(Hazard::ServerError)) return error(api::ErrorKind::Unavailable, 503, "unavailable");
    if (strikes(Hazard::Forbidden)) return error(api::ErrorKind::PermissionDenied, 403, "you may not");
    if (call.verb == api::Verb::Create && lasts(quota_until_)) {
      api::Error full = plan_.seed % 2 == 0 ? error(api::ErrorKind::Throttled, 429, "quota exceeded")
                                            : error(api::ErrorKind::PermissionDenied, 403, "quota exceeded");
      full.code = api::RpcCode::ResourceExhausted;
      return full;
    }
    if (call.verb == api::Verb::List && lasts(page_fails_until_) &&
        api_.page_number(call, now()) >= kFirstFailingPage) {
      watch_.pace.walk_failed(call.key.account_id, now());
      return error(api::ErrorKind::Unavailable, 500, "internal");
    }
    if (call.verb == api::Verb::Get && strikes(Hazard::StrayNotFound)) {
      api::Error stray = error(api::ErrorKind::NotFound, 404, "cluster not found");
      stray.code = api::RpcCode::NotFound;
      return stray;
    }
    return std::nullopt;
  }();
  if (!refusal) return std::nullopt;
  refusal->date = api_.date(now());
  return *refusal;
}

Answer Simulation::handled(const Call& call) {
  if (auto refusal = refused_at_the_door(call)) return {*refusal, {}, {}};
  return carried_out(call);
}

Answer Simulation::carried_out(const Call& call) {
  const Duration lag = lasts(list_lags_until_) ? Duration(5000) : Duration(0);
  Answer answer = api_.handle(call, lag, now());
  if (call.verb == api::Verb::Create && std::holds_alternative<api::Cluster>(answer.outcome))
    watch_.ledger.made(call.key, answer.lives.front(), answer.born.front());
  return answer;
}

void Simulation::lose(const Call& call, Instant asked, const char* why) {
  at_if_alive(clock_ + kTimeout, [this, call, asked, why] {
    answer(call, {error(api::ErrorKind::Lost, 0, why), {}, {}}, asked);
  });
}

void Simulation::send(const Call& call) {
  if (call.verb == api::Verb::List)
    ++calls_list_;
  else
    ++calls_not_list_;
  log("-> " + named(call) + " (" + std::string(to_string(call.reason)) + ")");
  watch_.leaves(call, durable_, api_, now());
  if (api::is_mutating(call.verb) && lasts(plan_withdrawn_until_))
    watch_.violate(named(call) + " leaves although its plan is not approved any more");
  const Instant asked = clock_;
  const Instant timeout = clock_ + kTimeout;
  if (strikes(Hazard::LostRequest)) return lose(call, asked, "timed out; the request was lost");
  if (strikes(Hazard::LateRequest)) {
    // Not at_if_alive: what is on the wire arrives, whoever sent it.
    at(timeout + between(std::chrono::seconds(1), std::chrono::seconds(60)), [this, call] {
      log("  (late) " + named(call));
      handled(call);
    });
    return lose(call, asked, "timed out; the request is late");
  }
  const Instant arrives = clock_ + between(Duration(1), Duration(200));
  const Duration back = between(Duration(1), Duration(300));
  const bool twice = strikes(Hazard::DuplicateRequest);
  const bool lost = strikes(Hazard::LostAnswer);
  const bool garbage = strikes(Hazard::GarbageAnswer);
  const bool broken = strikes(Hazard::ErrorAfterEffect);
  at(arrives, [this, call, asked, timeout, back, twice, lost, garbage, broken, life = life_] {
    const auto refusal = refused_at_the_door(call);
    Answer came = refusal ? Answer{*refusal, {}, {}} : carried_out(call);
    // Who sends a request again on its way has had no answer to it; a refusal is passed on.
    if (twice && !refusal) {
      at(clock_ + between(Duration(1), std::chrono::seconds(20)), [this, call] {
        log("  (again) " + named(call));
        handled(call);
      });
    }
    if (auto* cluster = std::get_if<api::Cluster>(&came.outcome); cluster && lasts(odd_state_until_)) {
      cluster->state = api::ClusterState::Unrecognized;
      cluster->state_text = "UPDATING";
    }
    Instant when = clock_ + back;
    if (lost) {
      came.outcome = error(api::ErrorKind::Lost, 0, "no answer");
      if (random_.below(2) == 0) when = timeout;
    } else if (garbage) {
      came.outcome = error(api::ErrorKind::Lost, 200, "the body is not JSON");
    } else if (broken) {
      came.outcome = error(api::ErrorKind::Unavailable, 500, "internal");
    }
    at(when, [this, call, asked, came = std::move(came), life]() mutable {
      if (life == life_) answer(call, std::move(came), asked);
    });
  });
}

}  // namespace fwop::simulation
