#pragma once

#include <filesystem>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// Earlier releases noted which declaration was let through in `state_dir`/plan-in-force. Moves that into the
/// journal, and into `contents`, which it held, and removes the file; does nothing where there is none.
/// Blocks: to be called before the loop runs. When the journal cannot keep it, it is in force all the same,
/// since the file stays: the log says so, and the next start tries again.
void take_over_noted_plan(const std::filesystem::path& state_dir, Journal& journal,
                          JournalContents& contents);

}  // namespace fwop::controller
