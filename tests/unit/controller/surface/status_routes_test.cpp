#include "controller/surface/status_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/surface/html_page.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

StatusAnswer get(std::string_view target, StatusSource source = a_source()) {
  return status_answer(source, "GET", target, kNoon);
}

TEST(StatusRoutes, EveryRouteAnswers) {
  for (const char* target : {"/", "/metrics", "/healthz", "/readyz", "/api/v1/clusters",
                             "/api/v1/clusters/prod", "/api/v1/clusters/acc/prod", "/api/v1/accounts",
                             "/api/v1/manifests", "/api/v1/operator", "/api/v1/reasons", "/metrics?x=1"}) {
    EXPECT_EQ(get(target).status, 200U) << target;
  }
}

TEST(StatusRoutes, AnUnknownPathIs404InJson) {
  for (const char* target : {"/nothing", "/api", "/api/v1", "/api/v1/x", "/api/v1/clusters/a/b/c",
                             "/metrics/x", "/api/v1/accounts/x", "no path", "", "//", "/%zz"}) {
    const StatusAnswer answer = get(target);
    EXPECT_EQ(answer.status, 404U) << target;
    EXPECT_TRUE(json::parse(answer.body).contains("error")) << target;
  }
}

TEST(StatusRoutes, OnlyGetAndHeadAreAnswered) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", ""}) {
    EXPECT_EQ(status_answer(a_source(), method, "/healthz", kNoon).status, 405U) << method;
  }
  EXPECT_EQ(status_answer(a_source(), "HEAD", "/healthz", kNoon).status, 200U);
}

TEST(StatusRoutes, ReadyzNamesEachCheckAndFailsWithAnyOfThem) {
  StatusSource source = a_source();
  source.ready_checks = [] {
    return std::vector<ReadyCheck>{{"first-observation", true, ""}, {"recent-success", false, "none for 5m"}};
  };
  const StatusAnswer answer = get("/readyz", source);
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(answer.body,
            "[+]first-observation ok\n[-]recent-success failed: none for 5m\nreadyz check failed\n");
}

TEST(StatusRoutes, TheOperatorsOwnConditionsSayWhatToDo) {
  const json condition = json::parse(get("/api/v1/operator").body).at("conditions").at(0);
  EXPECT_EQ(condition.at("type"), "JournalHealthy");
  EXPECT_EQ(condition.at("status"), "False");
  EXPECT_EQ(condition.at("reason"), "JournalSetAside");
  EXPECT_EQ(condition.at("message"), "it lies there");
  EXPECT_THAT(condition.at("nextStep").get<std::string>(), HasSubstr("move the file"));
  EXPECT_TRUE(condition.contains("lastTransitionTime"));
}

TEST(StatusRoutes, MetricsAreInThePrometheusTextFormat) {
  EXPECT_EQ(get("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
}

TEST(StatusRoutes, AClusterIsFoundByItsPercentEncodedName) {
  FleetView fleet;
  fleet.clusters = {a_cluster("two words")};
  EXPECT_EQ(get("/api/v1/clusters/two%20words", a_source(fleet)).status, 200U);
}

TEST(StatusRoutes, AClusterThatIsNotThereIs404) {
  EXPECT_EQ(get("/api/v1/clusters/other").status, 404U);
  EXPECT_EQ(get("/api/v1/clusters/other/prod").status, 404U);
}

TEST(StatusRoutes, OneThatIsNotThereMayHaveAStory) {
  EXPECT_THAT(get("/api/v1/clusters/other").body, HasSubstr("/api/v1/clusters/other/history tells"));
  EXPECT_THAT(get("/api/v1/clusters/acc/other").body, HasSubstr("/api/v1/clusters/acc/other/history tells"));
}

TEST(StatusRoutes, AWebhookIsAPost) {
  EXPECT_EQ(get("/hooks/git").status, 405U);
  EXPECT_THAT(get("/hooks/git").body, HasSubstr("POST"));
  const StatusAnswer none = status_answer(a_source(), "POST", "/hooks/git", kNoon);
  EXPECT_EQ(none.status, 404U);
  EXPECT_THAT(none.body, HasSubstr("--git-webhook-secret-file"));
}

TEST(StatusRoutes, TheOperatorTellsOfItself) {
  const json own = json::parse(get("/api/v1/operator").body);
  EXPECT_EQ(own.at("version"), "1.2.3");
  EXPECT_EQ(own.at("startedAt"), "2026-11-23T12:00:00Z");
  EXPECT_EQ(own.at("clusters").at("Ready"), 1);
}

TEST(StatusRoutes, ANameInTwoAccountsAsksForTheAccount) {
  FleetView fleet;
  fleet.clusters = {a_cluster("prod"), a_cluster("prod")};
  fleet.clusters[1].key.account_id = "other";
  EXPECT_EQ(get("/api/v1/clusters/prod", a_source(fleet)).status, 409U);
  EXPECT_EQ(get("/api/v1/clusters/other/prod", a_source(fleet)).status, 200U);
}

TEST(StatusRoutes, APageOfOneClusterCostsOneCluster) {
  StatusSource source = a_source();
  source.each_cluster = [](const auto&) { ADD_FAILURE() << "all were asked for"; };
  EXPECT_EQ(get("/api/v1/clusters/prod", source).status, 200U);
  EXPECT_EQ(get("/api/v1/clusters/acc/prod", source).status, 200U);
}

TEST(StatusRoutes, TheListOfClustersIsJson) {
  const json list = json::parse(get("/api/v1/clusters").body);
  ASSERT_EQ(list.at("clusters").size(), 2U);
  EXPECT_EQ(list.at("clusters").at(1).at("name"), "canary");
  EXPECT_EQ(list.at("time"), "2026-11-23T12:00:00Z");
  EXPECT_TRUE(json::parse(get("/api/v1/clusters", a_source({})).body).at("clusters").empty());
}

TEST(StatusRoutes, BeforeTheFirstSnapshotTheManifestsAreNotThere) {
  FleetView fleet;
  EXPECT_EQ(get("/api/v1/manifests", a_source(fleet)).status, 503U);
}

TEST(HtmlPage, LoadsNothingFromElsewhereAndNeverSetsHtml) {
  const std::string page(html_page());
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_THAT(page, Not(HasSubstr("innerHTML")));
  EXPECT_THAT(page, Not(HasSubstr("insertAdjacentHTML")));
}

TEST(HtmlPage, ItsPolicyAllowsItsOwnScriptAndStyleByDigestOnly) {
  EXPECT_THAT(content_security_policy(), HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(content_security_policy(), Not(HasSubstr("unsafe-inline")));
}

}  // namespace
}  // namespace fwop::controller
