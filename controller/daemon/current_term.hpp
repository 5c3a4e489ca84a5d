#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "controller/runtime/term.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// Holds the running term, if there is one. Do not keep a pointer to the engine: ask here each time, because
/// a term may end while servers and sources continue. Use it on the loop's thread only.
class CurrentTerm {
 public:
  /// The references must outlive this object. Every term gets `hooks`.
  CurrentTerm(boost::asio::io_context& loop, Journal& journal, EngineOptions options, std::uint64_t seed,
              Runtime::Hooks hooks);

  /// Begins a term. `contents` is what the journal holds now. The term gets the manifests of the last
  /// desire(). No term may be running.
  void begin(JournalContents contents);
  /// Ends the running term and destroys it. False: a call or a commit did not end (Term::end()), so the term
  /// is kept.
  boost::asio::awaitable<bool> end(std::chrono::milliseconds grace);
  /// Ends the term because the process ends. The term is not destroyed, so that its clusters can be printed.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

  /// Null between terms. So is runtime().
  [[nodiscard]] const Engine* engine() const { return term_ ? &term_->engine() : nullptr; }
  [[nodiscard]] Runtime* runtime() { return term_ ? &term_->runtime() : nullptr; }
  [[nodiscard]] const Runtime* runtime() const { return term_ ? &term_->runtime() : nullptr; }

  /// Gives the manifests to the running term and to each later term.
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot);
  /// The manifests of the last desire(); null before the first.
  [[nodiscard]] const std::shared_ptr<const manifests::Snapshot>& snapshot() const { return snapshot_; }

  // What the engine knows now; nothing between terms.
  [[nodiscard]] std::optional<ClusterView> cluster(const api::ClusterKey& key) const;
  /// As Engine::clusters_after().
  [[nodiscard]] std::vector<ClusterView> clusters_after(const std::optional<api::ClusterKey>& after,
                                                        std::size_t most) const;
  [[nodiscard]] std::vector<AccountView> accounts() const;

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
