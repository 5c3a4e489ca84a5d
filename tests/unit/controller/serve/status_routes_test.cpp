#include "controller/serve/status_routes.hpp"

#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/serve/html_page.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// What the route of that request replies.
StatusReply reply_to(const StatusSource& source, std::string_view method, std::string_view target) {
  const auto routes = status_routes(std::make_shared<const StatusSource>(source), nullptr);
  const auto found = routes.find(method, target);
  if (found.handler == nullptr) return no_route_answer(routes, found, target);
  boost::asio::io_context loop;
  StatusReply reply;
  boost::asio::co_spawn(loop, found.handler->handle({.parameters = found.parameters}),
                        [&](const std::exception_ptr& failed, StatusReply made) {
                          if (failed) std::rethrow_exception(failed);
                          reply = std::move(made);
                        });
  loop.run();
  return reply;
}

StatusAnswer answer_to(const StatusSource& source, std::string_view method, std::string_view target) {
  return std::get<StatusAnswer>(reply_to(source, method, target));
}

StatusAnswer get(std::string_view target, const StatusSource& source = a_source()) {
  return answer_to(source, "GET", target);
}

TEST(StatusRoutes, EveryRouteAnswers) {
  for (const char* target : {"/", "/healthz", "/readyz", "/api/v1/clusters/prod", "/api/v1/clusters/acc/prod",
                             "/api/v1/accounts", "/api/v1/reasons", "/healthz?x=1"}) {
    EXPECT_EQ(get(target).status, 200U) << target;
  }
}

TEST(StatusRoutes, WhatGrowsWithTheFleetIsMadeElsewhere) {
  const auto page = [](const char* target) {
    return std::get<LargePage>(reply_to(a_source(), "GET", target));
  };
  EXPECT_EQ(page("/metrics"), LargePage::Metrics);
  EXPECT_EQ(page("/metrics?x=1"), LargePage::Metrics);
  EXPECT_EQ(page("/api/v1/clusters"), LargePage::Clusters);
  EXPECT_EQ(page("/api/v1/clusters?x=1"), LargePage::Clusters);
  EXPECT_EQ(page("/api/v1/manifests"), LargePage::Manifests);
  EXPECT_EQ(page("/api/v1/operator"), LargePage::Operator);
}

TEST(StatusRoutes, AnUnknownPathIs404InJson) {
  for (const char* target : {"/nothing", "/api", "/api/v1", "/api/v1/x", "/api/v1/clusters/a/b/c",
                             "/metrics/x", "/api/v1/accounts/x", "no path", "", "//", "/%zz"}) {
    const StatusAnswer answer = get(target);
    EXPECT_EQ(answer.status, 404U) << target;
    EXPECT_TRUE(json::parse(answer.body).contains("error")) << target;
  }
}

TEST(StatusRoutes, AnUnknownPathIsToldWhichThereAre) {
  EXPECT_THAT(get("/nothing").body,
              HasSubstr("there are /, /metrics, /healthz, /readyz, /api/v1/clusters, /api/v1/accounts, "
                        "/api/v1/manifests, /api/v1/operator and /api/v1/reasons"));
}

TEST(StatusRoutes, AHistoryIsAskedForByNameAndWithTheAccount) {
  StatusSource source = a_source();
  source.history = [](std::string name) -> boost::asio::awaitable<OrWhyNot<std::vector<Event>>> {
    using Events = OrWhyNot<std::vector<Event>>;
    co_return Events(boost::system::in_place_error, "nothing of " + name);
  };
  EXPECT_THAT(get("/api/v1/clusters/prod/history", source).body, HasSubstr("nothing of prod"));
  EXPECT_THAT(get("/api/v1/clusters/acc/prod/history", source).body, HasSubstr("nothing of acc/prod"));
}

TEST(StatusRoutes, OnlyGetAndHeadAreAnswered) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", ""}) {
    EXPECT_EQ(answer_to(a_source(), method, "/healthz").status, 405U) << method;
  }
  EXPECT_EQ(answer_to(a_source(), "POST", "/healthz").allow, "GET, HEAD");
  EXPECT_EQ(answer_to(a_source(), "GET", "/hooks/git").allow, "POST");
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

TEST(StatusRoutes, AClusterIsFoundByItsPercentEncodedName) {
  SampleFleet fleet;
  fleet.clusters = {a_cluster("two words")};
  EXPECT_EQ(get("/api/v1/clusters/two%20words", a_source(fleet)).status, 200U);
}

TEST(StatusRoutes, AClusterThatIsNotThereIs404) {
  EXPECT_EQ(get("/api/v1/clusters/other").status, 404U);
  EXPECT_EQ(get("/api/v1/clusters/other/prod").status, 404U);
}

TEST(StatusRoutes, OneThatIsNotThereMayHaveAStory) {
  EXPECT_THAT(get("/api/v1/clusters/other").body, HasSubstr("/api/v1/clusters/other/history"));
  EXPECT_THAT(get("/api/v1/clusters/acc/other").body, HasSubstr("/api/v1/clusters/acc/other/history"));
}

TEST(StatusRoutes, AWebhookIsAPost) {
  EXPECT_EQ(get("/hooks/git").status, 405U);
  EXPECT_THAT(get("/hooks/git").body, HasSubstr("POST"));
  const StatusAnswer none = answer_to(a_source(), "POST", "/hooks/git");
  EXPECT_EQ(none.status, 404U);
  EXPECT_THAT(none.body, HasSubstr("--git-webhook-secret-file"));
}

TEST(StatusRoutes, ANameInTwoAccountsAsksForTheAccount) {
  SampleFleet fleet;
  fleet.clusters = {a_cluster("prod"), a_cluster("prod")};
  fleet.clusters[1].key.account_id = "other";
  EXPECT_EQ(get("/api/v1/clusters/prod", a_source(fleet)).status, 409U);
  EXPECT_EQ(get("/api/v1/clusters/other/prod", a_source(fleet)).status, 200U);
}

TEST(StatusRoutes, APageOfOneClusterCostsOneCluster) {
  StatusSource source = a_source();
  source.clusters_after = [](const auto&, std::size_t) {
    ADD_FAILURE() << "all were asked for";
    return std::vector<ClusterView>();
  };
  EXPECT_EQ(get("/api/v1/clusters/prod", source).status, 200U);
  EXPECT_EQ(get("/api/v1/clusters/acc/prod", source).status, 200U);
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
