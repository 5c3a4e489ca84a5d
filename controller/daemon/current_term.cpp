#include "controller/daemon/current_term.hpp"

#include <utility>

namespace fwop::controller {

namespace asio = boost::asio;

CurrentTerm::CurrentTerm(asio::io_context& loop, Journal& journal, EngineOptions options, std::uint64_t seed,
                         Runtime::Hooks hooks)
    : loop_(loop), journal_(journal), options_(options), seed_(seed), hooks_(std::move(hooks)) {}

void CurrentTerm::begin(JournalContents contents) {
  term_ = std::make_unique<Term>(loop_, journal_, std::move(contents), options_, seed_++, hooks_);
  if (snapshot_) term_->runtime().desire(snapshot_);
}

asio::awaitable<bool> CurrentTerm::end(std::chrono::milliseconds grace) {
  if (!term_) co_return true;
  const bool ended = co_await term_->end(grace);
  if (ended) term_.reset();
  co_return ended;
}

asio::awaitable<void> CurrentTerm::stop(std::chrono::milliseconds grace) {
  if (term_) co_await term_->end(grace);
}

void CurrentTerm::desire(std::shared_ptr<const manifests::Snapshot> snapshot) {
  snapshot_ = std::move(snapshot);
  if (term_) term_->runtime().desire(snapshot_);
}

std::optional<ClusterView> CurrentTerm::cluster(const api::ClusterKey& key) const {
  return term_ ? term_->engine().cluster(key, Runtime::now()) : std::nullopt;
}

std::vector<ClusterView> CurrentTerm::clusters_after(const std::optional<api::ClusterKey>& after,
                                                     std::size_t most) const {
  if (!term_) return {};
  return term_->engine().clusters_after(after, most, Runtime::now());
}

std::vector<AccountView> CurrentTerm::accounts() const {
  if (!term_) return {};
  return term_->engine().accounts(Runtime::now());
}

}  // namespace fwop::controller
