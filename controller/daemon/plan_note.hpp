#pragma once

#include <filesystem>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// Earlier releases kept the hash of the approved declaration in `state_dir`/plan-in-force. Moves the hash to
/// the journal and to `contents` (what the journal holds), and removes the file. Does nothing without a file.
/// If the journal cannot store the hash, logs that and keeps the file; the hash is valid for this run, and
/// the next start tries again. Blocks: call it before the loop runs.
void take_over_noted_plan(const std::filesystem::path& state_dir, Journal& journal,
                          JournalContents& contents);

}  // namespace fwop::controller
