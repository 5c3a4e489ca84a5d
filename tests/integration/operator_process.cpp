#include "operator_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace fwop::e2e {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{20};
constexpr int kNotStarted = 127;

std::filesystem::path with(const std::filesystem::path& prefix, const char* suffix) {
  return prefix.string() + suffix;
}

/// Where programs and temporary files are, and how sanitizers report: all that a test may know of the
/// machine.
bool is_of_the_machine(std::string_view name) {
  return name == "PATH" || name == "TMPDIR" || name.starts_with("LD_") || name.ends_with("SAN_OPTIONS");
}

/// What the person has set who runs the tests (a key, a state directory, a proxy, a gitconfig that signs, a
/// locale) must not decide how they end: nothing of it is handed on, and nobody is at home.
std::vector<std::string> environment_of(const ProcessOptions& options) {
  std::map<std::string, std::string> all = options.environment;
  all.emplace("HOME", with(options.output_prefix, ".home").string());
  all.emplace("LANG", "C.UTF-8");
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (is_of_the_machine(name)) all.emplace(name, text.substr(std::min(name.size() + 1, text.size())));
  }
  std::vector<std::string> texts;
  for (const auto& [name, value] : all) texts.push_back(name + "=" + value);
  return texts;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// In the child of a fork of a process with threads: system calls only.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment,
                         const char* folder, const char* input, const char* out, const char* err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int in_fd = ::open(input, O_RDONLY);
  const int out_fd = ::open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err_fd = ::open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in_fd < 0 || out_fd < 0 || err_fd < 0 || ::chdir(folder) != 0) ::_exit(kNotStarted);
  ::dup2(in_fd, STDIN_FILENO);
  ::dup2(out_fd, STDOUT_FILENO);
  ::dup2(err_fd, STDERR_FILENO);
  // A socket of the stand-in that lived on in here would never look closed to the other side.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::execve(program, arguments, environment);
  ::_exit(kNotStarted);
}

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds longest) {
  const auto deadline = std::chrono::steady_clock::now() + longest;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return true;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!(file << text << std::flush)) throw std::runtime_error("cannot write " + path.string());
}

void replace_text(const std::filesystem::path& path, const std::string& text) {
  const auto beside = path.parent_path() / ("." + path.filename().string() + ".new");
  write_text(beside, text);
  std::filesystem::rename(beside, path);
}

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "fwop-e2e-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory " + name);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(ProcessOptions options) : output_prefix_(std::move(options.output_prefix)) {
  std::vector<std::string> arguments{options.program.string()};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = environment_of(options);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const auto out = with(output_prefix_, ".out");
  const auto err = options.err.empty() ? with(output_prefix_, ".err") : options.err;
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    become(options.program.c_str(), argument_pointers.data(), environment_pointers.data(),
           options.folder.c_str(), options.input.c_str(), out.c_str(), err.c_str());
  }
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
}

Process::~Process() {
  if (pid_ > 0 && !exit_code_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (handle_ >= 0) ::close(handle_);
}

Process::Process(Process&& other) noexcept
    : output_prefix_(std::move(other.output_prefix_)),
      pid_(std::exchange(other.pid_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      exit_code_(other.exit_code_) {}

void Process::signal(int number) const {
  if (!exit_code_) ::kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds longest) {
  if (exit_code_) return exit_code_;
  pollfd ended{.fd = handle_, .events = POLLIN, .revents = 0};
  const auto deadline = std::chrono::steady_clock::now() + longest;
  int ready = 0;
  do {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    ready = ::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

std::string Process::out() const { return read_text(with(output_prefix_, ".out")); }
std::string Process::err() const { return read_text(with(output_prefix_, ".err")); }

}  // namespace fwop::e2e
