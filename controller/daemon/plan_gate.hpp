#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "controller/engine/engine.hpp"

namespace fwop::controller {

/// --require-plan names a URL rather than a file.
bool is_url(std::string_view approved);

/// Whether what is declared now may be acted on: only when somebody approved its plan (--require-plan). Not
/// thread-safe.
class PlanGate {
 public:
  /// Where the approved plans stand; an error of one line when they could not be read.
  using Approved = boost::system::result<std::string, std::string>;

  /// What was let through is noted in `state_dir`, so that a restart in the middle of it goes on.
  explicit PlanGate(std::filesystem::path state_dir);

  /// Nothing when what is declared may be acted on; else why not, for people. To be asked once everything was
  /// observed, and again whenever something may have changed. Every plan hash in `approved` (64 hex digits,
  /// such as `plan` prints in any form) is approved; `where` names it for people.
  std::optional<std::string> closed_for(const Engine& engine, const Approved& approved,
                                        const std::string& where);

 private:
  std::filesystem::path note_;
  std::string open_for_;  ///< The declaration that was let through.
};

}  // namespace fwop::controller
