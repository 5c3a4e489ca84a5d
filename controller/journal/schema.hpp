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

/// Every step there is, from version 1 on. A step that has shipped is never changed: a new one is added.
std::span<const Migration> journal_migrations();
/// The version that this program writes.
std::int64_t newest_schema_version();

/// Takes the database through the steps that it has not had yet, each in its own transaction. After an error
/// the database stands at the last step that went through.
SqliteResult<void> migrate(SqliteDatabase& database, std::span<const Migration> steps);

}  // namespace fwop::controller
