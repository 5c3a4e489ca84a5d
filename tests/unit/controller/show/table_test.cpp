#include "controller/show/table.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/show/view_json.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<TableRow> rows() {
  std::vector<TableRow> all;
  for (const ClusterView& cluster : a_fleet().clusters) all.push_back(table_row(cluster, kNoon));
  return all;
}

TEST(Table, ShowsNameStateVerdictAgeAndMessage) {
  EXPECT_EQ(render_table({rows()[0]}, {}),
            "NAME  STATE  VERDICT  AGE  MESSAGE\n"
            "prod  READY  Ready    5m   READY as declared\n");
}

TEST(Table, NoLineIsWiderThanTheTerminal) {
  auto all = rows();
  all[0].message = std::string(200, 'm');
  all[1].name = std::string(100, 'n');
  for (const std::size_t width : {60U, 80U, 120U}) {
    std::istringstream text(render_table(all, {.width = width}));
    for (std::string line; std::getline(text, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(Table, WideShowsTheRestToo) {
  const std::string text = render_table(rows(), {.wide = true});
  EXPECT_THAT(text, HasSubstr("us-east-1"));
  EXPECT_THAT(text, HasSubstr("AsDeclared"));
  EXPECT_THAT(text, HasSubstr("Nothing to do."));
}

TEST(Table, ColoursAreThereOnlyWhenAskedFor) {
  EXPECT_THAT(render_table(rows(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(render_table(rows(), {.colours = true}), HasSubstr("\x1b[32mReady"));
}

TEST(Table, AServersTextCannotSteerTheTerminal) {
  auto all = rows();
  all[0].message = "\x1b]0;owned\x07 and\nmore";
  const std::string text = render_table({all[0]}, {});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Table, ARowFromJsonIsTheRowFromTheView) {
  const ClusterView cluster = a_cluster("prod");
  EXPECT_EQ(render_table({table_row(cluster_json(cluster), kNoon)}, {.wide = true}),
            render_table({table_row(cluster, kNoon)}, {.wide = true}));
}

TEST(Table, ARowFromOddJsonIsEmptyAndDoesNotThrow) {
  EXPECT_EQ(table_row(nlohmann::json::array(), kNoon).name, "");
  EXPECT_EQ(table_row(nlohmann::json{{"name", 5}}, kNoon).name, "");
}

TEST(Table, WhatNeedsALookComesFirst) {
  std::vector<TableRow> all = {{.name = "b", .verdict = "Ready"},
                               {.name = "a", .verdict = "Ready"},
                               {.name = "z", .verdict = "Failed"}};
  sort_by_urgency(all);
  EXPECT_EQ(all[0].name, "z");
  EXPECT_EQ(all[1].name, "a");
  EXPECT_EQ(verdict_summary(all), "3 clusters: 1 Failed, 2 Ready");
}

TEST(Table, ADiagnosticIsCalledByItsPlaceWithALineWhereThereIsOne) {
  const TableRow error = table_row(manifests::Diagnostic{.file = "a.yaml", .line = 7, .column = 3});
  EXPECT_EQ(error.name, "a.yaml:7");
  EXPECT_EQ(error.verdict, "Invalid");
  const TableRow warning =
      table_row({.file = "team-a/prod", .severity = manifests::Severity::Warning, .message = "why"});
  EXPECT_EQ(warning.name, "team-a/prod");
  EXPECT_EQ(warning.verdict, "Warning");
  EXPECT_EQ(warning.message, "why");
}

}  // namespace
}  // namespace fwop::controller
