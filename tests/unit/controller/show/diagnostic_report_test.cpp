#include "controller/show/diagnostic_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fwop::controller {
namespace {

using manifests::Severity;
using nlohmann::json;

manifests::Snapshot snapshot() {
  manifests::Snapshot snapshot;
  snapshot.files = 2;
  snapshot.diagnostics = {
      {.file = "clusters/a b,c:d.yaml",
       .line = 4,
       .column = 8,
       .severity = Severity::Error,
       .rule = "UnknownField",
       .message = "100 % wrong\nand more",
       .field = "spec.bogus"},
      {.file = "x.yaml", .severity = Severity::Warning, .rule = "RegionForm", .message = "new"}};
  return snapshot;
}

TEST(DiagnosticReport, GitHubsCommandsAreEscaped) {
  EXPECT_EQ(
      validation_github(snapshot()),
      "::error file=clusters/a b%2Cc%3Ad.yaml,line=4,col=8,title=UnknownField::100 %25 wrong%0Aand more\n"
      "::warning file=x.yaml,title=RegionForm::new\n");
}

TEST(DiagnosticReport, SarifHasRulesPlacesAndLevels) {
  const json sarif = validation_sarif(snapshot(), "1.2.3");
  EXPECT_EQ(sarif.at("version"), "2.1.0");
  const json& run = sarif.at("runs").at(0);
  EXPECT_EQ(run.at("tool").at("driver").at("rules"),
            json::parse(R"([{"id": "RegionForm"}, {"id": "UnknownField"}])"));
  const json& first = run.at("results").at(0);
  EXPECT_EQ(first.at("ruleId"), "UnknownField");
  EXPECT_EQ(first.at("level"), "error");
  const json& place = first.at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri"), "clusters/a%20b,c:d.yaml");
  EXPECT_EQ(place.at("region"), json::parse(R"({"startLine": 4, "startColumn": 8})"));
  EXPECT_FALSE(run.at("results").at(1).at("locations").at(0).at("physicalLocation").contains("region"));
}

TEST(DiagnosticReport, JsonCounts) {
  const json report = validation_json(snapshot());
  EXPECT_EQ(report.at("errors"), 1);
  EXPECT_EQ(report.at("warnings"), 1);
  EXPECT_EQ(report.at("diagnostics").size(), 2U);
}

}  // namespace
}  // namespace fwop::controller
