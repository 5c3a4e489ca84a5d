#include "controller/cli/log_output.hpp"

#include <memory>

#include <unistd.h>

#include "api/base/logging.hpp"

namespace fwop::controller::cli {
namespace {

LogLevel level_from(const std::string& name) {
  if (name == "debug") return LogLevel::Debug;
  if (name == "warning") return LogLevel::Warn;
  if (name == "error") return LogLevel::Error;
  return LogLevel::Info;
}

LogFormat format_from(const std::string& name) {
  if (name == "text") return LogFormat::Text;
  if (name == "json") return LogFormat::Json;
  return LogFormat::Auto;
}

/// A live table and log lines on the same terminal overwrite each other: then only errors are logged.
LogLevel log_level_of(const OutputOptions& output, bool with_table) {
  const bool share_a_terminal = with_table && ::isatty(STDERR_FILENO) != 0;
  return share_a_terminal ? LogLevel::Error : level_from(output.log_level);
}

}  // namespace

void log_as(const OutputOptions& output, bool with_table) {
  set_logger(std::make_unique<Logger>(
      Logger::Options{log_level_of(output, with_table), format_from(output.log_format)}));
}

bool wants_table(const std::string& table) {
  return table == "always" || (table == "auto" && ::isatty(STDOUT_FILENO) != 0);
}

}  // namespace fwop::controller::cli
