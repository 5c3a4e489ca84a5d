#include <cstdlib>
#include <sstream>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;

constexpr const char* kPrometheus = "/usr/bin/prometheus";
constexpr const char* kPromtool = "/usr/bin/promtool";

/// Where there is no Prometheus, a person's run is spared the test, and CI is not.
bool on_ci() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string_view(ci) == "true";
}

class OperatorPrometheus : public OperatorTest {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(kPrometheus) && std::filesystem::exists(kPromtool)) return;
    if (on_ci()) FAIL() << "install Debian's package prometheus";
    GTEST_SKIP() << "install Debian's package prometheus to run this";
  }

  Process start_prometheus(const Daemon& daemon) {
    const auto config = temp_.path() / "prometheus.yml";
    write_text(config,
               "global: {scrape_interval: 1s}\n"
               "scrape_configs:\n"
               "  - job_name: fireworks-operator\n"
               "    static_configs: [{targets: [\"" +
                   daemon.address() + "\"]}]\n");
    ProcessOptions options;
    options.program = kPrometheus;
    options.arguments = {"--config.file=" + config.string(),
                         "--storage.tsdb.path=" + (temp_.path() / "prometheus").string(),
                         "--web.listen-address=127.0.0.1:0", "--log.format=json"};
    options.output_prefix = temp_.path() / "prometheus-log";
    return Process(std::move(options));
  }

  /// 0 until it says which port it took.
  static std::uint16_t port_of(const Process& prometheus) {
    std::istringstream lines(prometheus.err());
    for (std::string line; std::getline(lines, line);) {
      const json entry = json::parse(line, nullptr, false);
      if (!entry.is_object() || entry.value("msg", "") != "Listening on") continue;
      const std::string address = entry.at("address");
      return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    }
    return 0;
  }

  /// The one value that a query gives, as Prometheus writes it; empty for none.
  static std::string value_of(std::uint16_t prometheus, const std::string& query) {
    const json body =
        json::parse(request(prometheus, "GET", "/api/v1/query?query=" + query).body, nullptr, false);
    if (!body.is_object() || body.value("status", "") != "success") return {};
    const json& result = body.at("data").at("result");
    return result.size() == 1 ? result[0].at("value")[1].get<std::string>() : std::string();
  }
};

TEST_F(OperatorPrometheus, ARealOneScrapesTheOperatorAndCountsItsClusters) {
  start_standin();
  for (const char* name : {"one", "two", "three"}) declare(name);
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  auto prometheus = start_prometheus(daemon);
  std::uint16_t port = 0;
  ASSERT_TRUE(eventually([&] { return (port = port_of(prometheus)) != 0; })) << prometheus.err();
  EXPECT_TRUE(eventually([&] { return value_of(port, "up") == "1"; })) << prometheus.err();
  const std::string ready = "sum(fireworks_cluster_state%7Bstate%3D%22READY%22%7D)";
  EXPECT_TRUE(eventually([&] { return value_of(port, ready) == "3"; })) << value_of(port, ready);
  EXPECT_EQ(value_of(port, "sum(fireworks_cluster_state%7Bstate%3D%22CREATING%22%7D)"), "0");
  const json targets = json::parse(request(port, "GET", "/api/v1/targets").body);
  EXPECT_EQ(targets.at("data").at("activeTargets").at(0).at("health"), "up") << targets.dump(2);
}

TEST_F(OperatorPrometheus, PromtoolHasNothingToSayAboutThePage) {
  start_standin();
  declare("one");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto page = temp_.path() / "metrics.txt";
  write_text(page, daemon.get("/metrics").body);
  ASSERT_NE(read_text(page).find("fireworks_cluster_state"), std::string::npos);
  Process promtool({.program = kPromtool,
                    .arguments = {"check", "metrics"},
                    .environment = {},
                    .input = page,
                    .output_prefix = temp_.path() / "promtool"});
  EXPECT_EQ(promtool.wait(), 0);
  EXPECT_EQ(promtool.out(), "");
  EXPECT_EQ(promtool.err(), "");
}

}  // namespace
}  // namespace fwop::e2e
