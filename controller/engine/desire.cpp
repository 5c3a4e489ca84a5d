#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

std::string places(const manifests::Duplicate& duplicate) {
  std::string text;
  for (const manifests::Origin& origin : duplicate.origins) {
    if (!text.empty()) text += ", ";
    text += to_string(origin);
  }
  return text;
}

/// " (commit 0123456789ab by Ann <ann@example.com>: Add prod)"; empty for a folder.
std::string commit_text(const manifests::Revision& revision) {
  if (revision.commit.empty()) return "";
  return " (commit " + manifests::short_commit(revision.commit) + " by " + revision.author + ": " +
         revision.subject + ")";
}

}  // namespace

Entry& Engine::Impl::entry_of(const api::ClusterKey& key, Now now) {
  const auto known = entries.find(key);
  if (known != entries.end()) return **known;
  auto made = std::make_unique<Entry>();
  made->record.key = key;
  Entry& entry = **entries.insert(std::move(made)).first;
  entry.ordinal = next_ordinal_++;
  entry.account = &account_of(key.account_id, now);
  ++entry.account->entries;
  ++unsettled_;
  entry.record.first_seen = now.wall;
  entry.blind_until = Instant::min();
  entry.not_before = now.steady;
  use_last_sweep(entry, now);
  return entry;
}

void Engine::Impl::declare(Entry& entry, std::shared_ptr<const manifests::Manifest> manifest, Now now) {
  const bool returned = entry.removed_at.has_value() || entry.disputed;
  if (entry.manifest == manifest && !returned) return;
  end_removal(entry);
  entry.disputed = false;
  Record& record = entry.record;
  const auto spec_before = entry.manifest ? entry.manifest->spec : record.applied;
  const api::ClusterSpec* before = spec_before.get();
  const bool same_spec = before && *before == *manifest->spec;
  entry.manifest = std::move(manifest);
  const bool redeclared = record.generation == 0 || record.digest != entry.manifest->digest;
  if (redeclared) {
    // If only the policy changed, there is nothing to apply.
    if (same_spec && record.applied_generation == record.generation) ++record.applied_generation;
    ++record.generation;
    record.digest = entry.manifest->digest;
    record.policy = entry.manifest->policy;
    record.bounces = 0;
    record.adopt_once.reset();
    entry.failures = 0;
    entry.terminal = false;
    // A held create or update is checked anew for the new declaration. A held delete still waits.
    if (record.brake && record.brake->verb != api::Verb::Delete) record.brake.reset();
    entry.not_before = now.steady;
    entry.urgent = true;
    changes_.mark_record(entry);
    note_declared(entry, before, now);
  }
  compare_with_declared(entry);
  reconcile(entry, now);
}

/// `before` is what was declared or applied until now; null when nothing was.
void Engine::Impl::note_declared(const Entry& entry, const api::ClusterSpec* before, Now now) {
  const manifests::Revision& revision = snapshot->revision;
  const bool first = entry.record.generation == 1;
  // For a folder, the event would say no more than the create that follows.
  if (first && revision.commit.empty()) return;
  std::string text = first ? "declared" : "the declaration changed";
  if (!first && before) {
    const auto changes = api::differences(*entry.manifest->spec, *before, before);
    for (const api::FieldDifference& field : changes) {
      text += (&field == &changes.front() ? ": " : ", ") + field.path + " \"" + field.actual + "\" -> \"" +
              field.wanted + "\"";
    }
    if (changes.empty()) text += ": its policy";
  }
  emit(entry, EventType::Normal, Reason::Declared, text + commit_text(revision), now);
}

void Engine::Impl::note_removal(const Entry& entry, Now now) {
  if (!entry.record.owned) return;
  const std::string& id = entry.record.key.cluster_id;
  const bool to_delete = entry.record.policy.deletion == manifests::Deletion::Delete;
  std::string text = to_delete ? "will be deleted " : "stays, and is not managed any more ";
  text += removal_wait() == Duration(0) ? "after the next sweep"
                                        : "at " + format_to_the_second(now.wall + removal_wait());
  text += ": its manifest was removed";
  if (entry.removed_from) text += " from " + *entry.removed_from;
  text += commit_text(snapshot->revision);
  if (to_delete) {
    text += ". To stop it put the manifest back, `suspend " + id + "` or `abandon " + id +
            "`; `brake release " + id + "` does it now";
  }
  emit(entry, to_delete ? EventType::Warning : EventType::Normal, Reason::RemovalPending, std::move(text),
       now);
}

void Engine::Impl::desire(std::shared_ptr<const manifests::Snapshot> desired, Now now) {
  snapshot = std::move(desired);
  // Both are sorted by key, so one pass finds the entries that the snapshot does not name.
  std::vector<Entry*> gone;
  auto known = entries.begin();
  for (const auto& manifest : snapshot->manifests) {
    for (; known != entries.end() && (*known)->record.key < manifest->key; ++known)
      gone.push_back(known->get());
    if (known != entries.end() && (*known)->record.key == manifest->key) {
      declare(**known++, manifest, now);
    } else {
      declare(entry_of(manifest->key, now), manifest, now);
    }
  }
  for (; known != entries.end(); ++known) gone.push_back(known->get());

  for (const manifests::Duplicate& duplicate : snapshot->duplicates) {
    Entry& entry = entry_of(duplicate.key, now);
    std::erase(gone, &entry);
    entry.disputed = true;
    entry.dispute = places(duplicate);
    end_removal(entry);
    reconcile(entry, now);
  }
  for (Entry* entry : gone) {
    entry->disputed = false;
    const auto manifest = std::exchange(entry->manifest, nullptr);
    compare_with_declared(*entry);
    if (!snapshot->was_removed(entry->record.key)) {
      end_removal(*entry);
    } else if (!entry->removed_at) {
      entry->removed_at = now.steady;
      if (manifest) entry->removed_from = Boxed<std::string>(to_string(manifest->origin));
      note_removal(*entry, now);
    }
    reconcile(*entry, now);
  }
  pump_all(now);
}

void Engine::Impl::drop(Entry& entry) {
  unqueue(entry);
  clear_timer(entry);
  const api::ClusterKey key = entry.record.key;
  Account& account = *entry.account;
  // The last sweep did not note it as a stranger. If it is declared again, that must not pass for absence.
  account.sweep.disown(key.cluster_id);
  if (entry.change.recorded()) effects_.batch.erased.push_back(key);
  --account.entries;
  if (!entry.settled) --unsettled_;
  changes_.forget(entry);
  effects_.dropped.push_back(key);
  entries.erase(entries.find(key));
}

}  // namespace fwop::controller
