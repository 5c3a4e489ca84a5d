#include "api/standin/world.hpp"

#include <algorithm>
#include <utility>

#include "api/clusters/fields.hpp"
#include "api/standin/validation.hpp"

namespace fwop::api::standin {
namespace {

Refusal no_such(const ClusterKey& key) { return not_found("cluster " + to_string(key) + " not found"); }

template <class Message, std::size_t N>
void take_path(Boxed<Message>& target, const Boxed<Message>& source, std::string_view path,
               std::string_view kind, const std::array<StringField<Message>, N>& fields) {
  if (path == kind) target = source;
  if (!path.starts_with(kind) || path.size() <= kind.size()) return;
  path.remove_prefix(kind.size() + 1);
  for (const auto& field : fields) {
    if (field.proto != path) continue;
    if (!target) target.emplace();
    *target.*field.member = source ? *source.*field.member : SharedText();
  }
}

ClusterSpec with_paths(ClusterSpec spec, const ClusterSpec& body, const Paths& paths) {
  for (const auto& path : paths) {
    if (path == "display_name") spec.display_name = body.display_name;
    take_path(spec.eks, body.eks, path, "eks_cluster", kEksFields);
    take_path(spec.fake, body.fake, path, "fake_cluster", kFakeFields);
  }
  return spec;
}

}  // namespace

World::World(WorldOptions options)
    : options_(options), deletion_(options.deletion.value_or(options.provisioning / 2)) {}

void World::reset() {
  accounts_.clear();
  leaving_.clear();
  history_.clear();
}

void World::keep_history(std::chrono::milliseconds longest_lag) {
  longest_lag_ = longest_lag;
  if (longest_lag.count() == 0) history_.clear();
}

/// Removes the clusters that are gone by `now`, so that each account's map holds exactly what exists.
WallTime World::settle(WallTime now) {
  latest_ = std::max(latest_, now);
  while (!leaving_.empty() && leaving_.begin()->first <= latest_) {
    const auto [at, key] = *leaving_.begin();
    leaving_.erase(leaving_.begin());
    erase(key, at);
  }
  while (!history_.empty() && (history_.front().at < latest_ - longest_lag_ || history_.size() > kMaxHistory))
    history_.pop_front();
  return latest_;
}

Record* World::find(const ClusterKey& key) {
  const auto account = accounts_.find(key.account_id);
  if (account == accounts_.end()) return nullptr;
  const auto found = account->second.find(key.cluster_id);
  return found == account->second.end() ? nullptr : &found->second;
}

void World::note(const ClusterKey& key, const Record* before, WallTime at) {
  if (longest_lag_.count() == 0) return;
  history_.push_back({at, key, before != nullptr ? std::optional<Record>(*before) : std::nullopt});
}

void World::erase(const ClusterKey& key, WallTime at) {
  const auto account = accounts_.find(key.account_id);
  const auto found = account->second.find(key.cluster_id);
  note(key, &found->second, at);
  account->second.erase(found);
}

Answer<Cluster> World::create(const ClusterKey& key, ClusterSpec spec, WallTime now) {
  now = settle(now);
  if (!is_resource_id(key.cluster_id))
    return invalid(
        "cluster_id must be 1 to 63 lower-case letters, digits and dashes, start with a letter and not end "
        "with a dash");
  if (auto refusal = check_spec(spec)) return std::move(*refusal);
  auto [place, is_new] = accounts_[key.account_id].try_emplace(key.cluster_id);
  if (!is_new) return Refusal{409, RpcCode::AlreadyExists, "cluster " + to_string(key) + " already exists"};
  auto& record = place->second;
  record.spec = std::move(spec);
  record.created = record.updated = now;
  record.ready_at = now + options_.provisioning;
  note(key, nullptr, now);
  auto cluster = show(record, key.account_id, key.cluster_id, now);
  // A create is always answered with CREATING; 0 means READY at the next read.
  cluster.state = ClusterState::Creating;
  cluster.state_text = cluster_state_name(cluster.state);
  return cluster;
}

Answer<Cluster> World::get(const ClusterKey& key, WallTime now) {
  now = settle(now);
  const Record* record = find(key);
  if (record == nullptr) return no_such(key);
  return show(*record, key.account_id, key.cluster_id, now);
}

Answer<ListPage> World::list(const std::string& account_id, const ListQuery& query,
                             std::chrono::milliseconds lag, WallTime now) {
  now = settle(now);
  if (lag.count() > 0) return list_page(as_of(account_id, now - lag), account_id, query, now - lag);
  static const Records kNone;
  const auto account = accounts_.find(account_id);
  return list_page(account == accounts_.end() ? kNone : account->second, account_id, query, now);
}

Records World::as_of(const std::string& account_id, WallTime then) const {
  Records records;
  if (const auto account = accounts_.find(account_id); account != accounts_.end()) records = account->second;
  // Go backwards, so that the oldest of several changes to a cluster wins. The changes are in the order in
  // which they were noted; for each cluster, that is the order of time.
  for (auto change = history_.rbegin(); change != history_.rend(); ++change) {
    if (change->at <= then || change->key.account_id != account_id) continue;
    if (change->before)
      records[change->key.cluster_id] = *change->before;
    else
      records.erase(change->key.cluster_id);
  }
  // A cluster that was created before the history began has no note in it.
  std::erase_if(records, [then](const auto& entry) { return entry.second.created > then; });
  return records;
}

Answer<Cluster> World::update(const ClusterKey& key, const ClusterSpec& body, const Paths& paths,
                              WallTime now) {
  return change(key, body, paths, /*keep_identity=*/true, now);
}

Answer<Cluster> World::overwrite(const ClusterKey& key, const ClusterSpec& body, const Paths& paths,
                                 WallTime now) {
  return change(key, body, paths, /*keep_identity=*/false, now);
}

Answer<Cluster> World::change(const ClusterKey& key, const ClusterSpec& body, const Paths& paths,
                              bool keep_identity, WallTime now) {
  now = settle(now);
  Record* record = find(key);
  if (record == nullptr) return no_such(key);
  if (record->deleting_since) return precondition("cluster " + to_string(key) + " is being deleted");
  auto spec = with_paths(record->spec, body, paths);
  if (keep_identity) {
    if (auto refusal = check_identity(record->spec, spec)) return std::move(*refusal);
  }
  if (auto refusal = check_spec(spec)) return std::move(*refusal);
  if (spec != record->spec) {
    note(key, record, now);
    record->spec = std::move(spec);
    record->updated = now;
  }
  return show(*record, key.account_id, key.cluster_id, now);
}

Answer<void> World::remove(const ClusterKey& key, WallTime now) {
  now = settle(now);
  Record* record = find(key);
  if (record == nullptr) return no_such(key);
  if (record->deleting_since) return {};
  note(key, record, now);
  record->deleting_since = now;
  record->gone_at = now + deletion_;
  leaving_.emplace(record->gone_at, key);
  return {};
}

Answer<void> World::vanish(const ClusterKey& key, WallTime now) {
  now = settle(now);
  Record* record = find(key);
  if (record == nullptr) return no_such(key);
  if (record->deleting_since) {
    auto [left, end] = leaving_.equal_range(record->gone_at);
    leaving_.erase(std::find_if(left, end, [&key](const auto& entry) { return entry.second == key; }));
  }
  erase(key, now);
  return {};
}

void World::fail(const ClusterKey& key, ClusterStatus status, std::chrono::milliseconds after, WallTime now) {
  now = settle(now);
  Record* record = find(key);
  if (record == nullptr || record->deleting_since) return;
  if (record->failure && record->failure->at <= now + after) return;
  note(key, record, now);
  record->failure = Failure{.at = now + after, .status = std::move(status)};
}

void World::stick(const ClusterKey& key, WallTime now) {
  now = settle(now);
  Record* record = find(key);
  if (record == nullptr || record->deleting_since) return;
  // A cluster that becomes READY at exactly this moment was not seen READY yet.
  if (!record->ready_at || *record->ready_at < now) return;
  note(key, record, now);
  record->ready_at.reset();
}

}  // namespace fwop::api::standin
