#include "api/base/logging.hpp"

#include <chrono>
#include <utility>

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <spdlog/details/os.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/ostream_sink.h>

#include "api/base/line_writer.hpp"
#include "api/base/redaction.hpp"
#include "api/base/text_width.hpp"
#include "api/base/wall_time.hpp"

namespace fwop {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::Debug: return spdlog::level::debug;
    case LogLevel::Info: return spdlog::level::info;
    case LogLevel::Warn: return spdlog::level::warn;
    case LogLevel::Error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warn: return "warn";
    case LogLevel::Error: return "error";
  }
  return "info";
}

std::string json_dump(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::ordered_json field_json(const LogField& field, const Redaction& redaction) {
  if (const auto* text = std::get_if<std::string>(&field.value)) return redaction.apply(*text);
  return std::visit([](const auto& value) { return nlohmann::ordered_json(value); }, field.value);
}

// Hide secrets before JSON escapes them, because escapes change their spelling. Hide them again in the whole
// line, because a secret may appear only when the parts are joined.
std::string json_line(LogLevel level, std::string_view message, LogFields fields,
                      const Redaction& redaction) {
  nlohmann::ordered_json line;
  line["time"] = format_rfc3339(
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()));
  line["level"] = level_name(level);
  line["message"] = redaction.apply(std::string(message));
  for (const LogField& field : fields) line[std::string(field.name)] = field_json(field, redaction);
  return redaction.apply(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

std::string text_value(const LogField& field, const Redaction& redaction) {
  const auto* text = std::get_if<std::string>(&field.value);
  if (text == nullptr) return json_dump(nlohmann::json(field_json(field, redaction)));
  const std::string shown = redaction.apply(*text);
  const bool plain =
      !shown.empty() && shown.find_first_of(" \"=\\") == std::string::npos && printable(shown) == shown;
  return plain ? shown : json_dump(shown);
}

// A message never breaks a line and never controls the terminal, whatever it contains.
std::string text_line(std::string_view message, LogFields fields, const Redaction& redaction) {
  std::string line = redaction.apply(std::string(message));
  for (const LogField& field : fields) {
    line += (line.empty() ? "" : "  ") + std::string(field.name) + "=" + text_value(field, redaction);
  }
  return redaction.apply(printable(line));
}

constexpr std::chrono::milliseconds kFlushWait{1000};

std::string pattern_of(bool json) { return json ? "%v" : "%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v"; }

std::string_view colour_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::err:
    case spdlog::level::critical: return "\033[31m\033[1m";
    case spdlog::level::warn: return "\033[33m\033[1m";
    case spdlog::level::info: return "\033[32m";
    case spdlog::level::trace:
    case spdlog::level::debug:
    case spdlog::level::off:
    case spdlog::level::n_levels: break;
  }
  return "\033[36m";
}

std::string missing_line(std::uint64_t lines, bool json) {
  const std::string message =
      std::to_string(lines) + " log lines before this one are missing: they could not be written in time";
  const std::string text = json ? json_line(LogLevel::Warn, message, {}, {}) : message;
  spdlog::memory_buf_t line;
  spdlog::pattern_formatter(pattern_of(json))
      .format(spdlog::details::log_msg("", spdlog::level::warn, text), line);
  return {line.data(), line.size()};
}

/// Writes to stderr and never waits for its reader. spdlog's own asynchronous logger cannot be used: if its
/// thread is stuck in a write, its destructor waits for ever.
class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit StderrSink(bool json)
      : coloured_(isatty(STDERR_FILENO) == 1 && spdlog::details::os::is_color_terminal()),
        writer_(STDERR_FILENO,
                {.missing = [json](std::uint64_t lines) { return missing_line(lines, json); }}) {}

  [[nodiscard]] std::uint64_t lost() const { return writer_.lost(); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    std::string line(formatted.data(), formatted.size());
    if (coloured_ && message.color_range_end > message.color_range_start) {
      line.insert(message.color_range_end, "\033[m");
      line.insert(message.color_range_start, colour_of(message.level));
    }
    writer_.add(std::move(line));
  }
  void flush_() override { writer_.flush(kFlushWait); }

 private:
  bool coloured_;
  LineWriter writer_;
};

bool is_json(LogFormat format) {
  return format == LogFormat::Json || (format == LogFormat::Auto && isatty(STDERR_FILENO) == 0);
}

}  // namespace

struct Logger::Impl {
  Impl(Options options, spdlog::sink_ptr sink, bool as_json) : out("", std::move(sink)), json(as_json) {
    out.set_level(spdlog_level(options.level));
    out.set_pattern(pattern_of(json));
  }

  spdlog::logger out;
  std::shared_ptr<StderrSink> to_stderr;  ///< Null when it writes to a stream.
  bool json;
  Redaction redaction;
};

Logger::Logger(Options options) {
  const bool json = is_json(options.format);
  auto sink = std::make_shared<StderrSink>(json);
  impl_ = std::make_unique<Impl>(options, sink, json);
  impl_->to_stderr = std::move(sink);
}

Logger::Logger(Options options, std::ostream& out)
    : impl_(std::make_unique<Impl>(options, std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true),
                                   options.format != LogFormat::Text)) {}

Logger::~Logger() = default;

void Logger::flush() { impl_->out.flush(); }

std::uint64_t Logger::lost() const { return impl_->to_stderr ? impl_->to_stderr->lost() : 0; }

void Logger::hide(std::string secret) { impl_->redaction.add(std::move(secret)); }

void Logger::log(LogLevel level, std::string_view message, LogFields fields) {
  if (!impl_->out.should_log(spdlog_level(level))) return;
  const std::string line = impl_->json ? json_line(level, message, fields, impl_->redaction)
                                       : text_line(message, fields, impl_->redaction);
  impl_->out.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

namespace {

std::unique_ptr<Logger>& current() {
  static auto instance = std::make_unique<Logger>(Logger::Options{.format = LogFormat::Text});
  return instance;
}

}  // namespace

Logger& logger() { return *current(); }

void set_logger(std::unique_ptr<Logger> logger) { current() = std::move(logger); }

}  // namespace fwop
