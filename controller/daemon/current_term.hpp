#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "controller/runtime/term.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// The term under way, if there is one. Whoever needs the engine asks here each time, because a term may end
/// while servers and sources live on. For the loop's thread.
class CurrentTerm {
 public:
  /// All of them outlive this object. `hooks` are those of every term.
  CurrentTerm(boost::asio::io_context& loop, Journal& journal, EngineOptions options, std::uint64_t seed,
              Runtime::Hooks hooks);

  /// Begins a term with what the journal holds now, and with the manifests that were desired last. None may
  /// be under way.
  void begin(JournalContents contents);
  /// Ends the term under way and drops it. False: something of it does not end (Term::end()), so it stays.
  boost::asio::awaitable<bool> end(std::chrono::milliseconds grace);
  /// Ends it for good, because the process ends, and keeps what it knows for a last look.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

  /// Null between terms.
  [[nodiscard]] const Engine* engine() const { return term_ ? &term_->engine() : nullptr; }
  [[nodiscard]] Runtime* runtime() { return term_ ? &term_->runtime() : nullptr; }
  [[nodiscard]] const Runtime* runtime() const { return term_ ? &term_->runtime() : nullptr; }

  /// Hands the manifests to the term under way, and to those that follow.
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot);
  /// What was desired last; null before.
  [[nodiscard]] const std::shared_ptr<const manifests::Snapshot>& snapshot() const { return snapshot_; }

 private:
  boost::asio::io_context& loop_;
  Journal& journal_;
  EngineOptions options_;
  std::uint64_t seed_;
  Runtime::Hooks hooks_;
  std::shared_ptr<const manifests::Snapshot> snapshot_;
  std::unique_ptr<Term> term_;
};

}  // namespace fwop::controller
