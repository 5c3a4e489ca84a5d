#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <system_error>

namespace fwop::controller::cli {

/// Makes a new folder in `parent` that only this user may access. The destructor removes it with its
/// contents.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "fireworks-operator-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }  ///< Empty when it was not made.

 private:
  std::filesystem::path path_;
};

}  // namespace fwop::controller::cli
