#include "api/standin/faults.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace fwop::api::standin {
namespace {

FaultScript script(const std::string& rules, int seed = 1) {
  auto parsed = parse_fault_script(R"({"seed":)" + std::to_string(seed) + R"(,"rules":[)" + rules + "]}");
  EXPECT_TRUE(parsed) << parsed.error();
  return parsed ? std::move(*parsed) : FaultScript();
}

std::string error_in(const std::string& text) {
  const auto parsed = parse_fault_script(text);
  return parsed ? "ok" : parsed.error();
}
std::string error_in_rule(const std::string& rule) { return error_in(R"({"rules":[)" + rule + "]}"); }

TEST(Faults, TouchOnlyWhatMatches) {
  auto faults = script(R"({"match":{"verb":"create","account":"acme","cluster":"prod-*"},"status":500})");
  EXPECT_TRUE(faults.next(Verb::Create, "acme", "prod-1").error);
  EXPECT_FALSE(faults.next(Verb::Create, "acme", "test-1").error);
  EXPECT_FALSE(faults.next(Verb::Create, "other", "prod-1").error);
  EXPECT_FALSE(faults.next(Verb::Get, "acme", "prod-1").error);
}

TEST(Faults, StartAfterSoManyAndEndAfterSoManyTimes) {
  auto faults = script(R"({"after":2,"times":1,"lostAnswer":true})");
  std::vector<bool> lost;
  for (int i = 0; i < 5; ++i) lost.push_back(faults.next(Verb::Get, "a", "b").lost_answer);
  EXPECT_EQ(lost, (std::vector<bool>{false, false, true, false, false}));
  EXPECT_EQ(faults.to_json()["rules"][0]["seen"], 5);
  EXPECT_EQ(faults.to_json()["rules"][0]["hits"], 1);
}

TEST(Faults, ComeByChanceAndTheSameWayFromTheSameSeed) {
  const auto draw = [](int seed) {
    auto faults = script(R"({"probability":0.5,"lostAnswer":true})", seed);
    std::string drawn;
    for (int i = 0; i < 200; ++i) drawn += faults.next(Verb::Get, "a", "b").lost_answer ? '1' : '0';
    return drawn;
  };
  EXPECT_EQ(draw(7), draw(7));
  EXPECT_NE(draw(7), draw(8));
  const auto drawn = draw(7);
  const auto ones = std::count(drawn.begin(), drawn.end(), '1');
  EXPECT_GT(ones, 60);
  EXPECT_LT(ones, 140);
}

TEST(Faults, NeverComeWithProbabilityZero) {
  auto faults = script(R"({"probability":0,"lostAnswer":true})");
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(faults.next(Verb::Get, "a", "b").lost_answer);
}

TEST(Faults, AddUpAndTheFirstIsHeard) {
  auto faults = script(R"({"latency":"1s"},{"latency":"2s","status":429})");
  const auto all = faults.next(Verb::Get, "a", "b");
  EXPECT_EQ(all.latency, std::chrono::milliseconds(1000));
  EXPECT_EQ(all.error->status, 429);
  EXPECT_EQ(all.error->code, RpcCode::ResourceExhausted);
}

TEST(Faults, OfNamedClustersLeaveListsAloneButForTheirState) {
  auto faults = script(R"({"match":{"cluster":"prod"},"status":500,"state":"UPDATING"})");
  const auto list = faults.next(Verb::List, "a", "");
  EXPECT_FALSE(list.error);
  ASSERT_EQ(list.states.size(), 1U);
  EXPECT_EQ(list.states[0].cluster, "prod");
}

TEST(Faults, AreReadStrictly) {
  const std::string start = "the fault script has an error: ";
  EXPECT_EQ(error_in_rule(R"({"retry":1})"), start + "rules[0].retry: unknown field");
  EXPECT_EQ(error_in_rule(R"({"latency":5})"), start + "rules[0].latency: expected a text");
  EXPECT_NE(error_in_rule(R"({"latency":"5"})").find("rules[0].latency: '5' is not a duration"),
            std::string::npos);
  EXPECT_EQ(error_in_rule(R"({"match":{"verb":"put"},"stall":true})"),
            start + "rules[0].match.verb: expected create, get, list, update, delete or *");
  EXPECT_EQ(error_in_rule(R"({"match":{"id":"a"},"stall":true})"),
            start + "rules[0].match.id: unknown field");
  EXPECT_EQ(error_in_rule(R"({"fail":{"code":"BAD"}})"),
            start + "rules[0].fail.code: expected an rpc code, as in \"UNAVAILABLE\" or 14");
  EXPECT_EQ(error_in("[]"), start + ": expected an object");
  EXPECT_EQ(error_in(R"({"rule":[]})"), start + "rule: unknown field");
  EXPECT_NE(error_in("{").find("not JSON"), std::string::npos);
  for (const char* rule :
       {"{}", R"({"after":1})", R"({"status":200})", R"({"status":"500"})", R"({"code":14})",
        R"({"message":"m"})", R"({"afterEffect":true})", R"({"probability":2,"stall":true})",
        R"({"times":-1,"stall":true})", R"({"stall":1})", R"({"unset":"zero"})", R"({"errorShape":"flat"})",
        R"({"status":429,"retryAfter":-1})", R"({"status":500,"code":4294967310})",
        R"({"match":{"verb":"list","cluster":"a"},"status":500})", "3", "null"})
    EXPECT_NE(error_in_rule(rule), "ok") << rule;
}

TEST(Faults, AreReadAsDocumented) {
  for (
      const char* rule :
      {R"({"latency":"250ms"})",
       R"({"status":503,"code":"UNAVAILABLE","message":"m","retryAfter":2})",
       R"({"status":409,"code":10})",
       R"({"status":503,"afterEffect":true})",
       R"({"lostAnswer":true})",
       R"({"cutRequest":true})",
       R"({"cutBody":true})",
       R"({"garbage":true})",
       R"({"html":true})",
       R"({"html":true,"afterEffect":true})",
       R"({"emptyBody":true})",
       R"({"errorShape":"wrapped"})",
       R"({"stall":true})",
       R"({"stallAfterEffect":true})",
       R"({"listLag":"3s"})",
       R"({"stuckCreating":true})",
       R"({"fail":{"code":"INTERNAL","message":"m","after":"1s"}})",
       R"({"fail":{}})",
       R"({"state":"UPDATING"})",
       R"({"unset":"null"})",
       R"({"refuseDelete":true})",
       R"({"match":{"verb":"*","account":"*","cluster":"*"},"after":0,"times":2,"probability":1.0,"stall":true})"})
    EXPECT_EQ(error_in_rule(rule), "ok") << rule;
}

TEST(Faults, KnowTheLongestLag) {
  EXPECT_EQ(script(R"({"listLag":"3s"},{"listLag":"1m"},{"stall":true})").longest_lag(),
            std::chrono::minutes(1));
  EXPECT_EQ(FaultScript().longest_lag(), std::chrono::milliseconds(0));
}

}  // namespace
}  // namespace fwop::api::standin
