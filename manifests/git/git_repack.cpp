#include "manifests/git/git_repack.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "manifests/git/git_fetch.hpp"
#include "manifests/git_handle.hpp"

namespace fwop::manifests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of_packs(const fs::path& store) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(store / "objects" / "pack", failed))
    files.push_back(entry.path());
  return files;
}

/// Adds the history of every ref, and the ref's own object, which for an annotated tag is no commit.
bool gather(git_repository* repository, git_packbuilder* pack) {
  git_revwalk* walk = nullptr;
  if (git_revwalk_new(&walk, repository) != 0) return false;
  const GitRevwalk owned_walk(walk);
  git_reference_iterator* refs = nullptr;
  if (git_reference_iterator_new(&refs, repository) != 0) return false;
  const GitReferenceIterator owned_refs(refs);
  git_reference* ref = nullptr;
  int code = 0;
  while ((code = git_reference_next(&ref, refs)) == 0) {
    const GitReference owned(ref);
    const git_oid* id = git_reference_target(ref);
    if (id == nullptr) continue;  // HEAD of a repository without branches
    if (git_packbuilder_insert_recur(pack, id, nullptr) != 0) return false;
    if (git_revwalk_push_ref(walk, git_reference_name(ref)) != 0) return false;
  }
  return code == GIT_ITEROVER && git_packbuilder_insert_walk(pack, walk) == 0;
}

}  // namespace

bool repack_when_many(git_repository* repository, const fs::path& store) {
  const std::vector<fs::path> before = files_of_packs(store);
  const auto packs = static_cast<std::size_t>(std::count_if(
      before.begin(), before.end(), [](const fs::path& file) { return file.extension() == ".pack"; }));
  if (packs <= kMaxGitPacks) return true;
  git_packbuilder* pack = nullptr;
  if (git_packbuilder_new(&pack, repository) != 0) return false;
  const GitPackbuilder owned(pack);
  if (!gather(repository, pack) || git_packbuilder_write(pack, nullptr, 0, nullptr, nullptr) != 0)
    return false;
  const std::string kept = std::string("pack-") + git_packbuilder_name(pack);
  for (const fs::path& file : before) {
    std::error_code ignored;
    if (file.stem() != kept) fs::remove(file, ignored);
  }
  return true;
}

}  // namespace fwop::manifests
