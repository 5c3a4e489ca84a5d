#pragma once

#include <filesystem>

#include <boost/system/result.hpp>

#include "controller/journal.hpp"

namespace fwop::controller {

/// Held for as long as the object lives, or the process: the kernel lets go of it when the process ends,
/// however it ends. Two in one process exclude each other too.
class JournalLock {
 public:
  /// Never waits. The error names the process that holds the lock.
  static boost::system::result<JournalLock, JournalError> take(const std::filesystem::path& state_dir);

  JournalLock(JournalLock&& other) noexcept;
  JournalLock& operator=(JournalLock&& other) noexcept;
  ~JournalLock();

 private:
  explicit JournalLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
};

}  // namespace fwop::controller
