#include "controller/runtime/runtime.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kJournalRetry{1};

// What no call waits for is written this much later, so that what follows at once goes along.
constexpr std::chrono::milliseconds kLinger{100};

Outcome outcome_of(api::Result<api::Cluster>&& result) {
  if (result) return std::move(*result);
  return std::move(result).error();
}

}  // namespace

Runtime::Runtime(asio::io_context& loop, Engine& engine, Journal& journal, Hooks hooks,
                 std::chrono::milliseconds request_timeout)
    : loop_(loop),
      engine_(engine),
      journal_(journal),
      hooks_(std::move(hooks)),
      request_timeout_(request_timeout),
      timer_(loop),
      linger_timer_(loop),
      journal_retry_(loop),
      stopper_(loop) {}

Runtime::~Runtime() { journal_thread_.join(); }

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

void Runtime::note(Event event) {
  JournalBatch batch;
  batch.events.push_back(std::move(event));
  to_write_.add(std::move(batch), /*urgent=*/false);
  if (!writing_ && !lingering_) linger();
}

asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> Runtime::history(api::ClusterKey key,
                                                                                          std::size_t limit) {
  auto read = [this, key,
               limit]() -> asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> {
    co_return journal_.events(key, limit);
  };
  co_return co_await asio::co_spawn(journal_thread_, read, asio::use_awaitable);
}

asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> Runtime::told_of(
    std::string cluster_id) {
  auto read =
      [this,
       cluster_id]() -> asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>> {
    co_return journal_.told_of(cluster_id);
  };
  co_return co_await asio::co_spawn(journal_thread_, read, asio::use_awaitable);
}

asio::awaitable<CommandResult> Runtime::tell(api::ClusterKey key, Command command) {
  CommandResult result = engine_.tell(key, command, now());
  if (!result.done) {
    after_input();
    co_return result;
  }
  const auto waiter = std::make_shared<Waiter>(loop_);
  waiters_.push_back(waiter);
  after_input(true);
  boost::system::error_code ignored;
  co_await waiter->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (waiter->error) {
    result = {false, result.message +
                         "\nbut the journal could not keep that, so it ends with this process: " +
                         waiter->error->message};
  }
  co_return result;
}

void Runtime::recall(CallId id) {
  const auto is_it = [id](const Call& call) { return call.id == id; };
  if (std::erase_if(after_write_, is_it) + std::erase_if(committing_, is_it) == 0) return;
  engine_.complete(id, NotSent{.message = "recalled", .recalled = true}, now());
}

void Runtime::after_input(bool at_once) {
  Effects effects = engine_.take_effects(now());
  arm(effects.wake);
  if (hooks_.published) hooks_.published(effects);
  const bool urgent = at_once || std::any_of(effects.calls.begin(), effects.calls.end(),
                                             [](const Call& call) { return is_mutating(call.verb); });
  to_write_.add(std::move(effects.batch), urgent);
  for (Call& call : effects.calls) {
    if (is_mutating(call.verb)) {
      after_write_.push_back(std::move(call));
    } else {
      send(std::move(call));
    }
  }
  if (!effects.recalled.empty()) {
    for (const CallId id : effects.recalled) recall(id);
    return after_input(urgent);
  }
  if (writing_) return;
  if (urgent || stopping_) {
    begin_writing();
  } else if (!to_write_.empty() && !lingering_) {
    linger();
  }
}

void Runtime::linger() {
  lingering_ = true;
  linger_timer_.expires_after(kLinger);
  linger_timer_.async_wait([this](boost::system::error_code) {
    lingering_ = false;
    lingered_ = true;
    if (!writing_) begin_writing();
  });
}

