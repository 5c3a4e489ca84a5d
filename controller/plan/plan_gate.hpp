#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "controller/engine.hpp"

namespace fwop::controller {

/// Whether what is declared now may be acted on: only when somebody approved its plan (--require-plan). Not
/// thread-safe.
class PlanGate {
 public:
  /// `approved` is a file; every plan hash in it (64 hex digits, such as `plan` prints in any form) is
  /// approved. What was let through is noted in `state_dir`, so that a restart in the middle of it goes on.
  PlanGate(std::filesystem::path approved, std::filesystem::path state_dir);

  /// Nothing when what is declared may be acted on; else why not, for people. To be asked once everything was
  /// observed, and again whenever something may have changed; reads the file each time.
  std::optional<std::string> closed_for(const Engine& engine);

 private:
  std::filesystem::path approved_;
  std::filesystem::path note_;
  std::string open_for_;  ///< The declaration that was let through.
};

}  // namespace fwop::controller
