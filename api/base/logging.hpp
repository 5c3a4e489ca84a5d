#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

namespace fwop {

enum class LogLevel { Debug, Info, Warn, Error };
/// Auto: Text on a terminal, Json otherwise.
enum class LogFormat { Auto, Text, Json };

/// One structured value of a line, such as {"cluster", "acc/prod"}.
struct LogField {
  std::string_view name;
  std::variant<std::string, std::int64_t, double, bool> value;

  LogField(std::string_view field, std::string_view text) : name(field), value(std::string(text)) {}
  LogField(std::string_view field, const char* text) : name(field), value(std::string(text)) {}
  LogField(std::string_view field, const std::string& text) : name(field), value(text) {}
  LogField(std::string_view field, bool yes) : name(field), value(yes) {}
  LogField(std::string_view field, double number) : name(field), value(number) {}
  template <std::integral T>
  LogField(std::string_view field, T number) : name(field), value(static_cast<std::int64_t>(number)) {}
};
using LogFields = std::initializer_list<LogField>;

/// Writes one line for each message: for people, or as JSON objects with time, level, message and the
/// fields. A registered secret is in no line. Safe from several threads.
class Logger {
 public:
  struct Options {
    LogLevel level = LogLevel::Info;
    LogFormat format = LogFormat::Auto;
  };

  /// Logs to stderr, and never waits for its reader: if nobody reads, the oldest lines are dropped, and the
  /// next line that is written says how many. The destructor waits at most a second for lines not written
  /// yet.
  explicit Logger(Options options);
  /// Logs to `out`, which must outlive the logger, without colours. Auto means Json here.
  Logger(Options options, std::ostream& out);
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void hide(std::string secret);
  void log(LogLevel level, std::string_view message, LogFields fields = {});
  /// How many lines were never written since the start, because nobody read them or writing failed. 0 for a
  /// logger that writes to a stream.
  [[nodiscard]] std::uint64_t lost() const;
  /// Waits until everything is written, at most a second.
  void flush();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The program's logger. It writes lines for people to stderr until set_logger() sets another one.
Logger& logger();
/// Call before other threads log.
void set_logger(std::unique_ptr<Logger> logger);

inline void log(LogLevel level, std::string_view message, LogFields fields = {}) {
  logger().log(level, message, fields);
}

}  // namespace fwop
