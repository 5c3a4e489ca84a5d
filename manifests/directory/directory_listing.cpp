#include "manifests/directory/directory_listing.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>

#include <system_error>

#include "manifests/manifest_name.hpp"

namespace fwop::manifests {
namespace {

/// Limits for one reading, separately for what counts and for what is ignored. More than this means a wrong
/// path, such as "/".
constexpr std::size_t kMaxFiles = 100'000;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kMaxDepth = 64;

constexpr const char* kTooMany = "too many files: is this the right folder?";

std::string error_text(int error) { return std::generic_category().message(error); }

}  // namespace

void DirectoryListing::add_root(const std::string& path) {
  Place root{.path = path, .below_root = "", .ignored = false};
  struct stat info {};
  if (path.empty() || ::stat(path.c_str(), &info) != 0) {
    fail(path, error_text(path.empty() ? ENOENT : errno));
  } else if (!S_ISDIR(info.st_mode)) {
    add_file(std::move(root), info);
  } else if (read_ignore_rules(path)) {
    add_directory(root, info, 0);
  }
}

/// False if there are rules that cannot be read: files that they may cover must not count as declared.
bool DirectoryListing::read_ignore_rules(const std::string& root) {
  const std::string path = root + (root.ends_with('/') ? "" : "/") + std::string(kIgnoreFile);
  rules_ = {};
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 && errno == ENOENT) return true;
  WholeFile file = read_whole_file(path, kMaxIgnoreFile);
  if (file.error.empty() && file.bytes.size() > kMaxIgnoreFile)
    file.error = "is larger than the " + std::to_string(kMaxIgnoreFile) + " bytes that are read";
  if (file.error.empty()) {
    auto rules = IgnoreRules::parse(file.bytes);
    if (rules) {
      rules_ = std::move(*rules);
      return true;
    }
    file.error = rules.error();
  }
  fail(path, file.error);
  return false;
}

void DirectoryListing::add_directory(const Place& place, const struct stat& info, std::size_t depth) {
  Walk& walk = walk_of(place.ignored);
  if (depth > kMaxDepth) return fail(place.path, "folders nested more than 64 levels deep");
  if (!walk.seen.insert({info.st_dev, info.st_ino}).second) return;  // a link cycle, or given twice
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(place.path.c_str()), ::closedir);
  if (!stream && place.ignored) return;
  if (!stream) return fail(place.path, error_text(errno));
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    if (++walk.entries > kMaxEntries) return fail(place.path, kTooMany);
    if (!is_hidden_name(entry->d_name)) names.emplace_back(entry->d_name);
  }
  if (errno != 0) return fail(place.path, error_text(errno));
  std::sort(names.begin(), names.end());
  const std::string prefix = place.path.ends_with('/') ? place.path : place.path + "/";
  for (const std::string& name : names)
    add_entry(::dirfd(stream.get()), {prefix + name, place.below_root + name, place.ignored}, name, depth);
}

void DirectoryListing::add_entry(int directory, Place place, const std::string& name, std::size_t depth) {
  struct stat info {};
  const int code = ::fstatat(directory, name.c_str(), &info, 0) == 0 ? 0 : errno;
  const bool is_folder = code == 0 && S_ISDIR(info.st_mode);
  if (is_folder) place.below_root += '/';
  place.ignored = place.ignored || rules_.cover(place.below_root);
  if (code != 0) {
    add_unreachable(directory, std::move(place), name, code);
  } else if (is_folder) {
    add_directory(place, info, depth + 1);
  } else if (is_manifest_name(name)) {
    add_file(std::move(place), info);
  }
}

/// Adds a name that cannot be reached. A broken link may have led to a folder, whatever its name is.
void DirectoryListing::add_unreachable(int directory, Place place, const std::string& name, int code) {
  struct stat info {};
  const bool is_link =
      ::fstatat(directory, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
  // A file that disappeared after the folder was listed is gone. A manifest may be about to be replaced, so
  // it stays.
  if (!is_link && code == ENOENT && !is_manifest_name(name)) return;
  const std::string what = is_link ? "is a link that cannot be followed: " : "cannot be read: ";
  add({std::move(place.path), std::nullopt, what + error_text(code), place.ignored});
}

void DirectoryListing::add_file(Place place, const struct stat& info) {
  if (!walk_of(place.ignored).seen.insert({info.st_dev, info.st_ino}).second) return;
  if (S_ISREG(info.st_mode)) {
    add({std::move(place.path), FileVersion::of(info), {}, place.ignored});
  } else {
    add({std::move(place.path), std::nullopt, "is not a regular file", place.ignored});
  }
}

void DirectoryListing::add(FoundFile found) {
  Walk& walk = walk_of(found.ignored);
  if (walk.files == kMaxFiles) return fail(found.name, kTooMany);
  ++walk.files;
  files_.push_back(std::move(found));
}

void DirectoryListing::fail(const std::string& path, const std::string& why) {
  if (error_.empty()) error_ = path + ": " + why;
}

}  // namespace fwop::manifests
