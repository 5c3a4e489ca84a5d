#include "world_fixture.hpp"

namespace fwop::api::standin {
namespace {

class WorldStates : public WorldTest {};
class WorldUpdate : public WorldTest {};
class WorldFaults : public WorldTest {};

TEST_F(WorldStates, GoFromCreatingToReadyWhenTheTimeHasCome) {
  const auto created = create("prod");
  ASSERT_TRUE(created);
  EXPECT_EQ(created->state, ClusterState::Creating);
  EXPECT_EQ(created->status, (ClusterStatus{"OK", ""}));
  EXPECT_EQ(created->create_time, now_);
  EXPECT_EQ(created->update_time, now_);
  pass(Milliseconds(9'999));
  EXPECT_EQ(get("prod")->state, ClusterState::Creating);
  pass(Milliseconds(1));
  EXPECT_EQ(get("prod")->state, ClusterState::Ready);
  EXPECT_EQ(get("prod")->update_time, now_);
}

TEST_F(WorldStates, AreCreatingAtFirstEvenWhenProvisioningTakesNoTime) {
  world_ = World({.provisioning = Milliseconds(0)});
  EXPECT_EQ(create("prod")->state, ClusterState::Creating);
  EXPECT_EQ(get("prod")->state, ClusterState::Ready);
}

TEST_F(WorldStates, GoFromDeletingToGoneAndTheIdStaysTakenUntilThen) {
  create("prod");
  ASSERT_TRUE(remove("prod"));
  EXPECT_EQ(get("prod")->state, ClusterState::Deleting);
  EXPECT_TRUE(remove("prod"));
  EXPECT_EQ(create("prod").error().code, RpcCode::AlreadyExists);
  EXPECT_EQ(list()->total_size, 1U);
  pass(Seconds(4));
  EXPECT_EQ(get("prod").error().http_status, 404);
  EXPECT_EQ(list()->total_size, 0U);
  EXPECT_EQ(remove("prod").error().code, RpcCode::NotFound);
  EXPECT_TRUE(create("prod"));
}

TEST_F(WorldStates, DeleteTakesHalfOfProvisioningWhenNothingElseIsSaid) {
  world_ = World({.provisioning = Seconds(10)});
  create("prod");
  remove("prod");
  pass(Milliseconds(4'999));
  EXPECT_TRUE(get("prod"));
  pass(Milliseconds(1));
  EXPECT_FALSE(get("prod"));
}

TEST_F(WorldStates, KeepAccountsApart) {
  create("prod");
  EXPECT_FALSE(world_.get({"other", "prod"}, now_));
  EXPECT_TRUE(world_.create({"other", "prod"}, a_spec(), now_));
  EXPECT_EQ(list()->total_size, 1U);
}

TEST_F(WorldUpdate, TakesWhatThePathsNameAndMovesTheUpdateTime) {
  auto spec = a_spec();
  spec.eks->inference_role = "arn:aws:iam::012345678901:role/a";
  create("prod", spec);
  pass(Seconds(1));
  ClusterSpec body;
  body.display_name = "new";
  body.eks.emplace();
  const auto updated = update("prod", body, {"display_name", "eks_cluster.inference_role"});
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(updated->spec.display_name, "new");
  EXPECT_EQ(updated->spec.eks->inference_role, "");
  EXPECT_EQ(updated->spec.eks->region, "us-east-1");
  EXPECT_EQ(updated->update_time, now_);
  EXPECT_EQ(updated->state, ClusterState::Creating);
}

TEST_F(WorldUpdate, DoesNotMoveTheUpdateTimeWhenNothingChanges) {
  create("prod");
  const auto before = now_;
  pass(Seconds(1));
  EXPECT_EQ(update("prod", a_spec(), {"eks_cluster", "display_name"})->update_time, before);
}

TEST_F(WorldUpdate, RefusesAnotherIdentity) {
  create("prod");
  auto body = a_spec();
  body.eks->region = "eu-west-1";
  const auto refused = update("prod", body, {"eks_cluster.region"});
  EXPECT_EQ(refused.error().http_status, 400);
  EXPECT_EQ(refused.error().code, RpcCode::InvalidArgument);
  ClusterSpec fake;
  fake.fake.emplace();
  EXPECT_EQ(update("prod", fake, {"eks_cluster", "fake_cluster"}).error().code, RpcCode::InvalidArgument);
  EXPECT_EQ(get("prod")->spec, a_spec());
  EXPECT_EQ(world_.overwrite(key("prod"), body, {"eks_cluster.region"}, now_)->spec.eks->region, "eu-west-1");
}

TEST_F(WorldUpdate, RefusesWhatIsNotThereOrGoing) {
  EXPECT_EQ(update("prod", a_spec(), {}).error().code, RpcCode::NotFound);
  create("prod");
  remove("prod");
  EXPECT_EQ(update("prod", a_spec(), {}).error().code, RpcCode::FailedPrecondition);
}

TEST_F(WorldFaults, AFailureComesInItsTimeAndStays) {
  create("prod");
  world_.fail(key("prod"), {"PERMISSION_DENIED", "no such role"}, Seconds(3), now_);
  pass(Seconds(2));
  EXPECT_EQ(get("prod")->state, ClusterState::Creating);
  pass(Seconds(1));
  EXPECT_EQ(get("prod")->state, ClusterState::Failed);
  EXPECT_EQ(get("prod")->status, (ClusterStatus{"PERMISSION_DENIED", "no such role"}));
  pass(Seconds(60));
  EXPECT_EQ(get("prod")->state, ClusterState::Failed);
  remove("prod");
  EXPECT_EQ(get("prod")->state, ClusterState::Deleting);
}

TEST_F(WorldFaults, AReadyClusterCanFailToo) {
  create("prod");
  pass(Seconds(10));
  EXPECT_EQ(get("prod")->state, ClusterState::Ready);
  world_.fail(key("prod"), {"INTERNAL", "gone bad"}, Seconds(0), now_);
  EXPECT_EQ(get("prod")->state, ClusterState::Failed);
}

TEST_F(WorldFaults, AStuckClusterStaysCreating) {
  create("prod");
  world_.stick(key("prod"), now_);
  pass(std::chrono::hours(24));
  EXPECT_EQ(get("prod")->state, ClusterState::Creating);
}

TEST_F(WorldFaults, AReadyClusterDoesNotStick) {
  create("prod");
  pass(Seconds(11));
  world_.stick(key("prod"), now_);
  EXPECT_EQ(get("prod")->state, ClusterState::Ready);
}

TEST_F(WorldFaults, AListOfThePastShowsWhatThereWasThen) {
  world_.keep_history(std::chrono::hours(1));
  create("a");
  pass(Seconds(20));
  create("b");
  remove("a");
  pass(Seconds(5));
  EXPECT_EQ(ids({}), std::vector<std::string>{"b"});
  const auto lagged = list({}, Seconds(6));
  ASSERT_TRUE(lagged);
  ASSERT_EQ(lagged->clusters.size(), 1U);
  EXPECT_EQ(lagged->clusters[0].name, "accounts/acme/clusters/a");
  EXPECT_EQ(lagged->clusters[0].state, ClusterState::Ready);
  EXPECT_EQ(list({}, Seconds(3))->total_size, 2U);
}

TEST_F(WorldFaults, AVanishedClusterIsGoneAtOnce) {
  create("prod");
  remove("prod");
  EXPECT_TRUE(world_.vanish(key("prod"), now_));
  EXPECT_FALSE(get("prod"));
  create("prod");
  pass(Seconds(60));
  EXPECT_TRUE(get("prod")) << "the old deletion must not take the new cluster";
}

}  // namespace
}  // namespace fwop::api::standin
