#include "simulation.hpp"

namespace fwop::simulation {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(30);

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
  if (key_expired_until_ && clock_ < *key_expired_until_) {
    return error(api::ErrorKind::Unauthenticated, 401, "the key has expired");
  }
  if (account_missing_until_ && clock_ < *account_missing_until_) {
    return error(api::ErrorKind::NotFound, 404,
                 call.verb == api::Verb::List ? "no such account" : "not found");
  }
  if (strikes(Hazard::Throttle)) {
    api::Error slow = error(api::ErrorKind::Throttled, 429, "slow down");
    if (random_.below(2) == 0) slow.retry_after = between(std::chrono::seconds(1), std::chrono::seconds(60));
    return slow;
  }
  if (strikes(Hazard::ServerError)) return error(api::ErrorKind::Unavailable, 503, "unavailable");
  if (strikes(Hazard::Forbidden)) return error(api::ErrorKind::PermissionDenied, 403, "you may not");
  return std::nullopt;
}

void Simulation::send(const Call& call) {
  if (call.verb == api::Verb::List)
    ++calls_list_;
  else
    ++calls_not_list_;
  log("-> " + std::string(api::verb_name(call.verb)) + " " + call.key.cluster_id + " (" +
      std::string(to_string(call.reason)) + ")");
  watch_.sent(call, durable_, now());
  const Instant asked = clock_;
  const Instant timeout = clock_ + kTimeout;
  const auto lose = [&](const char* why) {
    at_if_alive(timeout,
                [this, call, asked, why] { answer(call, error(api::ErrorKind::Lost, 0, why), asked); });
  };
  if (strikes(Hazard::LostRequest)) return lose("timed out; the request was lost");
  if (strikes(Hazard::LateRequest)) {
    // Not at_if_alive: what is on the wire arrives, whoever sent it.
    at(timeout + between(std::chrono::seconds(1), std::chrono::seconds(60)), [this, call] {
      log("  (late) " + std::string(api::verb_name(call.verb)) + " " + call.key.cluster_id);
      if (!refused_at_the_door(call)) api_.handle(call, Duration(0), now());
    });
    return lose("timed out; the request is late");
  }
  const Instant arrives = clock_ + between(Duration(1), Duration(200));
  const Duration back = between(Duration(1), Duration(300));
  const bool twice = strikes(Hazard::DuplicateRequest);
  const bool lost = strikes(Hazard::LostAnswer);
  const bool garbage = strikes(Hazard::GarbageAnswer);
  const bool broken = strikes(Hazard::ErrorAfterEffect);
  at(arrives, [this, call, asked, timeout, back, twice, lost, garbage, broken, life = life_] {
    const Duration lag = list_lags_until_ && clock_ < *list_lags_until_ ? Duration(5000) : Duration(0);
    auto refusal = refused_at_the_door(call);
    Outcome outcome = refusal ? *refusal : api_.handle(call, lag, now());
    if (const auto* made = std::get_if<api::Cluster>(&outcome); made && call.verb == api::Verb::Create) {
      if (durable_.contains(call.key)) watch_.made(call.key, *made->create_time);
    }
    if (twice) {
      at(clock_ + between(Duration(1), std::chrono::seconds(20)), [this, call] {
        log("  (again) " + std::string(api::verb_name(call.verb)) + " " + call.key.cluster_id);
        api_.handle(call, Duration(0), now());
      });
    }
    if (auto* cluster = std::get_if<api::Cluster>(&outcome);
        cluster && odd_state_until_ && clock_ < *odd_state_until_) {
      cluster->state = api::ClusterState::Unrecognized;
      cluster->state_text = "UPDATING";
    }
    Instant when = clock_ + back;
    if (lost) {
      outcome = error(api::ErrorKind::Lost, 0, "no answer");
      if (random_.below(2) == 0) when = timeout;
    } else if (garbage) {
      outcome = error(api::ErrorKind::Lost, 200, "the body is not JSON");
    } else if (broken) {
      outcome = error(api::ErrorKind::Unavailable, 500, "internal");
    }
    at(when, [this, call, asked, outcome = std::move(outcome), life]() mutable {
      if (life == life_) answer(call, std::move(outcome), asked);
    });
  });
}

}  // namespace fwop::simulation
