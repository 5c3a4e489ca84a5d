#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace fwop::e2e {

/// Ends a test that would hang; none waits for it to pass.
inline constexpr std::chrono::seconds kPatience{75};

/// Asks `condition` again and again until it holds; false when that took too long.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds longest = kPatience);

std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, const std::string& text);
/// As an editor or a deployment does it: nobody ever sees half of the file.
void replace_text(const std::filesystem::path& path, const std::string& text);

/// A directory of its own, gone with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct ProcessOptions {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  /// Beside what this process has, without its FIREWORKS_* variables.
  std::map<std::string, std::string> environment;
  std::filesystem::path folder = ".";  ///< Where it runs.
  std::filesystem::path input = "/dev/null";
  /// Where it writes: PREFIX.out and PREFIX.err.
  std::filesystem::path output_prefix;
  std::filesystem::path err = {};  ///< Where stderr goes instead of PREFIX.err, such as a FIFO.
};

/// A program of its own. One that still runs is killed and reaped with the object.
class Process {
 public:
  explicit Process(ProcessOptions options);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  void signal(int number) const;
  [[nodiscard]] pid_t id() const { return pid_; }
  /// Its exit code, or 128 + the signal that ended it; nothing when it still runs after that time.
  std::optional<int> wait(std::chrono::milliseconds longest = kPatience);
  std::string out() const;
  std::string err() const;

 private:
  std::filesystem::path output_prefix_;
  pid_t pid_ = -1;
  int handle_ = -1;
  std::optional<int> exit_code_;
};

}  // namespace fwop::e2e
