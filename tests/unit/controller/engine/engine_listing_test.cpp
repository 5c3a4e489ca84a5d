// What a LIST holds that is not as the contract has it: it spoils that element, and nothing is taken for
// gone.
#include <gtest/gtest.h>

#include "engine_harness.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using namespace std::chrono_literals;

class EngineListing : public ::testing::Test {
 protected:
  api::Cluster ready(const std::string& id, const std::string& account = "acme") const {
    api::Cluster cluster = harness_.cluster(id, ClusterState::Ready, *a_manifest(id).build()->spec);
    cluster.name = api::to_string(api::ClusterKey{account, id});
    return cluster;
  }
  void answer_list(api::ClusterPage page) { harness_.answer(harness_.expect(Verb::List), std::move(page)); }
  static manifests::Policy adopting() {
    manifests::Policy policy;
    policy.adoption = manifests::Adoption::IfIdentical;
    return policy;
  }
  /// c1 and c2 are ours and READY.
  void settle() {
    harness_.declare({a_manifest("c1").with_policy(adopting()), a_manifest("c2").with_policy(adopting())});
    harness_.list({ready("c1"), ready("c2")});
    ASSERT_EQ(harness_.view("c2").verdict, Verdict::Ready);
  }

  EngineHarness harness_;
};

TEST_F(EngineListing, AStrangerThatCannotBeReadSpoilsNothing) {
  harness_.declare({a_manifest("c1").with_policy(adopting()), a_manifest("new")});
  answer_list({{ready("c1")}, "", {}, {{"accounts/acme/clusters/theirs", "clusters[1].createTime: …"}}});
  EXPECT_EQ(harness_.view("c1").verdict, Verdict::Ready);
  EXPECT_EQ(harness_.expect(Verb::Create).key.cluster_id, "new");
}

TEST_F(EngineListing, OneOfOursThatCannotBeReadIsAskedForAndNotCreated) {
  harness_.declare({a_manifest("c1").with_policy(adopting())});
  answer_list({{}, "", {}, {{"accounts/acme/clusters/c1", "clusters[0].createTime: …"}}});
  harness_.answer(harness_.expect(Verb::Get, "c1"), ready("c1"));
  EXPECT_EQ(harness_.view("c1").verdict, Verdict::Ready);
  EXPECT_EQ(harness_.calls_of(Verb::Create), 0U);
}

TEST_F(EngineListing, AnElementWithoutANameMayBeOneOfOurs) {
  settle();
  harness_.pass(70s);
  answer_list({{ready("c1")}, "", {}, {{"", "clusters[1]: expected an object, found null"}}});
  EXPECT_EQ(harness_.view("c2").verdict, Verdict::Ready);
  harness_.pass(5s);
  api::Cluster nameless = ready("c2");
  nameless.name.clear();
  answer_list({{ready("c1"), nameless}, "", {}, {}});
  harness_.pass(5s);
  EXPECT_EQ(harness_.calls_of(Verb::Get), 0U) << harness_.waiting();
  EXPECT_EQ(harness_.calls_of(Verb::Create), 0U);
  EXPECT_NE(harness_.engine.accounts(harness_.now()).at(0).list_problem.find("no name of a cluster"),
            std::string::npos);
}

/// One GET teaches how the server spells the account; from then on a LIST is as good as ever.
TEST_F(EngineListing, AnAccountThatIsSpelledOtherwiseCostsNoGetForEachClusterAndSweep) {
  harness_.declare({a_manifest("c1").with_policy(adopting()), a_manifest("c2").with_policy(adopting())});
  for (int sweep = 0; sweep < 5; ++sweep) {
    answer_list({{ready("c1", "acme-123"), ready("c2", "acme-123")}, "", {}, {}});
    while (harness_.waiting().find("get") != std::string::npos) {
      const Call get = harness_.expect(Verb::Get);
      harness_.answer(get, ready(get.key.cluster_id, "acme-123"));
    }
    harness_.pass(70s);
  }
  EXPECT_EQ(harness_.calls_of(Verb::Get), 2U);
  EXPECT_EQ(harness_.calls_of(Verb::Create), 0U);
  EXPECT_EQ(harness_.view("c1").verdict, Verdict::Ready);
}

/// A list that mixes accounts says nothing of a cluster that a GET by our name of it does not find.
TEST_F(EngineListing, TheClusterOfAnotherAccountIsNotOurs) {
  harness_.declare({a_manifest("c1")});
  answer_list({{ready("c1", "other")}, "", {}, {}});
  harness_.answer(harness_.expect(Verb::Get, "c1"),
                  api::Error{.kind = api::ErrorKind::NotFound, .code = api::RpcCode::NotFound});
  for (int sweep = 0; sweep < 3 && harness_.calls_of(Verb::Create) == 0; ++sweep) {
    harness_.pass(5s);
    answer_list({{ready("c1", "other")}, "", {}, {}});
  }
  EXPECT_EQ(harness_.calls_of(Verb::Create), 1U) << harness_.waiting();
}

}  // namespace
}  // namespace fwop::controller
