#include "controller/show/outcome_report.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/show/table.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

std::string xml(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string seconds_text(std::chrono::milliseconds duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1000);
  return text;
}

std::string test_case(const std::string& of, const std::string& name, const std::string& kind,
                      const std::string& message, const std::string& more) {
  std::string text = "  <testcase classname=\"" + xml(of) + "\" name=\"" + xml(name) + "\"";
  if (kind.empty()) return text + "/>\n";
  return text + ">\n    <failure type=\"" + xml(kind) + "\" message=\"" + xml(message) + "\">" + xml(more) +
         "</failure>\n  </testcase>\n";
}

}  // namespace

std::string outcome_junit(const OutcomeReport& report) {
  std::string cases;
  std::size_t count = 0;
  std::size_t failed = 0;
  for (const ClusterView& cluster : report.clusters) {
    const bool ready = cluster.verdict == Verdict::Ready;
    cases +=
        test_case(cluster.key.account_id, cluster.name, ready ? "" : std::string(to_string(cluster.reason)),
                  cluster.message, cluster.next_step);
    ++count;
    if (!ready) ++failed;
  }
  for (const manifests::Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.severity != manifests::Severity::Error) continue;
    cases += test_case("manifests", diagnostic.file, diagnostic.rule, diagnostic.message,
                       manifests::to_string(diagnostic));
    ++count;
    ++failed;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fireworks-operator apply\" tests=\"" +
         std::to_string(count) + "\" failures=\"" + std::to_string(failed) + "\" time=\"" +
         seconds_text(report.took) + "\">\n" + cases + "</testsuite>\n";
}

nlohmann::json outcome_json(const OutcomeReport& report) {
  nlohmann::json clusters = nlohmann::json::array();
  std::vector<TableRow> rows;
  for (const ClusterView& cluster : report.clusters) {
    clusters.push_back(cluster_json(cluster));
    rows.push_back(table_row(cluster, {}));
  }
  nlohmann::json diagnostics = nlohmann::json::array();
  for (const manifests::Diagnostic& diagnostic : report.diagnostics)
    diagnostics.push_back(diagnostic_json(diagnostic));
  return {{"ended", report.ended},
          {"exitCode", report.exit_code},
          {"tookSeconds", static_cast<double>(report.took.count()) / 1000},
          {"summary", verdict_summary(rows)},
          {"clusters", std::move(clusters)},
          {"diagnostics", std::move(diagnostics)}};
}

}  // namespace fwop::controller
