#pragma once

#include <filesystem>
#include <optional>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// What the journal in `state_dir` holds now, as far as it is durable; nothing when there is no journal.
/// Takes no lock and changes nothing, so a daemon may be using it. A journal with the schema of another
/// release is an error that says what to do.
boost::system::result<std::optional<JournalContents>, JournalError> read_journal(
    const std::filesystem::path& state_dir);

}  // namespace fwop::controller
