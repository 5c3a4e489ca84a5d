#include "controller/journal/sqlite.hpp"

#include <cerrno>
#include <stdexcept>
#include <utility>

#include <sqlite3.h>

namespace fwop::controller {
namespace {

/// The last errno of the log's file: SQLite itself keeps none for a failed commit.
int log_errno(sqlite3* handle) {
  sqlite3_file* log = nullptr;
  if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK) return 0;
  if (log == nullptr || log->pMethods == nullptr) return 0;
  int error_number = 0;
  return log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error_number) == SQLITE_OK ? error_number
                                                                                               : 0;
}

SqliteError error_of(sqlite3* handle, int code) {
  if (handle == nullptr) return {code, 0, sqlite3_errstr(code)};
  const int primary = code & 0xff;
  int error_number = 0;
  if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) error_number = sqlite3_system_errno(handle);
  if (primary == SQLITE_IOERR && error_number == 0) error_number = log_errno(handle);
  return {code, error_number, sqlite3_errmsg(handle)};
}

}  // namespace

void throw_exception_from_error(const SqliteError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a database call that failed: " + error.message);
}

SqliteError SqliteError::damage(std::string message) { return {SQLITE_CORRUPT, 0, std::move(message)}; }

bool SqliteError::disk_full() const {
  if ((code & 0xff) == SQLITE_FULL) return true;
  // If the shared index of the log cannot grow, SQLite gives this code and no errno.
  if (code == SQLITE_IOERR_SHMSIZE) return true;
  const bool no_room = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
  return (code & 0xff) == SQLITE_IOERR && no_room;
}

bool SqliteError::corrupt() const {
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

bool SqliteError::busy() const { return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED; }

bool SqliteError::schema_differs() const { return (code & 0xff) == SQLITE_ERROR; }

// ---- Statement

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_),
      bind_error_(other.bind_error_) {}

SqliteStatement& SqliteStatement::operator=(SqliteStatement&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(bound_, other.bound_);
  std::swap(bind_error_, other.bind_error_);
  return *this;
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

SqliteStatement& SqliteStatement::note(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::int64_t number) {
  return note(sqlite3_bind_int64(statement_, ++bound_, number));
}

SqliteStatement& SqliteStatement::bind(std::string_view text) {
  // An empty view may be a null pointer, which SQLite would store as NULL.
  const char* const start = text.empty() ? "" : text.data();
  return note(sqlite3_bind_text64(statement_, ++bound_, start, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

SqliteStatement& SqliteStatement::bind_null() { return note(sqlite3_bind_null(statement_, ++bound_)); }

SqliteResult<bool> SqliteStatement::step() {
  sqlite3* const handle = sqlite3_db_handle(statement_);
  if (bind_error_ != SQLITE_OK) return error_of(nullptr, bind_error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(handle, sqlite3_extended_errcode(handle));
}

SqliteResult<void> SqliteStatement::run() {
  auto row = step();
  while (row && *row) row = step();
  reset();
  if (!row) return row.error();
  return {};
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  bound_ = 0;
  bind_error_ = SQLITE_OK;
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string SqliteStatement::text(int column) const {
  const auto* const start = sqlite3_column_text(statement_, column);
  if (start == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {reinterpret_cast<const char*>(start), size};
}

std::optional<std::int64_t> SqliteStatement::optional_number(int column) const {
  if (is_null(column)) return std::nullopt;
  return number(column);
}

// ---- Database

SqliteResult<SqliteDatabase> SqliteDatabase::open(const std::string& path) {
  return open_with(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

SqliteResult<SqliteDatabase> SqliteDatabase::open_read_only(const std::string& path) {
  return open_with(path, SQLITE_OPEN_READONLY);
}

SqliteResult<SqliteDatabase> SqliteDatabase::open_with(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  // Even a failed open returns a handle: it says why, and must be closed.
  SqliteDatabase database(handle);
  if (code != SQLITE_OK) return error_of(handle, code);
  return database;
}

SqliteDatabase::SqliteDatabase(SqliteDatabase&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)) {}

SqliteDatabase& SqliteDatabase::operator=(SqliteDatabase&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close(handle_); }

SqliteError SqliteDatabase::error(int code) const { return error_of(handle_, code); }

SqliteResult<void> SqliteDatabase::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(sqlite3_extended_errcode(handle_));
  return {};
}

SqliteResult<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(sqlite3_extended_errcode(handle_));
  return SqliteStatement(statement);
}

SqliteResult<std::int64_t> SqliteDatabase::query_number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return SqliteError{SQLITE_ERROR, 0, "no row: " + std::string(sql)};
  return statement->number(0);
}

SqliteResult<std::string> SqliteDatabase::query_text(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return SqliteError{SQLITE_ERROR, 0, "no row: " + std::string(sql)};
  return statement->text(0);
}

void SqliteDatabase::leave_log_on_close(bool leave) {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

bool SqliteDatabase::read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

std::int64_t SqliteDatabase::changes() const { return sqlite3_changes64(handle_); }

bool SqliteDatabase::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

// ---- Transaction

SqliteResult<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase& database) {
  // IMMEDIATE: if another process blocks us, it does so here and not in the middle.
  const auto begun = database.execute("BEGIN IMMEDIATE");
  if (!begun) return begun.error();
  return SqliteTransaction(database);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
  // Some errors roll back by themselves.
  if (database_ != nullptr && database_->in_transaction()) (void)database_->execute("ROLLBACK");
}

SqliteResult<void> SqliteTransaction::commit() { return database_->execute("COMMIT"); }

}  // namespace fwop::controller
