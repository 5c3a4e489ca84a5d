#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/net/fetch_text.hpp"
#include "controller/daemon/operator.hpp"
#include "controller/journal/state_dir.hpp"

// --require-plan: whether what is declared now may be acted on.

namespace fwop::controller {

namespace asio = boost::asio;

namespace {

// What is approved may change, and what is there as well.
constexpr std::chrono::seconds kFileEvery{1};
constexpr std::chrono::seconds kUrlEvery{5};
constexpr std::chrono::seconds kFetchTimeout{10};

}  // namespace

asio::awaitable<PlanGate::Approved> Operator::approved_plans() {
  const std::string& where = options_.require_plan;
  if (!is_url(where)) {
    auto reading = flag_files_.read(where);
    PlanGate::Approved text = co_await std::move(reading);
    co_return text;
  }
  auto endpoint = api::parse_endpoint(where);
  if (!endpoint) co_return PlanGate::Approved(boost::system::in_place_error, endpoint.error().message);
  auto proxy = api::proxy_for(*endpoint, process_environment());
  if (!proxy) co_return PlanGate::Approved(boost::system::in_place_error, proxy.error().message);
  std::string ca_file = options_.http.ca_file;
  auto text = co_await api::fetch_text(loop_.get_executor(), std::move(*endpoint), std::move(*proxy),
                                       std::move(ca_file), kFetchTimeout);
  if (!text) co_return PlanGate::Approved(boost::system::in_place_error, where + ": " + text.error().message);
  co_return PlanGate::Approved(boost::system::in_place_value, std::move(*text));
}

asio::awaitable<void> Operator::keep_looking_at_plan(std::uint64_t look) {
  const auto superseded = [this, look] { return stopping_ || look != plan_looks_; };
  const auto every = is_url(options_.require_plan) ? kUrlEvery : kFileEvery;
  for (;;) {
    if (engine_.observed_once()) {
      const PlanGate::Approved approved = co_await approved_plans();
      if (superseded()) co_return;
      PlanGate::Look look_of_now = plan_gate_->look(engine_, approved, options_.require_plan);
      if (look_of_now.approved) {
        // A restart in the middle of it goes on, so that must be kept before anything leaves.
        auto keeping = runtime_.keep_let_through(*look_of_now.approved);
        const auto kept = co_await std::move(keeping);
        if (superseded()) co_return;
        if (kept) {
          plan_gate_->let_through(std::move(*look_of_now.approved));
        } else {
          look_of_now.closed =
              "nothing is changed: its plan is approved, but the journal cannot keep that: " +
              kept.error().message;
        }
      }
      hold_changes(look_of_now.closed);
      if (!look_of_now.closed) co_return;
      plan_look_.expires_after(every);
    } else {
      plan_look_.expires_after(kFileEvery);
    }
    co_await plan_look_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (superseded()) co_return;
  }
}

void Operator::look_at_plan() {
  plan_look_.cancel();
  if (plan_fetch_) plan_fetch_->emit(asio::cancellation_type::terminal);
  plan_fetch_ = std::make_shared<asio::cancellation_signal>();
  const auto keep_signal = [signal = plan_fetch_](const std::exception_ptr&) {};
  asio::co_spawn(loop_, keep_looking_at_plan(++plan_looks_),
                 asio::bind_cancellation_slot(plan_fetch_->slot(), keep_signal));
}

}  // namespace fwop::controller
