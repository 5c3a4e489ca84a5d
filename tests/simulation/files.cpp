#include "files.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "document_text.hpp"
#include "manifests/manifest_name.hpp"

namespace fwop::simulation {
namespace {

constexpr std::array<const char*, 4> kEndings = {".yaml", ".yml", ".YAML", ".Yaml"};
constexpr const char* kSeparator = "---\n";

std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

/// Any reader can see that something is wrong with it.
bool is_evident(Ailment ailment) {
  return ailment != Ailment::Half && ailment != Ailment::Away && ailment != Ailment::Emptied;
}

/// Nobody can tell what it declares, so it may be anything.
bool is_unclear(Ailment ailment) {
  switch (ailment) {
    case Ailment::Unreadable:
    case Ailment::Linked:
    case Ailment::ListTypo: return true;
    case Ailment::None:
    case Ailment::Half:
    case Ailment::OtherKind:
    case Ailment::Away:
    case Ailment::Emptied: break;
  }
  return false;
}

/// Nobody can read a document in it.
bool is_mute(Ailment ailment) {
  return is_unclear(ailment) || ailment == Ailment::Away || ailment == Ailment::Emptied;
}

}  // namespace

std::string_view to_string(Ailment ailment) {
  switch (ailment) {
    case Ailment::None: return "healthy";
    case Ailment::Unreadable: return "unreadable";
    case Ailment::Half: return "half";
    case Ailment::Linked: return "linked";
    case Ailment::OtherKind: return "other kind";
    case Ailment::ListTypo: return "list typo";
    case Ailment::Away: return "away";
    case Ailment::Emptied: return "emptied";
  }
  return "?";
}

Files::Tree::iterator Files::holder(const api::ClusterKey& key) {
  return std::find_if(files_.begin(), files_.end(), [&](const auto& item) {
    return !item.second.extra &&
           std::any_of(item.second.documents.begin(), item.second.documents.end(),
                       [&](const Document& document) { return document.means->key == key; });
  });
}

void Files::add(Document document, Random& random) {
  // One in four stands in a file with others.
  if (random.below(4) == 0 && !files_.empty()) {
    auto it = files_.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(random.below(files_.size())));
    if (it->second.ailment == Ailment::None && !it->second.extra) {
      it->second.documents.push_back(std::move(document));
      return;
    }
  }
  const std::string folder = random.below(2) == 0 ? "east/" : "west/";
  const std::string name = document.means->key.account_id + "-" + document.means->key.cluster_id;
  std::string path = folder + name + ".yaml";
  while (files_.contains(path)) path.insert(path.find('/') + 1, "x");
  files_[path].documents.push_back(std::move(document));
}

void Files::put(ManifestPtr manifest, Random& random) {
  Document document{manifest, document_text(*manifest)};
  const auto same = [&](const Document& other) { return other.means->key == manifest->key; };
  for (Carried& carried : carried_) {
    if (same(carried.document)) return void(carried.document = document);
  }
  if (const auto found = holder(manifest->key); found != files_.end()) {
    auto& documents = found->second.documents;
    *std::find_if(documents.begin(), documents.end(), same) = document;
    return;
  }
  add(std::move(document), random);
}

void Files::remove(const api::ClusterKey& key, Random& random) {
  const auto same = [&](const Document& document) { return document.means->key == key; };
  std::erase_if(carried_, [&](const Carried& carried) { return same(carried.document); });
  for (auto it = files_.begin(); it != files_.end();) {
    const auto here = it++;
    File& file = here->second;
    const auto found = std::find_if(file.documents.begin(), file.documents.end(), same);
    if (found == file.documents.end()) continue;
    file.before.push_back(std::move(*found));
    file.documents.erase(found);
    // Who removes it mends what else is wrong with the file, if that can be.
    if (file.ailment != Ailment::Unreadable && file.ailment != Ailment::Linked) file.ailment = Ailment::None;
    // Most people remove a file with nothing left in it; some leave it there.
    if (file.documents.empty() && file.ailment == Ailment::None && random.below(4) != 0) files_.erase(here);
  }
}

bool Files::move(const api::ClusterKey& key, std::optional<Instant> until, Random& random) {
  const auto found = holder(key);
  if (found == files_.end() || found->second.ailment != Ailment::None || !found->second.read_healthy)
    return false;
  auto& documents = found->second.documents;
  const auto document = std::find_if(documents.begin(), documents.end(),
                                     [&](const Document& other) { return other.means->key == key; });
  Document moving = *document;
  found->second.before.push_back(std::move(*document));
  documents.erase(document);
  if (documents.empty()) files_.erase(found);
  if (until) {
    carried_.push_back({std::move(moving), *until});
  } else {
    add(std::move(moving), random);
  }
  return true;
}

bool Files::rename(const api::ClusterKey& key, Random& random) {
  const auto found = holder(key);
  if (found == files_.end()) return false;
  const std::string path = found->first;
  const std::string renamed = path.substr(0, path.rfind('.')) + kEndings[random.below(kEndings.size())];
  if (files_.contains(renamed)) return false;
  auto node = files_.extract(found);
  node.key() = renamed;
  files_.insert(std::move(node));
  return true;
}

