#include "manifests/file_memory.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "api/base/digest.hpp"

namespace fwop::manifests {
namespace {

using ManifestPtr = FileMemory::ManifestPtr;

FileMemory::Content content_of(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return {bytes.size(), digest.value(), std::hash<std::string_view>{}(bytes)};
}

bool same(const Manifest& a, const Manifest& b) {
  return a.key == b.key && a.digest == b.digest && a.name() == b.name() && a.labels == b.labels &&
         a.origin == b.origin && a.id_at == b.id_at && a.eks_name_at == b.eks_name_at &&
         a.bucket_at == b.bucket_at && a.stale == b.stale && *a.spec == *b.spec && a.policy == b.policy;
}

/// Keeps the pointer to an unchanged manifest, so that readers can compare pointers.
void share_unchanged(std::vector<ManifestPtr>& now, const std::vector<ManifestPtr>& before) {
  std::map<api::ClusterKey, ManifestPtr> by_key;
  for (const ManifestPtr& manifest : before) by_key.emplace(manifest->key, manifest);
  for (ManifestPtr& manifest : now) {
    const auto found = by_key.find(manifest->key);
    if (found != by_key.end() && same(*found->second, *manifest)) manifest = found->second;
  }
}

ManifestPtr as_stale(const ManifestPtr& manifest) {
  if (manifest->stale) return manifest;
  auto stale = std::make_shared<Manifest>(*manifest);
  stale->stale = true;
  return stale;
}

}  // namespace

bool FileMemory::knows(std::string_view bytes) const { return known_ && content_ == content_of(bytes); }

void FileMemory::read(const SharedText& name, std::string_view bytes, const DecodeOptions& options) {
  const Content content = content_of(bytes);
  if (known_ && content_ == content) return;
  known_ = false;
  take(decode_file(name, bytes, options));
  content_ = content;
  known_ = true;
}

void FileMemory::refuse(const SharedText& name, std::string_view bytes, std::string_view why) {
  known_ = false;
  take_nothing(name, "Undecodable", why);
  content_ = content_of(bytes);
  known_ = true;
}

void FileMemory::fail(const SharedText& name, std::string rule, std::string_view error) {
  known_ = false;
  take_nothing(name, std::move(rule), error);
}

void FileMemory::take_nothing(const SharedText& name, std::string rule, std::string_view error) {
  DecodedFile unreadable;
  unreadable.broken_documents.push_back({.key = std::nullopt, .origin = {.file = name}});
  unreadable.diagnostics.push_back({.file = std::string(name),
                                    .severity = Severity::Error,
                                    .rule = std::move(rule),
                                    .message = std::string(error)});
  take(std::move(unreadable));
}

const FileMemory::Rest& FileMemory::rest() const {
  static const Rest nothing;
  return rest_ ? *rest_ : nothing;
}

/// A document that was ours and now is of another kind is most likely a mistake: it counts as broken. A
/// document that was never ours and had the same name in the same file is none.
void FileMemory::find_turned(DecodedFile& decoded, const std::vector<ManifestPtr>& good_before) const {
  const auto is_declared = [&](const api::ClusterKey& key) {
    return std::any_of(decoded.manifests.begin(), decoded.manifests.end(),
                       [&](const ManifestPtr& manifest) { return manifest->key == key; }) ||
           std::any_of(decoded.broken_documents.begin(), decoded.broken_documents.end(),
                       [&](const BrokenDocument& document) { return document.key == key; });
  };
  if (decoded.others.empty()) return;
  for (const ManifestPtr& manifest : good_before) {
    if (is_declared(manifest->key)) continue;
    const auto turned =
        std::find_if(decoded.others.begin(), decoded.others.end(), [&](const OtherDocument& other) {
          return other.name == manifest->name() && !rest().namesakes.contains({other.kind, other.name});
        });
    if (turned == decoded.others.end()) continue;
    decoded.broken_documents.push_back({.key = manifest->key, .origin = turned->origin});
    decoded.diagnostics.push_back(
        {.file = turned->origin.file,
         .line = turned->origin.line,
         .column = turned->origin.column,
         .severity = Severity::Error,
         .rule = "KindChanged",
         .message = "\"" + manifest->name() + "\" was a FireworksCluster in this file and is a \"" +
                    turned->kind + "\" now: to remove the cluster, put this document into another file"});
  }
}

void FileMemory::take(DecodedFile decoded) {
  std::vector<ManifestPtr> good_before = rest().last_good;
  good_before.insert(good_before.end(), manifests_.begin(), manifests_.end());
  find_turned(decoded, good_before);
  const bool is_broken = decoded.broken();
  share_unchanged(decoded.manifests, good_before);

  std::set<api::ClusterKey> valid;
  std::set<std::string_view> names;
  for (const ManifestPtr& manifest : decoded.manifests) {
    valid.insert(manifest->key);
    if (!decoded.others.empty()) names.insert(manifest->name());
  }
  Rest now;
  for (const OtherDocument& other : decoded.others) {
    if (names.contains(other.name) || rest().namesakes.contains({other.kind, other.name}))
      now.namesakes.emplace(other.kind, other.name);
  }
  now.broken = std::move(decoded.broken_documents);
  now.diagnostics = std::move(decoded.diagnostics);

  std::set<api::ClusterKey> broken;
  bool all_known = true;
  for (const BrokenDocument& document : now.broken) {
    if (document.key) broken.insert(*document.key);
    all_known = all_known && document.key;
  }
  // If the cluster of every broken document is known, a document that is neither good nor broken was removed
  // from the file.
  for (const ManifestPtr& manifest : good_before) {
    if (!is_broken || valid.contains(manifest->key)) continue;
    if (all_known && !broken.contains(manifest->key)) continue;
    now.last_good.push_back(as_stale(manifest));
  }
  Boxed<Rest> rest;
  if (!now.broken.empty() || !now.diagnostics.empty() || !now.namesakes.empty())
    rest = Boxed<Rest>(std::move(now));

  // Nothing throws from here on: if memory was too short above, nothing has changed.
  broken_ = is_broken;
  manifests_ = std::move(decoded.manifests);
  rest_ = std::move(rest);
}

}  // namespace fwop::manifests