void Runtime::begin_writing() {
  if (to_write_.empty() && after_write_.empty() && waiters_.empty()) return;
  writing_ = true;
  asio::co_spawn(loop_, write_journal(), asio::detached);
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

asio::awaitable<void> Runtime::write_journal() {
  while (!after_write_.empty() || !waiters_.empty() || lingered_ || stopping_) {
    // All that has gathered while the last commit was under way goes with one commit.
    JournalBatch batch = to_write_.take(lingered_ || stopping_);
    if (to_write_.empty()) lingered_ = false;
    if (batch.empty() && after_write_.empty() && waiters_.empty()) break;
    committing_ = std::exchange(after_write_, {});
    const auto waiters = std::exchange(waiters_, {});
    if (hooks_.reached) hooks_.reached("before-commit");
    auto commit = [this, &batch]() -> asio::awaitable<boost::system::result<void, JournalError>> {
      co_return journal_.commit(batch);
    };
    const auto kept = co_await asio::co_spawn(journal_thread_, commit, asio::use_awaitable);
    std::vector<Call> calls = std::exchange(committing_, {});
    if (kept) {
      journal_problem_.reset();
      if (hooks_.reached) hooks_.reached("after-commit");
      if (stopping_) {
        hold_back(calls);
      } else {
        for (Call& call : calls) send(std::move(call));
      }
      written(waiters, std::nullopt);
      continue;
    }
    journal_problem_ =
        JournalProblem{kept.error().message, journal_problem_ ? journal_problem_->since : now().wall};
    if (hooks_.journal_failed) hooks_.journal_failed(kept.error());
    to_write_.put_back(std::move(batch));
    written(waiters, kept.error());
    // Still `writing_`: what comes until the retry waits for it.
    retry_journal_later();
    for (const Call& call : calls) {
      engine_.complete(call.id, NotSent{kept.error().message, kept.error().disk_full}, now());
    }
    if (!calls.empty()) after_input();
    co_return;
  }
  writing_ = false;
  if (!to_write_.empty() && !lingering_) linger();
  wake_stopper();
}

void Runtime::hold_back(const std::vector<Call>& calls) {
  for (const Call& call : calls) engine_.complete(call.id, NotSent{"shutting down"}, now());
  if (!calls.empty()) after_input();
}

void Runtime::written(const std::vector<std::shared_ptr<Waiter>>& waiters,
                      const std::optional<JournalError>& error) {
  for (const auto& waiter : waiters) {
    waiter->error = error;
    waiter->over.cancel();
  }
}

void Runtime::retry_journal_later() {
  journal_retry_.expires_after(kJournalRetry);
  journal_retry_.async_wait([this](boost::system::error_code) {
    if (stopping_) {
      writing_ = false;
      return wake_stopper();
    }
    lingered_ = true;
    asio::co_spawn(loop_, write_journal(), asio::detached);
  });
}

void Runtime::send(Call call) {
  const CallId id = call.id;
  const auto in_flight = std::make_shared<InFlight>();
  in_flight->call = std::move(call);
  const auto slot = in_flight->cancel.slot();
  if (hooks_.reached && is_mutating(in_flight->call.verb)) hooks_.reached("before-send");
  in_flight_.emplace(id, in_flight);
  // A call that ends without ever waiting is forgotten before its coroutine lets go of the signal.
  const auto keep_signal = [in_flight](const std::exception_ptr&) {};
  asio::co_spawn(loop_, perform(id), asio::bind_cancellation_slot(slot, keep_signal));
}

asio::awaitable<void> Runtime::perform(CallId id) {
  const Call call = in_flight_.at(id)->call;
  api::ClustersApi& api = hooks_.api(call.key.account_id);
  Outcome outcome;
  switch (call.verb) {
    case api::Verb::Create: {
      auto result = co_await api.create(call.key, *call.spec, request_timeout_);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::Get: {
      auto result = co_await api.get(call.key, request_timeout_);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::Update: {
      auto result = co_await api.update(call.key, *call.spec, call.mask, request_timeout_);
      outcome = outcome_of(std::move(result));
      break;
    }
    case api::Verb::List: {
      auto page = co_await api.list_page(call.key.account_id, call.page_token, request_timeout_);
      if (page)
        outcome = std::move(*page);
      else
        outcome = page.error();
      break;
    }
    case api::Verb::Delete: {
      const auto done = co_await api.remove(call.key, request_timeout_);
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

asio::awaitable<void> Runtime::stop(std::chrono::milliseconds grace) {
  stopping_ = true;
  engine_.stop();
  timer_.cancel();
  hold_back(std::exchange(after_write_, {}));
  const auto wait_until_done = [this](std::chrono::milliseconds longest) -> asio::awaitable<void> {
    stopper_.expires_after(longest);
    while ((!in_flight_.empty() || writing_) && stopper_.expiry() > std::chrono::steady_clock::now()) {
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
}

}  // namespace fwop::controller