bool Files::duplicate(const api::ClusterKey& key, Instant until) {
  const auto found = holder(key);
  if (found == files_.end() || found->second.ailment != Ailment::None) return false;
  File copy;
  for (const Document& document : found->second.documents) {
    if (document.means->key == key) copy.documents.push_back(document);
  }
  copy.extra = until;
  return files_.emplace("east/copy-of-" + key.account_id + "-" + key.cluster_id + ".yaml", copy).second;
}

bool Files::ail(const api::ClusterKey& key, Ailment ailment, Instant until, Random& random) {
  const auto found = holder(key);
  if (found == files_.end()) return false;
  std::vector<File*> all{&found->second};
  if (ailment == Ailment::Linked) {
    all.clear();
    for (auto& [path, file] : files_) {
      if (folder_of(path) == folder_of(found->first)) all.push_back(&file);
    }
  }
  const bool healthy = std::all_of(all.begin(), all.end(), [](const File* file) {
    return file->ailment == Ailment::None && file->read_healthy && !file->extra;
  });
  if (!healthy) return false;
  for (File* file : all) {
    file->ailment = ailment;
    file->until = until;
    file->chance = random.next();
    file->read_healthy = false;
  }
  return true;
}

void Files::heal(Instant now) {
  for (auto it = files_.begin(); it != files_.end();) {
    const auto here = it++;
    File& file = here->second;
    if (file.ailment != Ailment::None && file.until <= now) file.ailment = Ailment::None;
    if (file.extra && *file.extra <= now) files_.erase(here);
  }
  for (auto it = carried_.begin(); it != carried_.end();) {
    if (it->until > now) {
      ++it;
      continue;
    }
    std::string path = "west/moved-" + it->document.means->key.cluster_id + ".yaml";
    while (files_.contains(path)) path.insert(path.find('/') + 1, "x");
    files_[path].documents.push_back(std::move(it->document));
    it = carried_.erase(it);
  }
}

std::string Files::text_of(const File& file) {
  std::vector<std::string> texts;
  for (const Document& document : file.documents) texts.push_back(document.text);
  if (file.ailment == Ailment::Emptied) return file.chance % 2 == 0 ? "" : "# to be written\n";
  if (file.ailment == Ailment::ListTypo) return list_of(texts, file.chance % 2 == 0 ? "item" : "Items");
  if (file.ailment == Ailment::OtherKind) {
    std::string& one = texts[file.chance % texts.size()];
    one = with_another_kind(one, file.chance / texts.size());
  }
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : kSeparator) + one;
  if (file.ailment == Ailment::Half) text.resize(file.chance % (text.size() + 1));
  return text;
}

manifests::SourceReading Files::read() {
  manifests::SourceReading reading;
  std::set<std::string> links;
  for (auto& [path, file] : files_) {
    if (file.ailment == Ailment::None) {
      file.read_healthy = true;
      file.before.clear();
    }
    if (file.ailment == Ailment::Away || !manifests::is_manifest_name(path)) continue;
    manifests::SourceFile listed;
    if (file.ailment == Ailment::Linked) {
      if (!links.insert(folder_of(path)).second) continue;
      listed.name = SharedText(folder_of(path));
      listed.error = "is a symbolic link that leads nowhere";
    } else if (file.ailment == Ailment::Unreadable) {
      listed.name = SharedText(path);
      listed.error = "cannot be read: Permission denied";
    } else {
      listed.name = SharedText(path);
      listed.bytes = file.documents.empty() ? "# nothing any more\n" : text_of(file);
    }
    reading.files.push_back(std::move(listed));
  }
  return reading;
}

Sayings Files::sayings() const {
  Sayings sayings;
  for (const auto& [path, file] : files_) {
    const bool healthy = file.ailment == Ailment::None;
    sayings.unclear = sayings.unclear || is_unclear(file.ailment);
    for (const Document& document : file.documents) {
      Said& said = sayings.of[document.means->key];
      (healthy ? said.plainly : said.obscurely).push_back(document.means);
      said.evident = said.evident || (!healthy && is_evident(file.ailment));
      sayings.silent = sayings.silent && !healthy;
      sayings.mute = sayings.mute && is_mute(file.ailment);
    }
    for (const Document& document : file.before)
      sayings.of[document.means->key].obscurely.push_back(document.means);
  }
  for (const Carried& carried : carried_)
    sayings.of[carried.document.means->key].obscurely.push_back(carried.document.means);
  return sayings;
}

std::map<api::ClusterKey, ManifestPtr> Files::meant() const {
  std::map<api::ClusterKey, ManifestPtr> meant;
  for (const auto& [path, file] : files_) {
    for (const Document& document : file.documents) meant[document.means->key] = document.means;
  }
  for (const Carried& carried : carried_) meant[carried.document.means->key] = carried.document.means;
  return meant;
}

}  // namespace fwop::simulation
