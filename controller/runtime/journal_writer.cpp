#include "controller/runtime/journal_writer.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/net/run_on.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kRetry{1};

// Records that no call waits for are written after this delay, so that one commit takes many of them.
constexpr std::chrono::milliseconds kLinger{100};

JournalError refusal_of(const api::ClusterKey& key, const JournalError& why) {
  return {"the record of " + api::to_string(key) + " was not kept: " + why.message, why.disk_full};
}

}  // namespace

JournalWriter::JournalWriter(asio::io_context& loop, Journal& journal, Hooks hooks)
    : loop_(loop),
      journal_(journal),
      hooks_(std::move(hooks)),
      linger_timer_(loop),
      retry_(loop),
      retry_refused_(loop) {}

JournalWriter::~JournalWriter() {
  for (const auto& waiter : waiters_) waiter->over.cancel();
  thread_.join();
}

void JournalWriter::add(JournalBatch batch, bool urgent) { to_write_.add(std::move(batch), urgent); }

void JournalWriter::add_call(Call call) { calls_.push_back(std::move(call)); }

bool JournalWriter::withdraw(CallId id) {
  const auto is_it = [id](const Call& call) { return call.id == id; };
  return std::erase_if(calls_, is_it) + std::erase_if(committing_, is_it) > 0;
}

void JournalWriter::write(bool urgent) {
  if (writing_) return;
  if (urgent || stopping_) {
    begin();
  } else if (!to_write_.empty() && !lingering_) {
    linger();
  }
}

asio::awaitable<std::optional<JournalError>> JournalWriter::kept(std::optional<api::ClusterKey> key) {
  auto waiter = std::make_shared<Waiter>(loop_, std::move(key));
  waiters_.push_back(waiter);
  return [](std::shared_ptr<Waiter> waiting) -> asio::awaitable<std::optional<JournalError>> {
    boost::system::error_code ignored;
    co_await waiting->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return waiting->error;
  }(std::move(waiter));
}

asio::awaitable<boost::system::result<std::vector<Event>, JournalError>> JournalWriter::events(
    api::ClusterKey key, std::size_t limit) {
  auto reading = run_on(thread_, [this, &key, limit] { return journal_.events(key, limit); });
  co_return co_await std::move(reading);
}

asio::awaitable<boost::system::result<std::vector<api::ClusterKey>, JournalError>>
JournalWriter::keys_with_events(std::string cluster_id) {
  auto reading = run_on(thread_, [this, &cluster_id] { return journal_.keys_with_events(cluster_id); });
  co_return co_await std::move(reading);
}

void JournalWriter::linger() {
  lingering_ = true;
  linger_timer_.expires_after(kLinger);
  linger_timer_.async_wait([this](boost::system::error_code gone) {
    if (gone) return;
    lingering_ = false;
    lingered_ = true;
    if (!writing_) begin();
  });
}

void JournalWriter::begin() {
  if (to_write_.empty() && calls_.empty() && waiters_.empty()) return;
  writing_ = true;
  asio::co_spawn(loop_, write_all(), asio::detached);
}

asio::awaitable<void> JournalWriter::write_all() {
  while (!calls_.empty() || !waiters_.empty() || lingered_ || stopping_) {
    // One commit takes everything that was added during the last commit.
    JournalBatch batch = to_write_.take(lingered_ || stopping_);
    if (to_write_.empty()) lingered_ = false;
    if (batch.empty() && calls_.empty() && waiters_.empty()) break;
    committing_ = std::exchange(calls_, {});
    const auto waiters = std::exchange(waiters_, {});
    if (hooks_.reached) hooks_.reached("before-commit");
    auto committing = run_on(thread_, [this, &batch] { return journal_.commit(batch); });
    const CommitResult kept = co_await std::move(committing);
    std::vector<Call> calls = std::exchange(committing_, {});
    if (!kept) {
      // `writing_` stays true, so nothing is written before the retry.
      not_written(std::move(batch), calls, waiters, kept.error());
      co_return;
    }
    written(std::move(batch), std::move(calls), waiters, *kept);
  }
  writing_ = false;
  if (!to_write_.empty() && !lingering_) linger();
  hooks_.idle();
}

void JournalWriter::written(JournalBatch batch, std::vector<Call> calls, const Waiters& waiters,
                            const RefusedRecords& refused) {
  for (const auto& [key, why] : refused) note_problem(refusal_of(key, why));
  to_write_.put_back_refused(std::move(batch), refused);
  if (!to_write_.has_refused()) {
    if (refused.empty()) problem_.reset();
  } else if (!stopping_) {
    retry_refused_later();
  }
  if (hooks_.reached) hooks_.reached("after-commit");
  std::vector<Unsent> unsent;
  for (Call& call : calls) {
    if (const auto found = refused.find(call.key); found != refused.end()) {
      const JournalError why = refusal_of(call.key, found->second);
      unsent.push_back({call.id, NotSent{why.message, why.disk_full, NotSent::Cause::RecordRefused}});
    } else if (stopping_) {
      unsent.push_back({call.id, NotSent{"shutting down"}});
    } else {
      const CallId id = call.id;
      if (auto why = hooks_.let_go(std::move(call))) unsent.push_back({id, std::move(*why)});
    }
  }
  hold_back(std::move(unsent));
  for (const auto& waiter : waiters) {
    waiter->error.reset();
    if (waiter->key) {
      if (const auto found = refused.find(*waiter->key); found != refused.end())
        waiter->error = refusal_of(found->first, found->second);
    }
    waiter->over.cancel();
  }
}

void JournalWriter::not_written(JournalBatch batch, const std::vector<Call>& calls, const Waiters& waiters,
                                const JournalError& error) {
  note_problem(error);
  to_write_.put_back(std::move(batch));
  for (const auto& waiter : waiters) {
    waiter->error = error;
    waiter->over.cancel();
  }
  retry_later();
  std::vector<Unsent> unsent;
  unsent.reserve(calls.size());
  for (const Call& call : calls) unsent.push_back({call.id, NotSent{error.message, error.disk_full}});
  hold_back(std::move(unsent));
}

void JournalWriter::note_problem(const JournalError& error) {
  problem_ = JournalProblem{error.message, problem_ ? problem_->since : std::chrono::system_clock::now()};
  if (hooks_.failed) hooks_.failed(error);
}

void JournalWriter::hold_back(std::vector<Unsent> calls) {
  if (!calls.empty()) hooks_.held_back(std::move(calls));
}

void JournalWriter::retry_later() {
  retry_.expires_after(kRetry);
  retry_.async_wait([this](boost::system::error_code gone) {
    if (gone) return;
    if (stopping_) {
      writing_ = false;
      return hooks_.idle();
    }
    lingered_ = true;
    asio::co_spawn(loop_, write_all(), asio::detached);
  });
}

void JournalWriter::retry_refused_later() {
  if (std::exchange(refused_waits_, true)) return;
  retry_refused_.expires_after(kRetry);
  retry_refused_.async_wait([this](boost::system::error_code gone) {
    if (gone) return;
    refused_waits_ = false;
    if (stopping_) return;
    to_write_.retry_refused();
    lingered_ = true;
    if (!writing_) begin();
  });
}

void JournalWriter::stop() {
  stopping_ = true;
  to_write_.retry_refused();
  std::vector<Unsent> unsent;
  for (const Call& call : std::exchange(calls_, {})) unsent.push_back({call.id, NotSent{"shutting down"}});
  hold_back(std::move(unsent));
}

}  // namespace fwop::controller
