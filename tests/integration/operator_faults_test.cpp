#include "api/clusters/types.hpp"
#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using std::chrono::milliseconds;

/// Every trouble follows the same course: it is there, it is named, it ends, and the clusters come up with
/// one create each that took effect.
class OperatorFaults : public OperatorTest {
 protected:
  /// The fault hits every request, so nothing is ever known of the account, and nothing may be tried.
  void expect_nothing_is_tried_until_it_ends(const std::string& fault, const std::string& reason) {
    start_standin(R"({"rules": [)" + fault + "]}");
    declare("prod");
    declare("spare");
    auto daemon = start_daemon();
    EXPECT_TRUE(eventually([&] { return shows(daemon, "prod", reason) && shows(daemon, "spare", reason); }))
        << daemon.clusters().dump(2);
    // More than once, and one probe at a time: the gate of the account is shut for all of its clusters.
    EXPECT_TRUE(eventually([&] { return requests("list") >= 2; }));
    EXPECT_EQ(daemon.cluster("prod").value("verdict", ""), "Unknown");
    EXPECT_EQ(daemon.metric(R"(fireworks_api_gate_open{account="acme"})"), 0.0);
    EXPECT_EQ(requests("get"), 0U);
    EXPECT_EQ(requests("create"), 0U);
    clear_faults();
    expect_recovery(daemon, 2);
    EXPECT_EQ(requests("create"), 2U);
  }

  /// The first LIST passes, so that a create is sent; `fault` hits that create, and then every read, so
  /// that what became of it stays in doubt until the fault ends.
  void expect_doubt_until_it_ends(const std::string& fault, const std::string& reason,
                                  const std::vector<std::string>& arguments = {}) {
    start_standin(R"({"rules": [
        {"match": {"verb": "create"}, )" +
                  fault + R"(},
        {"match": {"verb": "get"}, )" +
                  fault + R"(},
        {"match": {"verb": "list"}, "after": 1, )" +
                  fault + "}]}");
    declare("prod");
    auto daemon = start_daemon(arguments);
    EXPECT_TRUE(eventually([&] { return shows(daemon, "prod", reason); })) << daemon.clusters().dump(2);
    // Asked about in vain, and yet not sent again.
    EXPECT_TRUE(eventually([&] { return requests("get") + requests("list") >= 3; }));
    EXPECT_NE(daemon.cluster("prod").value("verdict", ""), "Ready");
    EXPECT_EQ(requests("create"), 1U);
    clear_faults();
    expect_recovery(daemon, 1);
  }

  void expect_recovery(const Daemon& daemon, std::size_t clusters) {
    EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", clusters); })) << daemon.clusters().dump(2);
    EXPECT_EQ(effective_creates(), clusters);
    EXPECT_EQ(stats().at("deletes").size(), 0U);
  }

  static bool shows(const Daemon& daemon, const std::string& name, const std::string& reason) {
    return daemon.cluster(name).value("reason", "") == reason;
  }
};

TEST_F(OperatorFaults, A401ShutsTheAccountsGateAsUnauthenticated) {
  expect_nothing_is_tried_until_it_ends(R"({"status": 401, "message": "unknown key"})", "Unauthenticated");
}

TEST_F(OperatorFaults, A403ShutsTheAccountsGateAsPermissionDenied) {
  expect_nothing_is_tried_until_it_ends(R"({"status": 403})", "PermissionDenied");
}

TEST_F(OperatorFaults, A404ForTheAccountIsNoAbsenceOfItsClusters) {
  expect_nothing_is_tried_until_it_ends(R"({"status": 404})", "AccountNotFound");
}

TEST_F(OperatorFaults, A500ForEverythingIsUnavailable) {
  expect_nothing_is_tried_until_it_ends(R"({"status": 500})", "ApiUnavailable");
}

TEST_F(OperatorFaults, AProxysPageForEverythingIsUnavailable) {
  expect_nothing_is_tried_until_it_ends(R"({"html": true})", "ApiUnavailable");
}

TEST_F(OperatorFaults, GarbageForEverythingIsAnAnswerLost) {
  expect_nothing_is_tried_until_it_ends(R"({"garbage": true})", "AnswerLost");
}

