#include "manifests/snapshot_builder.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "api/base/parallel.hpp"
#include "manifests/claims.hpp"
#include "manifests/file_memory.hpp"
#include "manifests/ignore_rules.hpp"
#include "manifests/rules.hpp"

namespace fwop::manifests {
namespace {

using ManifestPtr = std::shared_ptr<const Manifest>;

/// A key whose account is left to `run --account-id` has no full name to show.
std::string shown(const api::ClusterKey& key) {
  return key.account_id.empty() ? "cluster \"" + key.cluster_id + "\"" : api::to_string(key);
}

void report_duplicate(const Duplicate& duplicate, std::vector<Diagnostic>& diagnostics) {
  constexpr std::size_t kMaxPlacesNamed = 3;
  for (std::size_t self = 0; self < duplicate.origins.size(); ++self) {
    std::string others;
    std::size_t named = 0;
    for (std::size_t other = 0; other < duplicate.origins.size() && named < kMaxPlacesNamed; ++other) {
      if (other == self) continue;
      others += (named++ == 0 ? "" : ", ") + to_string(duplicate.origins[other]);
    }
    const Origin& origin = duplicate.origins[self];
    diagnostics.push_back({.file = origin.file,
                           .line = origin.line,
                           .column = origin.column,
                           .severity = Severity::Error,
                           .rule = "DuplicateDeclaration",
                           .message = shown(duplicate.key) + " is also declared at " + others +
                                      ": remove one; until then none is acted on"});
  }
}

struct FileToRead {
  FileMemory* memory = nullptr;
  const SourceFile* file = nullptr;
  TrialVerdict verdict = {};
};

/// Tries the files that were not decoded before. Returns how many could not be tried.
std::size_t try_new(std::vector<FileToRead>& read, const SnapshotBuilder::Options& options) {
  std::vector<FileToRead*> chosen;
  std::vector<TrialFile> trial_files;
  for (FileToRead& each : read) {
    const SourceFile& file = *each.file;
    if (!file.error.empty() || each.memory->knows(file.bytes)) continue;
    chosen.push_back(&each);
    trial_files.push_back({.name = file.name.str(),
                           .bytes = file.bytes,
                           .only_ours = file.ignored || options.decode.only_ours});
  }
  if (chosen.empty()) return 0;
  std::vector<TrialVerdict> verdicts = options.trial(trial_files, options.decode);
  verdicts.resize(chosen.size(), {.kind = TrialVerdict::Kind::Untried, .why = "it was not tried"});
  std::size_t untried = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (verdicts[i].kind == TrialVerdict::Kind::Untried) ++untried;
    chosen[i]->verdict = std::move(verdicts[i]);
  }
  return untried;
}

}  // namespace

struct SnapshotBuilder::State {
  Options options;
  std::map<SharedText, FileMemory> files;
  std::shared_ptr<const Snapshot> last = std::make_shared<Snapshot>();
  /// Clusters whose manifest was in force until a `.fireworksignore` covered it, and where it is.
  std::map<api::ClusterKey, Origin> newly_ignored;

  std::map<SharedText, FileMemory> remove_absent(const SourceReading& reading);
  /// Returns how many files could not be tried.
  std::size_t take_in(const SourceReading& reading);
  void settle_claims(Snapshot& snapshot);
  void hold_ignored(Snapshot& snapshot, const Claim& claim);
  void hold_out_conflicts(Snapshot& snapshot) const;
  void judge_absence(Snapshot& snapshot) const;
  std::shared_ptr<const Snapshot> keep_last(const SourceReading& reading, Snapshot now, std::string rule,
                                            const std::string& why);
};

/// Forgets the files that are not in the reading, and returns them.
std::map<SharedText, FileMemory> SnapshotBuilder::State::remove_absent(const SourceReading& reading) {
  if (reading.partial) return {};
  std::set<std::string_view> present;
  for (const SourceFile& file : reading.files) present.insert(file.name);
  std::map<SharedText, FileMemory> gone;
  for (auto it = files.begin(); it != files.end();) {
    const auto here = it++;
    if (!present.contains(here->first)) gone.insert(files.extract(here));
  }
  return gone;
}

