#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "manifests/directory/whole_file.hpp"
#include "manifests/ignore_rules.hpp"

namespace fwop::manifests {

/// A file that a listing found, or a name that leads to no file.
struct FoundFile {
  std::string name;
  std::optional<FileVersion> version;  ///< Set for a regular file that can be examined.
  std::string error;                   ///< Why there is no version.
  bool ignored = false;                ///< By the `.fireworksignore` of its root.
};

/// Lists what there is to read below some paths, by the rule of manifest_name.hpp. What that rule does not
/// exclude is among the files, with an error if it cannot be read.
class DirectoryListing {
 public:
  /// Adds a file of any name, or a folder with everything in it.
  void add_root(const std::string& path);

  /// Why the whole listing failed; empty if it did not.
  [[nodiscard]] const std::string& error() const { return error_; }
  std::vector<FoundFile> take_files() { return std::move(files_); }

 private:
  /// Identifies a file or directory, however it is reached.
  using Identity = std::pair<dev_t, ino_t>;
  /// State of one walk. There is one for what counts, and one for what is ignored.
  struct Walk {
    std::set<Identity> seen;
    std::size_t entries = 0;
    std::size_t files = 0;
  };
  /// A folder or file on the way.
  struct Place {
    std::string path;
    std::string below_root;  ///< As IgnoreRules::cover() expects it.
    bool ignored = false;
  };

  void add_directory(const Place& place, const struct stat& info, std::size_t depth);
  void add_entry(int directory, Place place, const std::string& name, std::size_t depth);
  void add_unreachable(int directory, Place place, const std::string& name, int code);
  void add_file(Place place, const struct stat& info);
  void add(FoundFile found);
  bool read_ignore_rules(const std::string& root);
  [[nodiscard]] Walk& walk_of(bool ignored) { return ignored ? ignored_ : counted_; }
  void fail(const std::string& path, const std::string& why);

  std::vector<FoundFile> files_;
  std::string error_;
  Walk counted_;
  Walk ignored_;
  IgnoreRules rules_;  ///< Of the present root.
};

}  // namespace fwop::manifests
