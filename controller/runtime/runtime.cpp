#include "controller/runtime/runtime.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

// A change is not sent with less time left than this: its answer would probably come too late.
constexpr std::chrono::milliseconds kShortestChange{1'000};

Outcome outcome_of(api::Result<api::Cluster>&& result) {
  if (result) return std::move(*result);
  return std::move(result).error();
}

}  // namespace

Runtime::Runtime(asio::io_context& loop, Engine& engine, Journal& journal, Hooks hooks,
                 std::chrono::milliseconds request_timeout)
    : loop_(loop),
      engine_(engine),
      hooks_(std::move(hooks)),
      request_timeout_(request_timeout),
      timer_(loop),
      stopper_(loop),
      writer_(loop, journal,
              {.let_go = [this](Call call) { return send_change(std::move(call)); },
               .held_back = [this](std::vector<JournalWriter::Unsent> calls) { held_back(std::move(calls)); },
               .failed = hooks_.journal_failed,
               .reached = hooks_.reached,
               .idle = [this] { wake_stopper(); }}) {}

Now Runtime::now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

void Runtime::desire(std::shared_ptr<const manifests::Snapshot> snapshot) {
  engine_.desire(std::move(snapshot), now());
  after_input();
}

std::size_t Runtime::reconcile_now(const std::optional<api::ClusterKey>& key) {
  const std::size_t asked = engine_.reconcile_now(key, now());
  after_input();
  return asked;
}

std::vector<HeldChange> Runtime::release_brake(const ReleaseCommand& command) {
  std::vector<HeldChange> released = engine_.release_brake(command, now());
  after_input();
  return released;
}

void Runtime::hold(HoldKind kind, std::string why) {
  engine_.hold(kind, std::move(why), now());
  after_input();
}

void Runtime::release(HoldKind kind) {
  engine_.release(kind, now());
  after_input();
}

void Runtime::record_event(Event event) {
  JournalBatch batch;
  batch.events.push_back(std::move(event));
  writer_.add(std::move(batch), /*urgent=*/false);
  writer_.write(/*urgent=*/false);
}

asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> Runtime::history(api::ClusterKey key,
                                                                                          std::size_t limit) {
  return writer_.events(std::move(key), limit);
}

asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> Runtime::keys_with_events(
    std::string cluster_id) {
  return writer_.keys_with_events(std::move(cluster_id));
}

asio::awaitable<boost::system::result<void, JournalError>> Runtime::keep_let_through(
    std::string declaration) {
  using Kept = boost::system::result<void, JournalError>;
  JournalBatch batch;
  batch.let_through = std::move(declaration);
  writer_.add(std::move(batch), /*urgent=*/true);
  auto keeping = writer_.kept(std::nullopt);
  writer_.write(/*urgent=*/true);
  const auto error = co_await std::move(keeping);
  if (error) co_return Kept(*error);
  co_return Kept();
}

asio::awaitable<CommandResult> Runtime::execute(api::ClusterKey key, Command command) {
  CommandResult result = engine_.execute(key, command, now());
  if (!result.done) {
    after_input();
    co_return result;
  }
  auto keeping = writer_.kept(key);
  after_input(true);
  const auto error = co_await std::move(keeping);
  if (error) {
    result = {false,
              result.message +
                  "\nbut the journal could not keep that, so it ends with this process: " + error->message};
  }
  co_return result;
}

void Runtime::recall(CallId id) {
  if (!writer_.withdraw(id)) return;
  engine_.complete(id, NotSent{.message = "recalled", .cause = NotSent::Cause::Recalled}, now());
}

void Runtime::after_input(bool at_once) {
  Effects effects = engine_.take_effects(now());
  arm(effects.wake);
  if (hooks_.published) hooks_.published(effects);
  const bool urgent = at_once || std::any_of(effects.calls.begin(), effects.calls.end(),
                                             [](const Call& call) { return is_mutating(call.verb); });
  writer_.add(std::move(effects.batch), urgent);
  for (Call& call : effects.calls) {
    if (is_mutating(call.verb)) {
      writer_.add_call(std::move(call));
    } else {
      send(std::move(call));
    }
  }
  if (!effects.recalled.empty()) {
    for (const CallId id : effects.recalled) recall(id);
    return after_input(urgent);
  }
  writer_.write(urgent);
}