std::size_t SnapshotBuilder::State::take_in(const SourceReading& reading) {
  std::vector<FileToRead> read;
  for (const SourceFile& file : reading.files) {
    FileMemory& memory = files[file.name];
    memory.set_ignored(file.ignored);
    if (!file.unchanged) read.push_back({.memory = &memory, .file = &file});
  }
  const std::size_t untried = options.trial ? try_new(read, options) : 0;
  // An ignored file is most likely not ours.
  DecodeOptions lenient = options.decode;
  lenient.only_ours = true;
  for_each_in_parallel(read.size(), [&](std::size_t i) {
    const auto& [memory, file, verdict] = read[i];
    if (!file->error.empty()) {
      memory->fail(file->name, "UnreadableFile", file->error);
    } else if (verdict.kind == TrialVerdict::Kind::Untried) {
      memory->fail(file->name, "Untried", verdict.why);
    } else if (verdict.kind == TrialVerdict::Kind::Refused) {
      memory->refuse(file->name, file->bytes, verdict.why);
    } else {
      memory->read(file->name, file->bytes, file->ignored ? lenient : options.decode);
    }
  });
  return untried;
}

/// What an ignored file declares is not managed, and does not count as removed.
void SnapshotBuilder::State::hold_ignored(Snapshot& snapshot, const Claim& claim) {
  const std::string why = claim.origin->file.str() + " declares it, and a " + std::string(kIgnoreFile) +
                          " leaves that file out: to remove the cluster, remove its manifest from that file";
  snapshot.held_keys.emplace(*claim.key, why);
  const auto before = std::lower_bound(
      last->manifests.begin(), last->manifests.end(), *claim.key,
      [](const ManifestPtr& manifest, const api::ClusterKey& key) { return manifest->key < key; });
  const bool was_in_force = before != last->manifests.end() && (*before)->key == *claim.key;
  if (!was_in_force && !newly_ignored.contains(*claim.key)) return;
  newly_ignored.insert_or_assign(*claim.key, *claim.origin);
  snapshot.diagnostics.push_back({.file = claim.origin->file,
                                  .line = claim.origin->line,
                                  .column = claim.origin->column,
                                  .severity = Severity::Warning,
                                  .rule = "IgnoredNow",
                                  .message = shown(*claim.key) + " is held as it is: " + why});
}

void SnapshotBuilder::State::settle_claims(Snapshot& snapshot) {
  const Claims claims = collect_claims(files);
  snapshot.manifests.reserve(claims.size());
  for (auto begin = claims.begin(); begin != claims.end();) {
    const auto end =
        std::find_if(begin, claims.end(), [&](const Claim& claim) { return *claim.key != *begin->key; });
    const ClaimsOfKey of_key(begin, end);
    if (of_key.size() == 1 && begin->kind == Claim::Kind::Good) {
      snapshot.manifests.push_back(*begin->manifest);
    } else if (std::vector<Origin> origins = declarations(of_key); origins.size() > 1) {
      snapshot.duplicates.push_back({.key = *begin->key, .origins = std::move(origins)});
      report_duplicate(snapshot.duplicates.back(), snapshot.diagnostics);
    } else if (const ManifestPtr* manifest = in_force(of_key)) {
      snapshot.manifests.push_back(*manifest);
    } else if (begin->kind == Claim::Kind::Ignored) {
      hold_ignored(snapshot, *begin);
    }
    begin = end;
  }
  std::erase_if(newly_ignored, [&](const auto& each) { return !snapshot.held_keys.contains(each.first); });
}

/// If several manifests claim one EKS cluster, those that were in force stay in force: a mistake in a new
/// manifest must not affect a converged cluster. If none was, the first one declared is.
void SnapshotBuilder::State::hold_out_conflicts(Snapshot& snapshot) const {
  const auto conflicts = eks_cluster_conflicts(snapshot.manifests);
  if (conflicts.empty()) return;
  std::set<api::ClusterKey> before;
  for (const ManifestPtr& manifest : last->manifests) before.insert(manifest->key);
  std::set<api::ClusterKey> held_out;
  for (const auto& group : conflicts) {
    const bool any_before = std::any_of(group.begin(), group.end(), [&](const ManifestPtr& manifest) {
      return before.contains(manifest->key);
    });
    for (std::size_t i = 0; i < group.size(); ++i) {
      const bool stays = any_before ? before.contains(group[i]->key) : i == 0;
      if (!stays) held_out.insert(group[i]->key);
    }
  }
  if (held_out.empty()) return;
  std::erase_if(snapshot.manifests,
                [&](const ManifestPtr& manifest) { return held_out.contains(manifest->key); });
  snapshot.removal_hold = held_out.begin()->cluster_id + " claims an EKS cluster that another manifest has";
}

