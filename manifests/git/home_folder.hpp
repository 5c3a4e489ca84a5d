#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace fwop::manifests {

/// Sets $HOME to `folder` while it lives. libgit2 1.5 asks ssh servers for host keys of the types that
/// $HOME/.ssh/known_hosts lists, and has no other setting for that.
class HomeFolder {
 public:
  explicit HomeFolder(const std::filesystem::path& folder) {
    if (const char* const home = std::getenv("HOME")) before_ = home;
    ::setenv("HOME", folder.c_str(), 1);
  }
  HomeFolder(const HomeFolder&) = delete;
  HomeFolder& operator=(const HomeFolder&) = delete;
  ~HomeFolder() {
    if (before_)
      ::setenv("HOME", before_->c_str(), 1);
    else
      ::unsetenv("HOME");
  }

 private:
  std::optional<std::string> before_;
};

}  // namespace fwop::manifests
