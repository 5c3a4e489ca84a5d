#pragma once

#include <cstdint>
#include <span>

#include "controller/journal/sqlite.hpp"

namespace fwop::controller {

/// "FWOP" in the file's header tells our journal from another program's database.
inline constexpr std::int64_t kJournalApplicationId = 0x46574f50;

/// One step from version `to - 1` to version `to`.
struct Migration {
  std::int64_t to = 0;
  const char* sql = nullptr;
};

/// All steps, from version 1 on. Never change a step that was released: add a new one.
std::span<const Migration> journal_migrations();
/// The version that this program writes.
std::int64_t newest_schema_version();

/// Applies the steps that the database does not have yet, each in its own transaction. After an error the
/// database is at the last step that succeeded.
SqliteResult<void> migrate(SqliteDatabase& database, std::span<const Migration> steps);

}  // namespace fwop::controller
