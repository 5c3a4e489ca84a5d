#include "manifests/git/git_store.hpp"

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "manifests/git/git_listing.hpp"
#include "manifests/git_handle.hpp"

namespace fwop::manifests {
namespace {

constexpr const char* kInForce = "refs/fireworks-operator/in-force";

GitError unusable(const std::string& what) {
  return {GitFault::Unusable, what + ": " + git_message() +
                                  "; check the disk of --state-dir, or remove its folder git to fetch anew"};
}

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

}  // namespace

void throw_exception_from_error(const GitError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a Git call that failed: " + error.message);
}

struct GitStore::State {
  GitLibrary library;
  GitRepository repository;

  GitCommit commit(const std::string& hex) const {
    git_oid id;
    git_commit* found = nullptr;
    if (git_oid_fromstr(&id, hex.c_str()) != 0 || git_commit_lookup(&found, repository.get(), &id) != 0)
      return nullptr;
    return GitCommit(found);
  }
};

GitStore::GitStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
GitStore::~GitStore() = default;
GitStore::GitStore(GitStore&&) noexcept = default;
GitStore& GitStore::operator=(GitStore&&) noexcept = default;

GitResult<GitStore> GitStore::open(const std::filesystem::path& directory) {
  auto state = std::make_unique<State>();
  git_repository* repository = nullptr;
  if (git_repository_open_bare(&repository, directory.c_str()) != 0) {
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (git_repository_init(&repository, directory.c_str(), /*is_bare=*/1) != 0)
      return unusable("cannot make " + directory.string());
  }
  state->repository.reset(repository);
  return GitStore(std::move(state));
}

std::optional<std::string> GitStore::in_force() const {
  git_oid id;
  if (git_reference_name_to_id(&id, state_->repository.get(), kInForce) != 0) return std::nullopt;
  return git_hex(id);
}

GitResult<void> GitStore::put_in_force(const std::string& commit) {
  git_oid id;
  git_reference* made = nullptr;
  if (git_oid_fromstr(&id, commit.c_str()) != 0 ||
      git_reference_create(&made, state_->repository.get(), kInForce, &id, /*force=*/1, nullptr) != 0)
    return unusable("cannot note commit " + commit);
  git_reference_free(made);
  return {};
}

bool GitStore::descends(const std::string& newer, const std::string& older) const {
  git_oid newer_id;
  git_oid older_id;
  if (git_oid_fromstr(&newer_id, newer.c_str()) != 0 || git_oid_fromstr(&older_id, older.c_str()) != 0)
    return false;
  return newer == older || git_graph_descendant_of(state_->repository.get(), &newer_id, &older_id) == 1;
}

GitResult<Revision> GitStore::revision(const std::string& commit) const {
  const GitCommit found = state_->commit(commit);
  if (!found) return unusable("cannot read commit " + commit);
  Revision revision;
  revision.commit = commit;
  const git_signature* author = git_commit_author(found.get());
  if (author != nullptr) revision.author = text_of(author->name) + " <" + text_of(author->email) + ">";
  revision.subject = text_of(git_commit_summary(found.get()));
  revision.time = WallTime(std::chrono::seconds(git_commit_time(found.get())));
  return revision;
}

std::optional<GitSignature> GitStore::signature(const std::string& commit) const {
  git_oid id;
  if (git_oid_fromstr(&id, commit.c_str()) != 0) return std::nullopt;
  git_buf signature = GIT_BUF_INIT;
  git_buf data = GIT_BUF_INIT;
  std::optional<GitSignature> found;
  if (git_commit_extract_signature(&signature, &data, state_->repository.get(), &id, nullptr) == 0)
    found = GitSignature{std::string(signature.ptr, signature.size), std::string(data.ptr, data.size)};
  git_buf_dispose(&signature);
  git_buf_dispose(&data);
  return found;
}

GitResult<std::vector<GitFile>> GitStore::files(const std::string& commit, const std::string& folder) const {
  const GitCommit found = state_->commit(commit);
  git_tree* root = nullptr;
  if (!found || git_commit_tree(&root, found.get()) != 0) return unusable("cannot read commit " + commit);
  const GitTree owned_root(root);
  auto files = GitListing(state_->repository.get(), root).list(folder);
  if (!files && files.error().fault == GitFault::RefGone)
    return GitError{GitFault::RefGone, "commit " + short_commit(commit) + " " + files.error().message};
  return files;
}

OrWhyNot<std::string> GitStore::bytes(const std::string& id, std::size_t max_bytes) const {
  using Result = OrWhyNot<std::string>;
  const auto failed = [](std::string why) { return Result(boost::system::in_place_error, std::move(why)); };
  git_oid oid;
  git_odb* odb = nullptr;
  std::size_t size = 0;
  git_object_t type{};
  if (git_oid_fromstr(&oid, id.c_str()) != 0 || git_repository_odb(&odb, state_->repository.get()) != 0)
    return failed("cannot be read: " + git_message());
  const GitOdb owned_odb(odb);
  if (git_odb_read_header(&size, &type, odb, &oid) != 0) return failed("cannot be read: " + git_message());
  if (size > max_bytes)
    return failed("is larger than the " + std::to_string(max_bytes) + " bytes that are read: split it");
  git_blob* blob = nullptr;
  if (git_blob_lookup(&blob, state_->repository.get(), &oid) != 0)
    return failed("cannot be read: " + git_message());
  const GitBlob owned(blob);
  const std::string_view content(static_cast<const char*>(git_blob_rawcontent(blob)), size);
  if (content.starts_with("version https://git-lfs.github.com/spec/"))
    return failed("is a pointer of Git LFS: manifests are read from Git itself, so take it out of LFS");
  return Result(boost::system::in_place_value, std::string(content));
}

}  // namespace fwop::manifests
