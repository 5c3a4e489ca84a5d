#include "controller/plan/render_plan.hpp"

#include <array>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fwop::controller {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kMostOfGithub = 65'536;
constexpr std::array kAll = {PlannedAction::Create,    PlannedAction::Update,       PlannedAction::Delete,
                             PlannedAction::Recreate,  PlannedAction::Adopt,        PlannedAction::Release,
                             PlannedAction::Refused,   PlannedAction::HeldByPolicy, PlannedAction::Braked,
                             PlannedAction::Suspended, PlannedAction::Waiting,      PlannedAction::Unchanged,
                             PlannedAction::Unknown};

PlannedCluster a_planned(const std::string& id, PlannedAction action) {
  PlannedCluster cluster;
  cluster.view.key = {"acme", id};
  cluster.view.name = id;
  cluster.view.reason = Reason::ExistsDifferent;
  cluster.view.message = "why " + id;
  cluster.view.next_step = "do this about " + id;
  cluster.action = action;
  return cluster;
}

Plan a_plan(std::vector<PlannedCluster> clusters) {
  Plan plan;
  plan.clusters = std::move(clusters);
  plan.hash = std::string(64, 'a');
  return plan;
}

PlannedCluster a_braked() {
  PlannedCluster cluster = a_planned("old", PlannedAction::Braked);
  cluster.view.reason = Reason::BrakeEngaged;
  cluster.view.held = HeldChange{.key = cluster.view.key,
                                 .verb = api::Verb::Delete,
                                 .cause = HeldChange::Cause::Brake,
                                 .used = 3,
                                 .limit = 3,
                                 .room_at = parse_rfc3339("2026-11-25T14:05:00Z")};
  cluster.view.message = hold_text(*cluster.view.held);
  return cluster;
}

TEST(PlanText, EachActionIsCountedAndItsReasonToldWhereItNeedsOne) {
  for (const PlannedAction action : kAll) {
    const std::string text = plan_text(a_plan({a_planned("c1", action)}), false, /*all=*/true);
    SCOPED_TRACE(text);
    EXPECT_THAT(text, HasSubstr(std::string(to_string(action))));
    const bool speaks_for_itself = action == PlannedAction::Create || action == PlannedAction::Update ||
                                   action == PlannedAction::Unchanged || action == PlannedAction::Adopt;
    EXPECT_EQ(text.find("why c1") == std::string::npos, speaks_for_itself);
    EXPECT_EQ(text.find("do this about c1") == std::string::npos, speaks_for_itself);
  }
}

TEST(PlanText, UnchangedOnesAreListedOnlyWhenAskedFor) {
  const Plan plan = a_plan({a_planned("c1", PlannedAction::Unchanged)});
  EXPECT_THAT(plan_text(plan, false, false), AllOf(Not(HasSubstr("acme/c1")), HasSubstr("1 unchanged")));
  EXPECT_THAT(plan_text(plan, false, true), HasSubstr("acme/c1"));
}

TEST(PlanText, SaysWhatAChangeWaitsForFirst) {
  PlannedCluster cluster = a_planned("c1", PlannedAction::Update);
  cluster.when = "once it is READY";
  cluster.changes = {{"displayName", "display_name", "After", "Before", false}};
  EXPECT_THAT(
      plan_text(a_plan({cluster}), false, false),
      AllOf(HasSubstr("displayName  \"Before\" -> \"After\"\n"), HasSubstr("        once it is READY\n")));
  EXPECT_THAT(plan_markdown(a_plan({cluster})), HasSubstr("<br>once it is READY |"));
  EXPECT_EQ(plan_json(a_plan({cluster}))["clusters"][0]["when"], "once it is READY");
}

TEST(PlanForms, AllSayWhatTheBrakeHoldsAndUntilWhen) {
  const Plan plan = a_plan({a_braked()});
  const std::string held = "delete held by the brake (3 of 3 this hour; room again at 2026-11-25T14:05:00Z)";
  EXPECT_THAT(plan_text(plan, false, false),
              AllOf(HasSubstr(held), HasSubstr("1 held by the brake"), HasSubstr("`brake release old`")));
  EXPECT_THAT(plan_markdown(plan), HasSubstr(held));
  const auto json = plan_json(plan)["clusters"][0];
  EXPECT_EQ(json["action"], "braked");
  EXPECT_EQ(json["held"]["text"], held);
  EXPECT_TRUE(plan.has_changes());
}

TEST(PlanForms, WhatAPolicyHoldsIsNotCalledRefused) {
  const Plan plan = a_plan({a_planned("c1", PlannedAction::HeldByPolicy)});
  EXPECT_THAT(plan_text(plan, false, false),
              AllOf(HasSubstr("1 held by policy"), HasSubstr("do this about c1"), Not(HasSubstr("refused"))));
  EXPECT_THAT(plan_markdown(plan), AllOf(HasSubstr("1 held by policy"), HasSubstr("do this about c1")));
}

