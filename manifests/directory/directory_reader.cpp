#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include <sys/stat.h>
#include <system_error>

#include "api/base/parallel.hpp"
#include "manifests/directory/directory_listing.hpp"
#include "manifests/directory/directory_source.hpp"
#include "manifests/directory/whole_file.hpp"
#include "manifests/manifest_name.hpp"

namespace fwop::manifests {

namespace fs = std::filesystem;

class DirectoryReader::State {
 public:
  State(std::vector<fs::path> paths, DecodeLimits limits, std::chrono::seconds settle_time)
      : limits_(limits), settle_time_(settle_time) {
    for (const fs::path& path : paths) {
      std::error_code ignored;
      const fs::path absolute = fs::absolute(path, ignored);
      roots_.push_back({path.lexically_normal(), absolute.lexically_normal()});
      source_ += (source_.empty() ? "" : ", ") + path.string();
    }
  }

  SourceReading read(const Changes& changes) {
    SourceReading reading;
    if (changes.anything || !read_known(changes.files, reading)) {
      reading = {};
      read_all(reading);
    }
    reading.revision.source = source_;
    return reading;
  }

  void forget() { known_.clear(); }

 private:
  struct Root {
    fs::path given;
    fs::path absolute;
  };

  /// What is known about a file from the last reading without an error.
  struct Known {
    std::optional<FileVersion> version;  ///< Without one, the file is always read again.
    bool ignored = false;
  };

  [[nodiscard]] std::optional<FileVersion> read(SourceFile& file) const {
    WholeFile whole = read_whole_file(file.name.str(), limits_.max_file_bytes);
    file.bytes = std::move(whole.bytes);
    file.error = std::move(whole.error);
    return whole.version;
  }

  void read_all(SourceReading& reading) {
    DirectoryListing listing;
    for (const Root& root : roots_) listing.add_root(root.given.string());
    reading.error = listing.error();
    if (!reading.error.empty()) return known_.clear();

    std::vector<FoundFile> found = listing.take_files();
    std::vector<std::optional<FileVersion>> versions(found.size());
    reading.files.resize(found.size());
    for_each_in_parallel(found.size(), [&](std::size_t i) {
      SourceFile& file = reading.files[i];
      file.name = std::move(found[i].name);
      file.error = std::move(found[i].error);
      file.ignored = found[i].ignored;
      if (!found[i].version) return;
      const auto before = known_.find(file.name);
      file.unchanged = before != known_.end() && before->second.version == found[i].version &&
                       before->second.ignored == file.ignored;
      versions[i] = file.unchanged ? found[i].version : read(file);
    });
    known_.clear();
    known_.reserve(found.size());
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if (versions[i] && !versions[i]->is_settled(settle_time_)) versions[i].reset();
      known_.emplace(reading.files[i].name, Known{versions[i], reading.files[i].ignored});
    }
  }

  /// False if one of them is not a file that was read before: then only a listing shows what exists.
  bool read_known(const std::vector<fs::path>& changed, SourceReading& reading) {
    reading.partial = true;
    std::set<std::string> names;
    for (const fs::path& path : changed) {
      if (!is_manifest_name(path.native())) continue;
      const auto name = name_of(path);
      if (!name || !known_.contains(*name)) return false;
      names.insert(*name);
    }
    for (const std::string& name : names) {
      struct stat info {};
      if (::lstat(name.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
      Known& known = known_[name];
      SourceFile file{.name = name, .ignored = known.ignored};
      known.version = read(file);
      if (known.version && !known.version->is_settled(settle_time_)) known.version.reset();
      reading.files.push_back(std::move(file));
    }
    return true;
  }

  /// The file's name in a listing; nothing if it is below none of the paths.
  [[nodiscard]] std::optional<std::string> name_of(const fs::path& absolute) const {
    for (const Root& root : roots_) {
      const fs::path below = absolute.lexically_relative(root.absolute);
      if (below.empty() || below.native().starts_with("..")) continue;
      return (below == "." ? root.given : root.given / below).string();
    }
    return std::nullopt;
  }

  std::vector<Root> roots_;
  DecodeLimits limits_;
  std::chrono::seconds settle_time_;
  std::string source_;
  std::unordered_map<SharedText, Known> known_;
};

DirectoryReader::DirectoryReader(std::vector<fs::path> paths, DecodeLimits limits,
                                 std::chrono::seconds settle_time)
    : state_(std::make_unique<State>(std::move(paths), limits, settle_time)) {}
DirectoryReader::~DirectoryReader() = default;
SourceReading DirectoryReader::read(const Changes& changes) { return state_->read(changes); }
void DirectoryReader::forget() { state_->forget(); }

void Changes::add(Changes later) {
  anything = anything || later.anything;
  files.insert(files.end(), std::make_move_iterator(later.files.begin()),
               std::make_move_iterator(later.files.end()));
}

SourceReading read_paths(const std::vector<fs::path>& paths, const DecodeLimits& limits) {
  return DirectoryReader(paths, limits).read();
}

}  // namespace fwop::manifests