void SnapshotBuilder::State::judge_absence(Snapshot& snapshot) const {
  if (snapshot.broken_files > 0) {
    const auto broken = std::find_if(files.begin(), files.end(), [](const auto& file) {
      return file.second.broken() && !file.second.ignored();
    });
    snapshot.removal_hold = broken->first.str() + " has errors: what is missing may be in it";
    if (snapshot.broken_files > 1) {
      snapshot.removal_hold =
          std::to_string(snapshot.broken_files) + " files have errors, among them " + snapshot.removal_hold;
    }
  } else if (snapshot.manifests.empty() && snapshot.duplicates.empty() && !options.allow_empty) {
    snapshot.removal_hold = "the source holds no manifest";
  }
  snapshot.absence_is_meaningful = snapshot.removal_hold.empty();
}

/// `now` with the manifests that were in force before.
std::shared_ptr<const Snapshot> SnapshotBuilder::State::keep_last(const SourceReading& reading, Snapshot now,
                                                                  std::string rule, const std::string& why) {
  now.manifests = last->manifests;
  now.duplicates = last->duplicates;
  now.diagnostics.push_back({.file = reading.revision.source.empty() ? "source" : reading.revision.source,
                             .severity = Severity::Error,
                             .rule = std::move(rule),
                             .message = why + "; what was in force stays in force"});
  sort_diagnostics(now.diagnostics);
  now.absence_is_meaningful = false;
  now.removal_hold = why;
  last = std::make_shared<const Snapshot>(std::move(now));
  return last;
}

SnapshotBuilder::SnapshotBuilder(Options options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
SnapshotBuilder::~SnapshotBuilder() = default;
SnapshotBuilder::SnapshotBuilder(SnapshotBuilder&&) noexcept = default;
SnapshotBuilder& SnapshotBuilder::operator=(SnapshotBuilder&&) noexcept = default;

std::shared_ptr<const Snapshot> SnapshotBuilder::build(const SourceReading& reading) {
  State& state = *state_;
  if (!reading.error.empty()) {
    Snapshot unread;
    unread.revision = state.last->revision;
    unread.files = state.last->files;
    unread.broken_files = state.last->broken_files;
    unread.ignored_files = state.last->ignored_files;
    unread.held_keys = state.last->held_keys;
    return state.keep_last(reading, std::move(unread), "SourceUnreadable",
                           "the source cannot be read: " + reading.error);
  }

  Snapshot snapshot;
  snapshot.revision = reading.revision;
  snapshot.untried_files = state.take_in(reading);
  std::map<SharedText, FileMemory> gone = state.remove_absent(reading);
  for (const auto& [name, file] : state.files) {
    ++(file.ignored() ? snapshot.ignored_files : snapshot.files);
    if (file.ignored()) continue;
    const auto& diagnostics = file.diagnostics();
    snapshot.diagnostics.insert(snapshot.diagnostics.end(), diagnostics.begin(), diagnostics.end());
    if (file.broken()) ++snapshot.broken_files;
  }
  state.settle_claims(snapshot);
  const bool empty = snapshot.manifests.empty() && snapshot.duplicates.empty();
  if (empty && !state.last->manifests.empty() && !state.options.allow_empty) {
    state.files.merge(gone);
    return state.keep_last(reading, std::move(snapshot), "SourceSuddenlyEmpty",
                           "the source held " + std::to_string(state.last->manifests.size()) +
                               " manifests and now holds none (allow it with --allow-empty)");
  }
  for (Diagnostic& diagnostic : cross_manifest_rules(snapshot.manifests)) {
    snapshot.diagnostics.push_back(std::move(diagnostic));
  }
  state.hold_out_conflicts(snapshot);
  state.judge_absence(snapshot);
  sort_diagnostics(snapshot.diagnostics);
  state.last = std::make_shared<const Snapshot>(std::move(snapshot));
  return state.last;
}

}  // namespace fwop::manifests
