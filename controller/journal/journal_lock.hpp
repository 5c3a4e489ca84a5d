#pragma once

#include <filesystem>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// Held while the object lives. The kernel releases it when the process ends, however it ends. Two in one
/// process exclude each other too. Locks both the state directory and a file in it: the file names the
/// holder, and the directory lock still works if somebody removes the file.
class JournalLock {
 public:
  /// Never waits. The error names the process that holds the lock.
  static boost::system::result<JournalLock, JournalError> take(const std::filesystem::path& state_dir);

  JournalLock(JournalLock&& other) noexcept;
  JournalLock& operator=(JournalLock&& other) noexcept;
  ~JournalLock();

 private:
  JournalLock() = default;

  int directory_ = -1;
  int file_ = -1;
};

}  // namespace fwop::controller