TEST_F(OperatorFaults, A429IsWaitedOutForAsLongAsItSays) {
  expect_nothing_is_tried_until_it_ends(R"({"status": 429, "retryAfter": 1})", "Throttled");
}

TEST_F(OperatorFaults, RetryAfterLiesBetweenTwoProbes) {
  constexpr std::chrono::seconds kRetryAfter{2};
  start_standin(R"({"rules": [{"times": 3, "status": 429, "retryAfter": 2}]})");
  declare("prod");
  auto daemon = start_daemon();
  expect_recovery(daemon, 1);
  const auto calls = daemon.logged("api call");
  ASSERT_GE(calls.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(calls[i - 1].at("status"), 429);
    const auto before = parse_rfc3339(calls[i - 1].at("time").get<std::string>());
    const auto after = parse_rfc3339(calls[i].at("time").get<std::string>());
    ASSERT_TRUE(before && after);
    // The log cuts at milliseconds.
    EXPECT_GE(*after - *before, kRetryAfter - milliseconds(2));
  }
}

TEST_F(OperatorFaults, A403ForTheCreateIsFinalUntilItIsAskedAgain) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "status": 403, "message": "no plan"}]})");
  declare("prod");
  auto daemon = start_daemon();
  EXPECT_TRUE(eventually([&] { return shows(daemon, "prod", "PermissionDenied"); }));
  EXPECT_EQ(daemon.cluster("prod").value("verdict", ""), "Failed");
  EXPECT_EQ(requests("create"), 1U);
  clear_faults();
  daemon.process().signal(SIGHUP);
  expect_recovery(daemon, 1);
}

TEST_F(OperatorFaults, A500BeforeTheEffectOfACreateLeadsToOneCluster) {
  expect_doubt_until_it_ends(R"("status": 500)", "ApiUnavailable");
}

TEST_F(OperatorFaults, A503AfterTheEffectOfACreateLeadsToNoSecondCreate) {
  expect_doubt_until_it_ends(R"("status": 503, "afterEffect": true)", "ApiUnavailable");
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, ACutConnectionBeforeTheEffectLeadsToOneCluster) {
  expect_doubt_until_it_ends(R"("cutRequest": true)", "AnswerLost");
}

TEST_F(OperatorFaults, ACutConnectionAfterTheEffectLeadsToNoSecondCreate) {
  expect_doubt_until_it_ends(R"("lostAnswer": true)", "AnswerLost");
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, ABodyCutInHalfLeadsToNoSecondCreate) {
  expect_doubt_until_it_ends(R"("cutBody": true)", "AnswerLost");
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, GarbageForACreateLeadsToNoSecondCreate) {
  expect_doubt_until_it_ends(R"("garbage": true)", "AnswerLost");
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, AStalledSocketAfterTheEffectLeadsToNoSecondCreate) {
  expect_doubt_until_it_ends(R"("stallAfterEffect": true)", "AnswerLost", {"--request-timeout=1s"});
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, AStalledSocketBeforeTheEffectLeadsToOneCluster) {
  expect_doubt_until_it_ends(R"("stall": true)", "AnswerLost", {"--request-timeout=1s"});
}

TEST_F(OperatorFaults, ALaggingListLeadsToNoSecondCreate) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "lostAnswer": true},
                              {"match": {"verb": "list"}, "listLag": "3s"}]})");
  declare("prod");
  auto daemon = start_daemon();
  expect_recovery(daemon, 1);
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorFaults, AnApiThatIsNotThereIsUnreachableAndTheDaemonLivesOn) {
  const HeldPort nobody;
  declare("prod");
  auto daemon = start_daemon({"--api-url=http://127.0.0.1:" + std::to_string(nobody.number())});
  EXPECT_TRUE(eventually([&] { return shows(daemon, "prod", "ApiUnreachable"); }))
      << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.get("/readyz").status, 503);
  EXPECT_EQ(daemon.get("/healthz").status, 200);
}

}  // namespace
}  // namespace fwop::e2e
