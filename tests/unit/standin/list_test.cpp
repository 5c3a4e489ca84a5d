#include "world_fixture.hpp"

namespace fwop::api::standin {
namespace {

class WorldList : public WorldTest {
 protected:
  std::vector<std::string> matching(const std::string& filter) { return ids({.filter = filter}); }
  std::string refusal(const std::string& filter) {
    const auto page = list({.filter = filter});
    return page ? "" : page.error().message;
  }
};

using Ids = std::vector<std::string>;

TEST_F(WorldList, IsBytewiseByNameAndPagedWithoutLossWhateverTheSize) {
  for (const char* id : {"b", "a-1", "a", "ab", "a1"}) create(id);
  for (const int size : {1, 2, 3, 5, 200})
    EXPECT_EQ(ids({.page_size = size}), (Ids{"a", "a-1", "a1", "ab", "b"})) << size;
}

TEST_F(WorldList, GoesOnBehindAClusterThatHasGone) {
  for (const char* id : {"a", "b", "c"}) create(id);
  const auto first = list({.page_size = 2});
  world_.vanish(key("b"), now_);
  const auto second = list({.page_size = 2, .page_token = first->next_page_token});
  ASSERT_TRUE(second);
  ASSERT_EQ(second->clusters.size(), 1U);
  EXPECT_EQ(second->clusters[0].name, "accounts/acme/clusters/c");
}

TEST_F(WorldList, HasPagesOf50AndAtMost200) {
  for (int i = 0; i < 250; ++i) create("c" + std::to_string(i));
  EXPECT_EQ(list()->clusters.size(), 50U);
  EXPECT_EQ(list({.page_size = 1000})->clusters.size(), 200U);
  EXPECT_EQ(list({.page_size = -1}).error().code, RpcCode::InvalidArgument);
}

TEST_F(WorldList, OrdersByWhatIsAskedAndThenByName) {
  create("a");
  pass(Seconds(1));
  create("c");
  create("b");
  EXPECT_EQ(ids({.page_size = 1, .order_by = "create_time desc"}), (Ids{"b", "c", "a"}));
  EXPECT_EQ(ids({.page_size = 2, .order_by = "createTime"}), (Ids{"a", "b", "c"}));
  EXPECT_EQ(ids({.order_by = "name desc"}), (Ids{"c", "b", "a"}));
  pass(Seconds(9));
  EXPECT_EQ(ids({.order_by = "state desc, name desc"}), (Ids{"a", "c", "b"}));
  EXPECT_EQ(list({.order_by = "colour"}).error().http_status, 400);
  EXPECT_EQ(list({.order_by = "name down"}).error().http_status, 400);
}

TEST_F(WorldList, FiltersByTextsStatesAndTimes) {
  auto spec = a_spec();
  spec.display_name = "Über \"one\"";
  create("a", spec);
  pass(Seconds(10));
  spec.display_name.clear();
  spec.eks->region = "eu-west-1";
  create("b", spec);
  EXPECT_EQ(matching("state=READY"), Ids{"a"});
  EXPECT_EQ(matching("state = CREATING OR state = READY"), (Ids{"a", "b"}));
  EXPECT_EQ(matching("eksCluster.region = \"eu-west-1\""), Ids{"b"});
  EXPECT_EQ(matching("eks_cluster.region = eu-west-1"), Ids{"b"});
  EXPECT_EQ(matching("eks_cluster.region = \"*-1\""), (Ids{"a", "b"}));
  EXPECT_EQ(matching("display_name = 'Über \\\"one\\\"'"), Ids{"a"});
  EXPECT_EQ(matching("display_name:one"), Ids{"a"});
  EXPECT_EQ(matching("display_name:*"), Ids{"a"});
  EXPECT_EQ(matching("-display_name:*"), Ids{"b"});
  EXPECT_EQ(matching("name != accounts/acme/clusters/a"), Ids{"b"});
  EXPECT_EQ(matching("create_time < \"" + format_rfc3339(now_) + "\""), Ids{"a"});
  EXPECT_EQ(matching("create_time >= " + format_rfc3339(now_)), Ids{"b"});
  EXPECT_EQ(matching("NOT (state=READY AND display_name:one)"), Ids{"b"});
  EXPECT_EQ(matching("state=READY status.code=OK"), Ids{"a"});
  EXPECT_EQ(list({.page_size = 1, .filter = "status.code=OK"})->total_size, 2U);
}

TEST_F(WorldList, BindsOrCloserThanAnd) {
  create("a");
  create("b");
  // Were AND closer, a would match too.
  EXPECT_EQ(matching("name:/a OR name:/b AND name:/b"), Ids{"b"});
}

TEST_F(WorldList, SaysWhatIsWrongWithAFilter) {
  EXPECT_NE(refusal("colour = red").find("no field 'colour'"), std::string::npos);
  EXPECT_NE(refusal("state").find("= != <"), std::string::npos);
  EXPECT_NE(refusal("state =").find("value"), std::string::npos);
  EXPECT_NE(refusal("(state=READY").find("parenthesis"), std::string::npos);
  EXPECT_NE(refusal("state=READY)").find("')' was not expected"), std::string::npos);
  EXPECT_NE(refusal("state=\"READY").find("does not end"), std::string::npos);
  EXPECT_NE(refusal("create_time > yesterday").find("not a time"), std::string::npos);
  EXPECT_NE(refusal(std::string(5000, ' ') + "x").find("too long"), std::string::npos);
  EXPECT_NE(refusal(std::string(1000, '(')).find("too deeply"), std::string::npos);
  EXPECT_NE(refusal(std::string(1000, '-')).find("too deeply"), std::string::npos);
  for (const char* text : {"AND", "OR", "NOT", "state=READY OR", "state=READY AND", "!", "=", ":", "-", "()"})
    EXPECT_NE(refusal(text), "") << text;
}

}  // namespace
}  // namespace fwop::api::standin