void Runtime::arm(std::optional<Instant> wake) {
  if (wake == armed_) return;
  armed_ = wake;
  timer_.cancel();
  if (!wake) return;
  timer_.expires_at(*wake);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error || stopping_) return;
    armed_.reset();
    engine_.tick(now());
    after_input();
  });
}

void Runtime::held_back(std::vector<JournalWriter::Unsent> calls) {
  for (JournalWriter::Unsent& call : calls) engine_.complete(call.id, std::move(call.why), now());
  after_input();
}

std::chrono::milliseconds Runtime::time_for_change(const Call& call) const {
  const Instant end = changes_end_ ? std::min(*changes_end_, call.deadline) : call.deadline;
  const auto left = std::chrono::floor<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  return std::min(left, request_timeout_);
}

std::optional<NotSent> Runtime::send_change(Call call) {
  if (time_for_change(call) < std::min(kShortestChange, request_timeout_)) {
    const bool term = changes_end_ && *changes_end_ < call.deadline;
    return NotSent{.message = term ? "the time for which this process may change anything is over"
                                   : "its intent took too long to become durable",
                   .cause = NotSent::Cause::TooLate};
  }
  if (hooks_.leaving) hooks_.leaving(call);
  if (hooks_.reached) hooks_.reached("before-send");
  send(std::move(call));
  return std::nullopt;
}

void Runtime::send(Call call) {
  const CallId id = call.id;
  const auto in_flight = std::make_shared<InFlight>();
  in_flight->call = std::move(call);
  const auto slot = in_flight->cancel.slot();
  in_flight_.emplace(id, in_flight);
  // Keeps the signal alive: a call that ends without suspending leaves in_flight_ while its coroutine still
  // uses the signal.
  const auto keep_signal = [in_flight](const std::exception_ptr&) {};
  asio::co_spawn(loop_, perform(id), asio::bind_cancellation_slot(slot, keep_signal));
}

asio::awaitable<void> Runtime::perform(CallId id) {
  const Call call = in_flight_.at(id)->call;
  api::ClustersApi& api = hooks_.api(call.key.account_id);
  const auto timeout = is_mutating(call.verb) ? time_for_change(call) : request_timeout_;
  Outcome outcome;
  switch (call.verb) {
    case api::Verb::Create: {
      auto result = co_await api.create(call.key, *call.spec, timeout);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::Get: {
      auto result = co_await api.get(call.key, timeout);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::Update: {
      auto result = co_await api.update(call.key, *call.spec, call.mask, timeout);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::List: {
      auto page = co_await api.list_page(call.key.account_id, call.page_token, timeout);
      if (page)
        outcome = std::move(*page);
      else
        outcome = page.error();
      break;
    }
    case api::Verb::Delete: {
      const auto done = co_await api.remove(call.key, timeout);
      if (done)
        outcome = Accepted{};
      else
        outcome = done.error();
      break;
    }
  }
  if (hooks_.reached && is_mutating(call.verb)) hooks_.reached("after-answer");
  complete(id, std::move(outcome));
}

void Runtime::complete(CallId id, Outcome outcome) {
  in_flight_.erase(id);
  engine_.complete(id, std::move(outcome), now());
  after_input();
  wake_stopper();
}

void Runtime::wake_stopper() {
  if (stopping_) stopper_.cancel();
}

asio::awaitable<bool> Runtime::stop(std::chrono::milliseconds grace) {
  stopping_ = true;
  engine_.stop();
  timer_.cancel();
  writer_.stop();
  const auto wait_until_done = [this](std::chrono::milliseconds longest) -> asio::awaitable<void> {
    stopper_.expires_after(longest);
    while ((!in_flight_.empty() || writer_.is_writing()) &&
           stopper_.expiry() > std::chrono::steady_clock::now()) {
      const auto deadline = stopper_.expiry();
      boost::system::error_code ignored;
      co_await stopper_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      stopper_.expires_at(deadline);
    }
  };
  co_await wait_until_done(grace);
  std::vector<CallId> left;
  for (const auto& [id, call] : in_flight_) left.push_back(id);
  for (const CallId id : left) {
    const auto found = in_flight_.find(id);
    if (found != in_flight_.end()) found->second->cancel.emit(asio::cancellation_type::terminal);
  }
  constexpr std::chrono::seconds kCancelled{2};
  co_await wait_until_done(kCancelled);
  after_input();
  co_await wait_until_done(kCancelled);
  co_return in_flight_.empty() && !writer_.is_writing();
}

}  // namespace fwop::controller
