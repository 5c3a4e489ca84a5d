#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/system/result.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace fwop::controller {

/// An error from SQLite. `code` is an extended result code.
struct SqliteError {
  int code = 0;
  int system_error = 0;  ///< errno of the failed file operation, or 0.
  std::string message;

  SqliteError() = default;
  SqliteError(int result_code, int error_number, std::string text)
      : code(result_code), system_error(error_number), message(std::move(text)) {}

  /// An error for data that SQLite can read and we cannot.
  static SqliteError damage(std::string message);

  /// True if there is no room: on the disk, in the quota, or within the limit of the journal's own size.
  [[nodiscard]] bool disk_full() const;
  /// True if the file is not empty, but is no sound database.
  [[nodiscard]] bool corrupt() const;
  /// True if another process holds the database.
  [[nodiscard]] bool busy() const;
  /// True if a statement does not fit the existing tables.
  [[nodiscard]] bool schema_differs() const;
};
template <class T>
using SqliteResult = boost::system::result<T, SqliteError>;
[[noreturn]] void throw_exception_from_error(const SqliteError& error, const boost::source_location& where);

/// A prepared statement. Bind, then step through its rows; reset() before it is used again.
class SqliteStatement {
 public:
  SqliteStatement() = default;
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&& other) noexcept;
  ~SqliteStatement();

  /// Binds the next parameters, from the first one on after a reset. The text is copied.
  SqliteStatement& bind(std::int64_t number);
  SqliteStatement& bind(std::string_view text);
  template <class T>
  SqliteStatement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }

  /// True if there is a row to read. Also returns errors of the binds before it.
  SqliteResult<bool> step();
  /// Steps to the end, and makes the statement ready for its next use.
  SqliteResult<void> run();
  /// Forgets rows and bound values.
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_number(int column) const;

 private:
  friend class SqliteDatabase;
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  SqliteStatement& bind_null();
  SqliteStatement& note(int code);

  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
  int bind_error_ = 0;
};

/// One connection. Not safe from several threads at a time. Destroy its statements first.
class SqliteDatabase {
 public:
  /// Creates the file if there is none.
  static SqliteResult<SqliteDatabase> open(const std::string& path);
  /// Never creates or changes the file; an error if there is none.
  static SqliteResult<SqliteDatabase> open_read_only(const std::string& path);

  SqliteDatabase(SqliteDatabase&& other) noexcept;
  SqliteDatabase& operator=(SqliteDatabase&& other) noexcept;
  ~SqliteDatabase();

  /// Runs statements that return no rows, separated by semicolons.
  SqliteResult<void> execute(const char* sql);
  SqliteResult<SqliteStatement> prepare(std::string_view sql);
  /// The first column of the first row; an error when there is none.
  SqliteResult<std::int64_t> query_number(std::string_view sql);
  SqliteResult<std::string> query_text(std::string_view sql);

  /// If true, closing the last connection leaves the write-ahead log as it is; else it checkpoints the log.
  void leave_log_on_close(bool leave);
  [[nodiscard]] bool read_only() const;
  /// How many rows the last insert, update or delete changed.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] bool in_transaction() const;

 private:
  explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}
  static SqliteResult<SqliteDatabase> open_with(const std::string& path, int flags);
  [[nodiscard]] SqliteError error(int code) const;

  sqlite3* handle_ = nullptr;
};

/// A write transaction that is rolled back unless it was committed.
class SqliteTransaction {
 public:
  static SqliteResult<SqliteTransaction> begin(SqliteDatabase& database);

  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;
  ~SqliteTransaction();

  /// Returns when it is durable. After an error nothing of it is kept.
  SqliteResult<void> commit();

 private:
  explicit SqliteTransaction(SqliteDatabase& database) : database_(&database) {}

  SqliteDatabase* database_;
};

}  // namespace fwop::controller
