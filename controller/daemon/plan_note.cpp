#include "controller/daemon/plan_note.hpp"

#include <string>
#include <utility>

#include "api/base/logging.hpp"
#include "controller/daemon/flag_files.hpp"
#include "controller/daemon/plan_gate.hpp"

namespace fwop::controller {

void take_over_noted_plan(const std::filesystem::path& state_dir, Journal& journal,
                          JournalContents& contents) {
  const std::filesystem::path file = state_dir / "plan-in-force";
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown)) return;
  const auto text = read_flag_file(file);
  if (!text) return log(LogLevel::Warn, text.error());
  const auto noted = hashes_in(*text);
  // The hash in the journal is newer: a release that stores it there does not write the file.
  if (!noted.empty() && contents.let_through.empty()) {
    contents.let_through = *noted.begin();
    JournalBatch batch;
    batch.let_through = contents.let_through;
    if (const auto kept = journal.commit(batch); !kept)
      return log(LogLevel::Warn, file.string() + " stays: " + kept.error().message);
  }
  std::filesystem::remove(file, unknown);
  if (unknown) log(LogLevel::Warn, file.string() + " cannot be removed: " + unknown.message());
}

}  // namespace fwop::controller
