#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "controller/metrics/metrics.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

bool promtool_is_there() { return std::system("command -v promtool >/dev/null 2>&1") == 0; }

bool in_ci() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string_view(ci) == "true";
}

struct Ran {
  int status = -1;
  std::string output;
};

Ran run(const std::string& command) {
  Ran ran;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[1024];
  for (std::size_t size = 0; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    ran.output.append(buffer, size);
  ran.status = WEXITSTATUS(pclose(pipe));
  return ran;
}

Metrics::Options options() { return {.version = "1.2.3", .hosts = {"api.example:443"}}; }

void fill(Metrics& metrics) {
  for (const api::Verb verb :
       {api::Verb::Create, api::Verb::Get, api::Verb::List, api::Verb::Update, api::Verb::Delete}) {
    api::RequestInfo request{.verb = verb, .account_id = "acc", .host = "api.example:443"};
    request.http_status = 200;
    metrics.on_request(request);
    request.http_status = 0;
    metrics.on_request(request);
  }
  const std::vector<Reconciled> reconciled = {{.result = ReconcileResult::Error, .terminal = true}};
  const std::vector<Duration> ready = {std::chrono::minutes(3)};
  const std::vector<Duration> late = {std::chrono::milliseconds(3)};
  metrics.on_update({.reconciled = reconciled, .became_ready = ready, .poll_lateness = late});
}

TEST(MetricsPage, PromtoolAcceptsItWithoutComplaint) {
  if (!promtool_is_there()) {
    ASSERT_FALSE(in_ci()) << "promtool is missing: install the Debian package prometheus";
    GTEST_SKIP() << "promtool is missing: install the Debian package prometheus";
  }
  Metrics metrics(options());
  fill(metrics);
  const auto page = std::filesystem::temp_directory_path() / ("fwop-metrics-" + std::to_string(getpid()));
  std::ofstream(page) << page_of(metrics, a_fleet());
  const Ran ran = run("promtool check metrics <'" + page.string() + "'");
  std::filesystem::remove(page);
  EXPECT_EQ(ran.output, "");
  EXPECT_EQ(ran.status, 0);
}

}  // namespace
}  // namespace fwop::controller
