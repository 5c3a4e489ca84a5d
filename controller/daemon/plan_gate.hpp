#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "controller/engine/engine.hpp"

namespace fwop::controller {

/// --require-plan names a URL rather than a file.
bool is_url(std::string_view approved);
/// Every plan hash in the text: 64 hex digits.
std::set<std::string> hashes_in(std::string_view text);

/// Whether what is declared now may be acted on: only when somebody approved its plan (--require-plan). Reads
/// and writes nothing. Not thread-safe.
class PlanGate {
 public:
  /// Where the approved plans stand; an error of one line when they could not be read.
  using Approved = boost::system::result<std::string, std::string>;

  /// What came of a look. Neither member is set: what is declared was let through already.
  struct Look {
    std::optional<std::string> closed;  ///< Why nothing may be changed, for people.
    /// The hash of the declaration, whose plan is approved: keep it in the journal, and let_through() it
    /// then.
    std::optional<std::string> approved;
  };

  /// `let_through`: the hash of a declaration, as the journal holds it, so that a restart in the middle of it
  /// goes on; empty for none.
  explicit PlanGate(std::string let_through) : let_through_(std::move(let_through)) {}

  /// To be asked once everything was observed, and again whenever something may have changed. Every plan hash
  /// in `approved` (such as `plan` prints in any form) is approved; `where` names it for people.
  [[nodiscard]] Look look(const Engine& engine, const Approved& approved, const std::string& where) const;
  /// That declaration may be acted on from now on, whatever is approved.
  void let_through(std::string declaration) { let_through_ = std::move(declaration); }

 private:
  std::string let_through_;
};

}  // namespace fwop::controller