TEST(PlanMarkdown, TextsOfManifestsAndOfTheApiStayText) {
  struct Case {
    const char* text;
    const char* shown;
  };
  for (const Case& one : {Case{"a|b", "a&#124;b"},
                          {"`code`", "\\`code\\`"},
                          {"two\nlines", "two lines"},
                          {"two\r\nlines", "two  lines"},
                          {"<img>", "&lt;img&gt;"},
                          {"@everybody", "&#64;everybody"},
                          {"[a](b)", "\\[a\\](b)"},
                          {"![a](b)", "\\!\\[a\\](b)"},
                          {"**bold**", "\\*\\*bold\\*\\*"},
                          {"a_b_c", "a\\_b\\_c"},
                          {"~~gone~~", "\\~\\~gone\\~\\~"},
                          {"#12", "\\#12"},
                          {"a\\b", "a\\\\b"},
                          {"&amp;", "&amp;amp;"}}) {
    PlannedCluster refused = a_planned("c1", PlannedAction::Refused);
    refused.view.message = one.text;
    refused.changes = {{"displayName", "display_name", one.text, one.text, false}};
    const std::string markdown = plan_markdown(a_plan({refused}));
    EXPECT_THAT(markdown, HasSubstr("** " + std::string(one.shown))) << one.text;
    EXPECT_THAT(markdown, HasSubstr("\"" + std::string(one.shown) + "\" → \"" + one.shown + "\""))
        << one.text;
    // Five lines of table and text around one row: no text makes another.
    EXPECT_EQ(std::count(markdown.begin(), markdown.end(), '\n'), 9) << markdown;
  }
}

TEST(PlanMarkdown, FitsACommentWhateverIsInItAndSaysWhatItLeavesOut) {
  std::mt19937 random(7);
  const std::string bad = "|`<@\n*_[]#!\\ü漢";
  for (int round = 0; round < 20; ++round) {
    Plan plan = a_plan({});
    for (int i = 0; i < 1000; ++i) {
      PlannedCluster cluster =
          a_planned("cluster-of-a-very-long-name-" + std::to_string(i), kAll[random() % kAll.size()]);
      std::string text;
      for (std::size_t n = random() % 400; n > 0; --n) text += bad[random() % bad.size()];
      cluster.view.message = text;
      cluster.changes.assign(random() % 9, {"displayName", "display_name", text, text, false});
      plan.clusters.push_back(std::move(cluster));
    }
    plan.diagnostics.assign(random() % 1000, {.file = "a.yaml", .message = bad + bad + bad});
    plan.removal_hold = bad;
    const std::string markdown = plan_markdown(plan);
    EXPECT_LT(markdown.size(), kMostOfGithub);
    EXPECT_THAT(markdown, AllOf(HasSubstr("left out"), HasSubstr("`plan " + plan.hash + "`"),
                                HasSubstr(plan_summary(plan))));
  }
}

TEST(PlanMarkdown, WhatCostsMostIsNotWhatIsLeftOut) {
  Plan plan = a_plan({});
  for (int i = 0; i < 1000; ++i) {
    PlannedCluster cluster = a_planned("c" + std::to_string(i), PlannedAction::Create);
    cluster.changes.assign(3, {"displayName", "display_name", std::string(100, 'x'), "", false});
    plan.clusters.push_back(std::move(cluster));
  }
  plan.clusters.push_back(a_planned("z", PlannedAction::Delete));
  EXPECT_THAT(plan_markdown(plan), HasSubstr("| delete | acme/z |"));
}

TEST(PlanForms, NameTheDeclarationWithItsLineWhereThereIsOne) {
  PlannedCluster cluster = a_planned("c1", PlannedAction::Create);
  cluster.view.declared = true;
  cluster.view.origin = {"a.yaml", 4, 1};
  EXPECT_THAT(plan_text(a_plan({cluster}), false, false), HasSubstr("acme/c1  a.yaml:4\n"));
  EXPECT_EQ(plan_json(a_plan({cluster}))["clusters"][0]["origin"],
            nlohmann::json::parse(R"({"file": "a.yaml", "line": 4})"));
  cluster.view.origin = {.file = "team-a/prod"};
  EXPECT_THAT(plan_text(a_plan({cluster}), false, false), HasSubstr("acme/c1  team-a/prod\n"));
  EXPECT_EQ(plan_json(a_plan({cluster}))["clusters"][0]["origin"],
            nlohmann::json::parse(R"({"file": "team-a/prod"})"));
}

}  // namespace
}  // namespace fwop::controller
