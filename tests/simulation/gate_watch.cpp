#include "gate_watch.hpp"

#include <algorithm>
#include <set>
#include <variant>

namespace fwop::simulation {
namespace {

// Calls that are under way end before the account is asked again; then a moment to say so.
constexpr Duration kUnderWay = std::chrono::seconds(36);

bool is_of_the_account(const Call& call, const api::Error& error) {
  if (error.kind == api::ErrorKind::Unreachable) return true;
  if (api::is_mutating(call.verb)) return false;
  if (call.verb == api::Verb::List) return call.page_token.empty();
  return error.kind == api::ErrorKind::Throttled || error.kind == api::ErrorKind::Unauthenticated;
}

}  // namespace

void GateWatch::answered(const Call& call, const controller::Outcome& outcome, Instant asked, Now now) {
  if (std::holds_alternative<controller::NotSent>(outcome)) return;
  const auto found = troubles_.find(call.key.account_id);
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error == nullptr || error->kind == api::ErrorKind::Cancelled) {
    const bool is_news = found != troubles_.end() && asked > found->second.last;
    if (error == nullptr && is_news && !api::is_mutating(call.verb)) troubles_.erase(found);
    return;
  }
  if (error->retry_after) {
    Instant& not_before = not_before_[call.key.account_id];
    not_before = std::max(not_before, now.steady + Duration(*error->retry_after));
  }
  // One that is in trouble already counts whatever fails.
  if (found == troubles_.end() && !is_of_the_account(call, *error)) return;
  Trouble& trouble = troubles_[call.key.account_id];
  if (trouble.failures > 0 && asked <= trouble.last) return;
  ++trouble.failures;
  trouble.last = now.steady;
  trouble.asked_again = false;
}

void GateWatch::look(const std::vector<controller::ClusterView>& views, Now now) {
  std::set<std::string> accounts;
  for (const controller::ClusterView& view : views) accounts.insert(view.key.account_id);
  for (auto& [account, trouble] : troubles_) {
    if (!accounts.contains(account)) trouble.asked_again = true;
    if (trouble.asked_again) continue;
    Duration wait = options_.backoff_first;
    for (std::uint32_t i = 0; i < trouble.failures && wait < options_.backoff_longest; ++i) wait *= 2;
    wait = std::min(wait, options_.backoff_longest);
    const auto wish = not_before_.find(account);
    const Instant not_before = wish == not_before_.end() ? Instant::min() : wish->second;
    if (now.steady > std::max(trouble.last + wait, not_before) + kUnderWay)
      complaints_.add(account + ": not asked again after " + std::to_string(trouble.failures) +
                      " failures in a row");
  }
}

}  // namespace fwop::simulation
