#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/base/or_why_not.hpp"
#include "controller/engine/engine.hpp"

namespace fwop::controller {

/// True if the value of --require-plan is a URL; else it is the name of a file.
bool is_url(std::string_view approved);
/// Every plan hash in the text: 64 hex digits.
std::set<std::string> hashes_in(std::string_view text);

/// Decides whether the declared state may be applied: only after a person approved its plan (--require-plan).
/// Does no I/O. Not thread-safe.
class PlanGate {
 public:
  /// The text with the approved plan hashes, or one line that says why it could not be read.
  using Approved = OrWhyNot<std::string>;

  /// The result of a look. Neither member is set when this declaration was approved before.
  struct Look {
    std::optional<std::string> closed;  ///< Why nothing may be changed; one line for people.
    /// The plan of this declaration is approved; this is the hash of the declaration. Store it in the
    /// journal, then call let_through() with it.
    std::optional<std::string> approved;
  };

  /// `let_through`: the hash of the approved declaration in the journal, so that work on it continues after a
  /// restart; empty for none.
  explicit PlanGate(std::string let_through) : let_through_(std::move(let_through)) {}

  /// Call it after the first full observation, and again whenever something may have changed. Every plan hash
  /// in `approved` counts; the text may be the output of `plan` in any format. `where` is the source of
  /// `approved`, for messages.
  [[nodiscard]] Look look(const Engine& engine, const Approved& approved, const std::string& where) const;
  /// From now on look() lets the declaration with this hash pass, whatever `approved` says.
  void let_through(std::string declaration) { let_through_ = std::move(declaration); }

 private:
  std::string let_through_;
};

}  // namespace fwop::controller
