#include "pace_watch.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"

namespace fwop::simulation {
namespace {

// A call is answered, or given up, by then.
constexpr Duration kUnderWay = std::chrono::seconds(31);

constexpr int kCallsOfUpdate = 3;
constexpr int kCallsOfDelete = 2;
// Beside what the budget needs for all that is wanted: a sweep, answers on their way, a look at all.
constexpr Duration kSlack = std::chrono::seconds(120);
constexpr double kBudgetMargin = 1.5;

constexpr Duration kFirstTries = std::chrono::minutes(2);
constexpr Duration kBudgetWindow = std::chrono::seconds(10);
constexpr Duration kMinute = std::chrono::minutes(1);
constexpr std::size_t kCallsOfMinute = 12;
// Once the back-off is as long as it gets: a try every minute on average, two calls each.
constexpr Duration kLongestBackoff = std::chrono::minutes(12);
constexpr Duration kLongWindow = std::chrono::minutes(5);
constexpr std::size_t kCallsOfLongWindow = 24;

// When nobody can say.
constexpr Duration kNotSoon = std::chrono::hours(1000);

std::size_t within(const std::deque<Instant>& calls, Duration window, Now now) {
  return static_cast<std::size_t>(
      std::count_if(calls.begin(), calls.end(), [&](Instant when) { return now.steady - when <= window; }));
}

void add(std::deque<Instant>& calls, Duration window, Now now) {
  calls.push_back(now.steady);
  while (now.steady - calls.front() > window) calls.pop_front();
}

}  // namespace

void PaceWatch::follow(const api::ClusterKey& key, api::Verb verb, Instant due) {
  const auto cursed =
      std::any_of(curses_.begin(), curses_.end(), [&](const auto& curse) { return curse.first == key; });
  // What a change that is under way leads to is another beginning.
  const auto changing = changing_.find(key);
  if (cursed || (changing != changing_.end() && changing->second != verb)) return void(changes_.erase(key));
  Change& change = changes_.try_emplace(key, Change{verb, due}).first->second;
  if (change.verb != verb) change = Change{verb, due};
  change.due = due;
  change.left = false;
  change.after = last_decided_;
  change.allowed += verb == api::Verb::Update ? kCallsOfUpdate : kCallsOfDelete;
  if (verb == api::Verb::Update) ++figures_.updates;
  if (verb == api::Verb::Delete) ++figures_.deletes;
}

std::optional<api::Verb> PaceWatch::change_wanted(const WishWatch::Wish& wish,
                                                  const std::optional<RealCluster>& real) {
  const bool ready = real && real->state == api::ClusterState::Ready;
  if (!wish.exists) {
    return ready && wish.may_delete() ? std::optional(api::Verb::Delete) : std::nullopt;
  }
  if (!wish.plainly || !wish.obscurely.empty()) return std::nullopt;
  if (!real) return api::Verb::Create;
  if (ready && !api::differences(*wish.plainly->spec, real->spec, nullptr).empty()) return api::Verb::Update;
  return std::nullopt;
}

Instant PaceWatch::removal_counts_from(const WishWatch::Wish& wish, Now now) const {
  // As long as a source says nothing at all, no removal counts.
  return (wish.unheard ? std::nullopt : wish.gone_since).value_or(now.steady + kNotSoon) + removal_takes_;
}

void PaceWatch::follow_wishes(const WishWatch& wishes, const SimApi& truth, Now now) {
  for (const auto& [key, wish] : wishes.all()) {
    const auto change = changes_.find(key);
    const auto wanted = change_wanted(wish, truth.find(key, now));
    if (!wish.exists) {
      const Instant due = removal_counts_from(wish, now);
      if (change != changes_.end() && change->second.verb == api::Verb::Delete) {
        const Instant later = std::max(change->second.from, due);
        // What was in doubt meanwhile is waited for anew, and read anew.
        if (later > change->second.due) change->second.calls = 0;
        change->second.due = later;
      }
      if (digests_.erase(key) == 0) continue;
      disturbed(key);
      changes_.erase(key);
      if (wanted) follow(key, *wanted, due);
      continue;
    }
    if (!wish.plainly || !wish.obscurely.empty()) continue;
    if (std::exchange(digests_[key], wish.plainly->digest) == wish.plainly->digest) continue;
    disturbed(key);
    const bool creating = change != changes_.end() && change->second.verb == api::Verb::Create;
    if (!wanted) {
      changes_.erase(key);
    } else if (*wanted != api::Verb::Create || !creating) {
      follow(key, *wanted, now.steady);
    }
  }
}

void PaceWatch::lifted(const api::ClusterKey& key, api::Verb verb, bool for_good, const WishWatch& wishes,
                       const SimApi& truth, Now now) {
  curses_.erase({key, verb});
  const auto streak = streaks_.find(key);
  if (streak == streaks_.end() || streak->second.verb != verb) return;
  if (for_good) streak->second.refused_for_good = true;
  if (!calm_ || streak->second.refused_for_good) return;
  // The attempt that is under way may be the one that works.
  if (now.steady - streak->second.last < kUnderWay) return;
  const auto wish = wishes.all().find(key);
  if (wish == wishes.all().end()) return;
  const auto wanted = change_wanted(wish->second, truth.find(key, now));
  if (wanted != verb) return;
  Instant due = now.steady;
  if (verb == api::Verb::Delete) due = std::max(due, removal_counts_from(wish->second, now));
  follow(key, verb, due + options_.backoff_longest);
  if (const auto change = changes_.find(key); change != changes_.end())
    change->second.from = now.steady + options_.backoff_longest;
}

void PaceWatch::read(const WishWatch& wishes, const SimApi& truth, Now now) {
  if (calm_) return follow_wishes(wishes, truth, now);
  for (const auto& [key, wish] : wishes.all()) {
    std::uint64_t digest = 0;
    if (wish.plainly) digest += wish.plainly->digest;
    for (const ManifestPtr& manifest : wish.obscurely) digest += 3 * manifest->digest;
    if (!wish.exists) digest = 1;
    if (std::exchange(digests_[key], digest) != digest) disturbed(key);
  }
}

void PaceWatch::count(Change& change, const Call& call, Now now) {
  if (change.verb == api::Verb::Delete && change.left && call.verb == api::Verb::Delete)
    complaints_.add(call, now, "it was deleted already");
  const bool counts = change.verb != api::Verb::Delete || (!change.left && now.steady >= change.due);
  change.left = change.left || call.verb == change.verb;
  if (!counts) return;
  if (change.verb == api::Verb::Update) ++figures_.update_calls;
  if (change.verb == api::Verb::Delete) ++figures_.delete_calls;
  ++change.calls;
  if (change.verb == api::Verb::Create || change.calls <= change.allowed) return;
  complaints_.add(call, now,
                  std::to_string(change.calls) + " calls for one " +
                      std::string(api::verb_name(change.verb)) + ", " + std::to_string(change.allowed) +
                      " are enough");
}

void PaceWatch::check_curse(const Call& call, Now now) {
  const auto found = streaks_.find(call.key);
  if (api::is_mutating(call.verb)) {
    // Another change is another beginning, and so is a try after the longest back-off and what is read in
    // between.
    const bool goes_on = found != streaks_.end() && found->second.verb == call.verb &&
                         now.steady - found->second.last <= kLongestBackoff + kMinute;
    const Instant first = goes_on ? found->second.first : now.steady;
    streaks_.insert_or_assign(call.key, Streak{call.verb, first, now.steady});
  }
  if (found == streaks_.end() || !curses_.contains({call.key, found->second.verb})) return;
  const Instant since = found->second.first;
  const auto& calls = calls_[call.key];
  if (now.steady - since > kFirstTries + kMinute && within(calls, kMinute, now) > kCallsOfMinute)
    complaints_.add(call, now,
                    std::to_string(within(calls, kMinute, now)) + " calls a minute for what keeps failing");
  if (now.steady - since > kLongestBackoff + kLongWindow &&
      within(calls, kLongWindow, now) > kCallsOfLongWindow)
    complaints_.add(call, now, "the back-off of what keeps failing does not grow");
}

void PaceWatch::over(const Call& call, bool worked) {
  under_way_[call.key.account_id].erase(call.id);
  if (!api::is_mutating(call.verb)) return;
  changing_.erase(call.key);
  if (worked) streaks_.erase(call.key);
}

void PaceWatch::restarted(Now now) {
  restarted_ = now.steady;
  // Its calls count from 1.
  last_decided_ = 0;
  for (auto& [key, change] : changes_) change.after = 0;
  streaks_.clear();
  // A new process has a budget of its own.
  all_calls_.clear();
  under_way_.clear();
  changing_.clear();
}

void PaceWatch::check_budget(const Call& call, Now now) {
  auto& calls = all_calls_[call.key.account_id];
  add(calls, kBudgetWindow, now);
  const double most = options_.budget_burst + options_.budget_per_second * kBudgetWindow.count() / 1000;
  if (static_cast<double>(calls.size()) > most + 1)
    complaints_.add(call, now, std::to_string(calls.size()) + " calls within 10 s, beyond the budget");
  auto& under_way = under_way_[call.key.account_id];
  under_way.insert(call.id);
  if (under_way.size() > options_.max_calls_in_flight)
    complaints_.add(call, now, std::to_string(under_way.size()) + " calls at once");
}

void PaceWatch::leaves(const Call& call, Now now) {
  check_budget(call, now);
  if (call.verb == api::Verb::List) {
    if (!call.page_token.empty()) return;
    auto& walks = walks_[call.key.account_id];
    add(walks, kLongWindow, now);
    const auto fails = walk_fails_.find(call.key.account_id);
    if (fails == walk_fails_.end()) return;
    const Instant since = std::max(fails->second, restarted_);
    if (now.steady - since > kFirstTries + kMinute && within(walks, kMinute, now) > kCallsOfMinute)
      complaints_.add(call, now,
                      std::to_string(within(walks, kMinute, now)) + " LISTs a minute, which all break off");
    return;
  }
  // What moves by itself is looked at whatever fails.
  if (call.reason != controller::Reason::Creating && call.reason != controller::Reason::Deleting)
    add(calls_[call.key], kLongWindow, now);
  check_curse(call, now);
  if (api::is_mutating(call.verb)) changing_.insert_or_assign(call.key, call.verb);
  const auto change = changes_.find(call.key);
  if (change == changes_.end()) return;
  if (call.id > change->second.after) return count(change->second, call, now);
  // It was decided before this was wanted; and what it leads to is another beginning.
  if (api::is_mutating(call.verb) && call.verb != change->second.verb) changes_.erase(change);
}

void PaceWatch::look(const WishWatch& wishes, const SimApi& truth, Now now) {
  if (!calm_) return;
  std::map<std::string, std::size_t> wanted;
  for (const auto& [key, change] : changes_) {
    if (!change.left) ++wanted[key.account_id];
  }
  for (const auto& [key, change] : changes_) {
    if (change.left) continue;
    const double seconds =
        static_cast<double>(wanted[key.account_id] * kCallsOfUpdate) / options_.budget_per_second;
    const auto needs = Duration(static_cast<Duration::rep>(seconds * kBudgetMargin * 1000));
    if (now.steady <= change.due + needs + kSlack) continue;
    // What had been decided before may have done it.
    const auto wish = wishes.all().find(key);
    if (wish == wishes.all().end() || change_wanted(wish->second, truth.find(key, now)) != change.verb)
      continue;
    complaints_.add(api::to_string(key) + ": its " + std::string(api::verb_name(change.verb)) +
                    " does not leave, though nothing is in its way");
  }
}

}  // namespace fwop::simulation
