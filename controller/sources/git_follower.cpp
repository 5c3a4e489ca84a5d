#include "controller/sources/git_follower.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/base/backoff.hpp"
#include "api/base/logging.hpp"
#include "controller/sources/git_fetch_protocol.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using manifests::GitError;
using manifests::GitFault;

constexpr double kJitter = 0.1;
constexpr std::uint32_t kMostDoublings = 4;

Reason reason_of(GitFault fault) {
  switch (fault) {
    case GitFault::Unreachable: return Reason::GitUnreachable;
    case GitFault::Refused: return Reason::GitRefused;
    case GitFault::RefGone: return Reason::GitRefGone;
    case GitFault::Unsigned: return Reason::GitSignatureRefused;
    case GitFault::Unchecked: return Reason::GitSignatureUnchecked;
    case GitFault::Unusable: break;
  }
  return Reason::GitStoreUnusable;
}

}  // namespace

GitFollower::GitFollower(asio::io_context& loop, GitOptions options, manifests::GitStore store,
                         manifests::SnapshotBuilder::Options builder, std::uint64_t seed, Deliver deliver,
                         std::chrono::milliseconds read_again_after)
    : loop_(loop),
      read_again_after_(read_again_after),
      options_(std::move(options)),
      deliver_(std::move(deliver)),
      store_(std::move(store)),
      reader_(store_, manifests::shown_git_url(options_.remote.url), options_.folder, builder.decode.limits),
      builder_(std::move(builder)),
      random_(seed),
      next_(loop) {
  status_.expected_every = options_.interval + options_.timeout;
  if (!options_.signers.empty()) verifier_.emplace(options_.signers, options_.store / "verify");
}

GitFollower::~GitFollower() {
  stop_.stop();
  git_thread_.join();
}

void GitFollower::start() { asio::co_spawn(loop_, follow(), asio::detached); }

void GitFollower::reload() {
  reload_ = true;
  next_.cancel();
}

void GitFollower::stop() {
  stopped_ = true;
  stop_.stop();
  next_.cancel();
}

asio::awaitable<void> GitFollower::follow() {
  bool lost = false;
  while (!stopped_) {
    reload_ = false;
    status_.last_attempt = std::chrono::system_clock::now();
    auto work = [this, lost]() -> asio::awaitable<Pulled> {
      if (lost) forget_reading();
      co_return pull();
    };
    auto [failed, pulled] = co_await asio::co_spawn(git_thread_, work, asio::as_tuple(asio::use_awaitable));
    if (stopped_) co_return;
    if (failed) pulled.problem = GitError{GitFault::Unusable, unread_message(failed, read_again_after_)};
    lost = failed || (pulled.snapshot && pulled.snapshot->untried_files > 0);
    note(pulled);
    if (pulled.snapshot) deliver_(pulled.snapshot);
    if (reload_ && !lost) continue;
    next_.expires_after(lost ? Duration(read_again_after_) : pause());
    boost::system::error_code ignored;
    co_await next_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void GitFollower::forget_reading() {
  read_.clear();
  reader_.forget();
}

Duration GitFollower::pause() {
  const Duration base = doubled(options_.interval, options_.interval * (1U << kMostDoublings), failures_);
  return random_.jittered(base, kJitter);
}

manifests::GitResult<std::string> GitFollower::fetch() {
  const auto ran = run_child(options_.program, git_fetch_arguments(options_.store, options_.remote), {},
                             options_.timeout, stop_);
  if (!ran) return GitError{GitFault::Unusable, ran.error()};
  if (ran->end == ChildOutcome::End::TimedOut) {
    return GitError{GitFault::Unreachable,
                    manifests::shown_git_url(options_.remote.url) + " did not answer within " +
                        std::to_string(std::chrono::ceil<std::chrono::seconds>(options_.timeout).count()) +
                        " s (--git-timeout)"};
  }
  return read_git_fetch(ran->output);
}

std::optional<GitError> GitFollower::refusal_of(const std::string& commit) {
  if (!verifier_) return std::nullopt;
  return verifier_->problem_with(store_, commit, stop_);
}

GitFollower::Pulled GitFollower::pull() {
  Pulled pulled;
  const auto in_force = store_.in_force();
  if (auto fetched = fetch(); !fetched) {
    pulled.problem = fetched.error();
  } else if ((pulled.problem = refusal_of(*fetched))) {
    // The commit in force stays.
  } else if (std::string unreadable = reader_.problem_with(*fetched); !unreadable.empty()) {
    pulled.problem = GitError{GitFault::RefGone, std::move(unreadable)};
  } else if (!in_force || *in_force != *fetched) {
    if (auto done = store_.put_in_force(*fetched); !done) {
      pulled.problem = done.error();
    } else if (in_force) {
      pulled.before = *in_force;
      pulled.rewritten = !store_.descends(*fetched, *in_force);
    }
  }
  pulled.commit = store_.in_force().value_or("");
  // An earlier run may have accepted this commit without a check, so check it.
  if (!pulled.commit.empty() && pulled.commit != read_) {
    if (auto refused = refusal_of(pulled.commit)) {
      pulled.commit.clear();
      if (!pulled.problem) pulled.problem = std::move(refused);
    }
  }
  if (pulled.commit.empty()) {
    // No commit is in force: what is declared is unknown, not empty.
    manifests::SourceReading unread;
    unread.error = pulled.problem->message;
    unread.revision.source = manifests::shown_git_url(options_.remote.url);
    pulled.snapshot = builder_.build(unread);
    return pulled;
  }
  if (pulled.commit == read_) return pulled;
  const manifests::SourceReading reading = reader_.read(pulled.commit);
  if (reading.error.empty()) {
    read_ = pulled.commit;
  } else if (!pulled.problem) {
    pulled.problem = GitError{GitFault::RefGone, reading.error};
  }
  pulled.revision = reading.revision;
  pulled.snapshot = builder_.build(reading);
  return pulled;
}

void GitFollower::note(const Pulled& pulled) {
  const WallTime now = std::chrono::system_clock::now();
  if (pulled.snapshot && !pulled.revision.commit.empty() &&
      std::exchange(told_commit_, pulled.commit) != pulled.commit) {
    log(pulled.rewritten ? LogLevel::Warn : LogLevel::Info,
        pulled.rewritten ? "the history was rewritten: another commit is in force" : "commit in force",
        {{"commit", manifests::short_commit(pulled.commit)},
         {"before", manifests::short_commit(pulled.before)},
         {"author", pulled.revision.author},
         {"subject", pulled.revision.subject}});
  }
  const Reason outcome = pulled.problem ? reason_of(pulled.problem->fault) : Reason::SourceRead;
  const std::string message = pulled.problem ? pulled.problem->message : "";
  if (pulled.problem) {
    ++failures_;
    ++status_.failures[outcome];
    if (message != status_.message) log(LogLevel::Error, message, {{"reason", to_string(outcome)}});
  } else {
    if (failures_ > 0) log(LogLevel::Info, "Git answers again", {{"failures", failures_}});
    failures_ = 0;
    status_.last_success = now;
  }
  if (outcome != status_.outcome) status_.since = now;
  status_.outcome = outcome;
  status_.message = message;
}

}  // namespace fwop::controller
