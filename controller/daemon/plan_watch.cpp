#include "controller/daemon/plan_watch.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/net/fetch_text.hpp"
#include "controller/journal/state_dir.hpp"

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

// How often to look again: both the approved plans and the observed clusters may change.
constexpr std::chrono::seconds kFileEvery{1};
constexpr std::chrono::seconds kUrlEvery{5};
constexpr std::chrono::seconds kFetchTimeout{10};

}  // namespace

PlanWatch::PlanWatch(asio::io_context& loop, FlagFiles& files, CurrentTerm& term, std::string where,
                     std::string ca_file)
    : loop_(loop),
      files_(files),
      term_(term),
      where_(std::move(where)),
      ca_file_(std::move(ca_file)),
      next_look_(loop) {}

void PlanWatch::begin_term(std::string let_through) {
  gate_ = PlanGate(std::move(let_through));
  hold_until_looked();
  if (term_.snapshot()) look();
}

void PlanWatch::hold_until_looked() {
  if (Runtime* const runtime = term_.runtime()) {
    runtime->hold(HoldKind::PlanNotApproved,
                  "nothing is changed before its plan is checked (--require-plan)");
  }
}

bool PlanWatch::is_over(std::uint64_t look) const { return look != looks_ || term_.runtime() == nullptr; }

asio::awaitable<PlanGate::Approved> PlanWatch::approved_plans() {
  if (!is_url(where_)) {
    auto reading = files_.read(where_);
    PlanGate::Approved text = co_await std::move(reading);
    co_return text;
  }
  auto endpoint = api::parse_endpoint(where_);
  if (!endpoint) co_return PlanGate::Approved(boost::system::in_place_error, endpoint.error().message);
  auto proxy = api::proxy_for(*endpoint, process_environment());
  if (!proxy) co_return PlanGate::Approved(boost::system::in_place_error, proxy.error().message);
  auto text = co_await api::fetch_text(loop_.get_executor(), std::move(*endpoint), std::move(*proxy),
                                       ca_file_, kFetchTimeout);
  if (!text)
    co_return PlanGate::Approved(boost::system::in_place_error, where_ + ": " + text.error().message);
  co_return PlanGate::Approved(boost::system::in_place_value, std::move(*text));
}

asio::awaitable<bool> PlanWatch::look_once(std::uint64_t look) {
  auto reading = approved_plans();
  const PlanGate::Approved approved = co_await std::move(reading);
  if (is_over(look)) co_return true;
  PlanGate::Look seen = gate_.look(*term_.engine(), approved, where_);
  if (seen.approved) {
    // Store the approval before the first change is sent, so that a restart does not ask for it again.
    auto keeping = term_.runtime()->keep_let_through(*seen.approved);
    const auto kept = co_await std::move(keeping);
    if (is_over(look)) co_return true;
    if (kept) {
      gate_.let_through(std::move(*seen.approved));
    } else {
      seen.closed = "nothing is changed: its plan is approved, but the journal cannot keep that: " +
                    kept.error().message;
    }
  }
  if (seen.closed)
    term_.runtime()->hold(HoldKind::PlanNotApproved, *seen.closed);
  else
    term_.runtime()->release(HoldKind::PlanNotApproved);
  co_return !seen.closed;
}

asio::awaitable<void> PlanWatch::keep_looking(std::uint64_t look) {
  while (!is_over(look)) {
    auto every = kFileEvery;
    if (term_.engine()->observed_once()) {
      auto looking = look_once(look);
      const bool done = co_await std::move(looking);
      if (done) co_return;
      if (is_url(where_)) every = kUrlEvery;
    }
    next_look_.expires_after(every);
    co_await next_look_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void PlanWatch::look() {
  stop();
  if (term_.engine() == nullptr) return;
  cancel_ = std::make_shared<asio::cancellation_signal>();
  const auto keep_signal = [signal = cancel_](const std::exception_ptr&) {};
  asio::co_spawn(loop_, keep_looking(looks_), asio::bind_cancellation_slot(cancel_->slot(), keep_signal));
}

void PlanWatch::stop() {
  ++looks_;
  next_look_.cancel();
  if (cancel_) cancel_->emit(asio::cancellation_type::terminal);
}

}  // namespace fwop::controller
