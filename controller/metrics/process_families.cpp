#include "controller/metrics/process_families.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include <unistd.h>

#include <sys/resource.h>
#include <system_error>

#include "controller/metrics/metric_family.hpp"

namespace fwop::controller {
namespace {

struct ProcessStat {
  double user_ticks = 0;
  double system_ticks = 0;
  double start_ticks = 0;  ///< Since the machine started.
  double virtual_bytes = 0;
  double resident_pages = 0;
};

// proc(5): the second field is the program's name in parentheses and may hold anything; the numbers
// follow the last ')'. Counted from there: state is 0, utime 11, stime 12, starttime 19, vsize 20, rss 21.
std::optional<ProcessStat> read_stat() {
  std::ifstream file("/proc/self/stat");
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string word;
  ProcessStat stat;
  for (int i = 0; i <= 21; ++i) {
    if (!(fields >> word)) return std::nullopt;
    const auto number = [&word] { return std::strtod(word.c_str(), nullptr); };
    if (i == 11) stat.user_ticks = number();
    if (i == 12) stat.system_ticks = number();
    if (i == 19) stat.start_ticks = number();
    if (i == 20) stat.virtual_bytes = number();
    if (i == 21) stat.resident_pages = number();
  }
  return stat;
}

/// When the machine started, in seconds since the epoch.
std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  std::string word;
  while (file >> word) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> open_files() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++count;
  }
  if (error || count == 0) return std::nullopt;
  return count - 1;  // One of them is the directory being read.
}

}  // namespace

void process_families(const FamilySink& sink) {
  const auto emit = [&sink](prometheus::MetricFamily family, double value) {
    add_series(family, {}, value);
    sink(std::move(family));
  };
  if (const auto stat = read_stat()) {
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    emit(counter_family("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
         (stat->user_ticks + stat->system_ticks) / ticks);
    emit(gauge_family("process_resident_memory_bytes", "Resident memory size in bytes."),
         stat->resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
    emit(gauge_family("process_virtual_memory_bytes", "Virtual memory size in bytes."), stat->virtual_bytes);
    if (const auto boot = boot_time()) {
      emit(gauge_family("process_start_time_seconds",
                        "Start time of the process since unix epoch in seconds."),
           *boot + stat->start_ticks / ticks);
    }
  }
  if (const auto open = open_files()) {
    emit(gauge_family("process_open_fds", "Number of open file descriptors."), *open);
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    emit(gauge_family("process_max_fds", "Maximum number of open file descriptors."),
         static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace fwop::controller
