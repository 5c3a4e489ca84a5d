#include "manifests/git/git_reader.hpp"

#include <utility>

namespace fwop::manifests {
namespace {

/// As Git spells a folder: no slash at either end, and "" for the root.
std::string folder_name(std::string folder) {
  while (folder.starts_with("./")) folder.erase(0, 2);
  while (folder.ends_with('/')) folder.pop_back();
  while (folder.starts_with('/')) folder.erase(0, 1);
  return folder == "." ? "" : folder;
}

}  // namespace

GitReader::GitReader(GitStore& store, std::string source, std::string folder, DecodeLimits limits)
    : store_(store), source_(std::move(source)), folder_(folder_name(std::move(folder))), limits_(limits) {}

std::string GitReader::problem_with(const std::string& commit) const {
  const auto files = store_.files(commit, folder_);
  return files ? std::string() : files.error().message;
}

SourceReading GitReader::read(const std::string& commit) {
  SourceReading reading;
  auto revision = store_.revision(commit);
  auto files = store_.files(commit, folder_);
  if (!revision || !files) {
    reading.error = !revision ? revision.error().message : files.error().message;
    reading.revision.source = source_;
    return reading;
  }
  reading.revision = std::move(*revision);
  reading.revision.source = source_;
  std::map<std::string, Known> now;
  for (GitFile& file : *files) {
    SourceFile& read = reading.files.emplace_back();
    read.name = file.path;
    read.error = std::move(file.problem);
    read.ignored = file.ignored;
    if (!read.error.empty()) continue;
    const auto before = known_.find(file.path);
    read.unchanged = before != known_.end() && before->second == Known{file.id, file.ignored};
    if (!read.unchanged) {
      auto bytes = store_.bytes(file.id, limits_.max_file_bytes);
      if (!bytes) {
        read.error = bytes.error();
        continue;
      }
      read.bytes = std::move(*bytes);
    }
    now.emplace(std::move(file.path), Known{std::move(file.id), file.ignored});
  }
  known_ = std::move(now);
  return reading;
}

}  // namespace fwop::manifests
