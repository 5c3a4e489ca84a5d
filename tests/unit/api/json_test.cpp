#include "api/clusters/json.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/clusters/json_value.hpp"
#include "cluster_tree.hpp"

namespace fwop::api {
namespace {

using nlohmann::json;

constexpr const char* kWhole = R"({
  "name": "accounts/acme/clusters/prod", "displayName": "Prod", "state": "FAILED",
  "createTime": "2026-11-23T12:00:00.250Z", "updateTime": "2026-11-23T12:00:01Z",
  "eksCluster": {"awsAccountId": "012345678901", "region": "us-east-1", "fireworksManagerRole": "m",
    "clusterName": "c", "storageBucketName": "b", "metricWriterRole": "w", "loadBalancerControllerRole": "l",
    "workloadIdentityPoolProviderId": "p", "inferenceRole": "i", "subnetIds": ["ignored"]},
  "status": {"code": "PERMISSION_DENIED", "message": "no role"}, "isDlde": true})";

TEST(DecodeCluster, ReadsEveryField) {
  const auto cluster = parse_cluster(kWhole).value();
  EXPECT_EQ(cluster.name, "accounts/acme/clusters/prod");
  EXPECT_EQ(cluster.spec.display_name, "Prod");
  EXPECT_EQ(cluster.spec.eks, (EksCluster{.aws_account_id = "012345678901",
                                          .region = "us-east-1",
                                          .fireworks_manager_role = "m",
                                          .cluster_name = "c",
                                          .storage_bucket_name = "b",
                                          .metric_writer_role = "w",
                                          .load_balancer_controller_role = "l",
                                          .workload_identity_pool_provider_id = "p",
                                          .inference_role = "i"}));
  EXPECT_FALSE(cluster.spec.fake);
  EXPECT_EQ(cluster.state, ClusterState::Failed);
  EXPECT_EQ(cluster.status, (ClusterStatus{.code = "PERMISSION_DENIED", .message = "no role"}));
  EXPECT_EQ(format_rfc3339(cluster.create_time.value()), "2026-11-23T12:00:00.250Z");
  EXPECT_EQ(format_rfc3339(cluster.update_time.value()), "2026-11-23T12:00:01Z");
}

TEST(DecodeCluster, SurvivesATripThroughJson) {
  const auto cluster = parse_cluster(kWhole).value();
  EXPECT_EQ(cluster_from_json(cluster_to_json(cluster)).value(), cluster);
  EXPECT_EQ(spec_from_json(spec_to_json(cluster.spec)).value(), cluster.spec);
}

TEST(DecodeCluster, TakesAbsentNullAndEmptyForTheSame) {
  const auto absent = parse_cluster(R"({"name":"accounts/a/clusters/b"})").value();
  for (
      const char* body : {
          R"({"name":"accounts/a/clusters/b","displayName":null,"eksCluster":null,"status":null,"state":null})",
          R"({"name":"accounts/a/clusters/b","displayName":"","createTime":"","status":{},"state":""})",
          R"({"name":"accounts/a/clusters/b","status":{"code":"","message":null},"createTime":"0001-01-01T00:00:00Z"})",
      }) {
    EXPECT_EQ(parse_cluster(body).value(), absent) << body;
  }
}

TEST(DecodeCluster, KeepsAStateOfTheFutureAsText) {
  const auto cluster = parse_cluster(R"({"state":"UPDATING"})").value();
  EXPECT_EQ(cluster.state, ClusterState::Unrecognized);
  EXPECT_EQ(cluster.state_text, "UPDATING");
  EXPECT_EQ(cluster_to_json(cluster)["state"], "UPDATING");
}

TEST(DecodeCluster, TakesAStatusCodeByNameOrNumber) {
  const struct {
    const char* code;
    const char* expected;
  } cases[] = {{R"("NOT_FOUND")", "NOT_FOUND"},
               {"16", "UNAUTHENTICATED"},
               {"0", "OK"},
               {R"("NEW_CODE")", "NEW_CODE"},
               {"17", "17"},
               {"-1", "-1"},
               {"18446744073709551615", "18446744073709551615"}};
  for (const auto& c : cases) {
    const auto cluster = parse_cluster(std::string(R"({"state":"READY","status":{"code":)") + c.code + "}}");
    EXPECT_EQ(cluster.value().status.code, c.expected);
  }
}

TEST(DecodeCluster, NamesTheFieldOfAWrongType) {
  const struct {
    const char* body;
    const char* message;
  } cases[] = {
      {R"([])", "expected an object, found an array"},
      {R"({"name":1})", "name: expected a string, found a number"},
      {R"({"displayName":["x"]})", "displayName: expected a string, found an array"},
      {R"({"eksCluster":"x"})", "eksCluster: expected an object, found a string"},
      {R"({"eksCluster":{"awsAccountId":12345678901}})",
       "eksCluster.awsAccountId: expected a string, found a number"},
      {R"({"fakeCluster":{"location":{}}})", "fakeCluster.location: expected a string, found an object"},
      {R"({"state":1})", "state: expected a string, found a number"},
      {R"({"status":"x"})", "status: expected an object, found a string"},
      {R"({"status":{"code":1.5}})", "status.code: expected a name or a number, found a number"},
      {R"({"status":{"message":true}})", "status.message: expected a string, found a boolean"},
      {R"({"createTime":"yesterday"})", "createTime: expected an RFC 3339 time, found another text"},
      {R"({"updateTime":5})", "updateTime: expected a string, found a number"},
  };
  for (const auto& c : cases) {
    const auto decoded = parse_cluster(c.body);
    ASSERT_TRUE(decoded.has_error()) << c.body;
    EXPECT_EQ(decoded.error().message, c.message);
  }
}

TEST(DecodeCluster, RefusesWhatIsNotACluster) {
  EXPECT_EQ(parse_cluster("").error().message, "expected JSON, found an empty body");
  EXPECT_EQ(parse_cluster("<html>").error().message, "not valid JSON (6 bytes)");
  EXPECT_EQ(parse_cluster(R"({"name":"accounts/a/clus)").error().message, "not valid JSON (24 bytes)");
  EXPECT_EQ(parse_cluster(R"({"state":"READY"} x)").error().message, "not valid JSON (19 bytes)");
  EXPECT_EQ(parse_cluster("{}").error().message, "an object that holds nothing of a cluster");
  EXPECT_EQ(parse_cluster(std::string(1'000'000, '[')).error().message, "nested deeper than 64 levels");
}

/// Read out of a tree, as cluster_from_json() does, and event by event, as parse_cluster() does.
TEST(DecodeCluster, IsTheSameFromATreeAndFromEvents) {
  std::mt19937 random(1);
  const auto below = [&random](std::size_t end) { return random() % end; };
  const std::string_view pieces = "{}[],:\"\\ 0x1-e.ntruefalse";
  const std::vector<std::string> values = {"null",
                                           "1",
                                           "-3",
                                           "1.5",
                                           "true",
                                           R"("x")",
                                           "{}",
                                           "[]",
                                           R"({"code":5})",
                                           R"([{"a":[1]}])",
                                           R"("2026-11-23T12:00:00Z")"};
  int sound = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text = kWhole;
    for (std::size_t changes = 1 + below(2); changes > 0; --changes) {
      const std::size_t at = text.find(below(2) == 0 ? ": " : ", ", below(text.size()));
      if (at == std::string::npos || below(4) == 0) {
        text[below(text.size())] = pieces[below(pieces.size())];
      } else {
        const std::size_t end = text.find_first_of(",}", at + 2);
        text.replace(at + 2, std::min(end, text.size()) - at - 2, values[below(values.size())]);
      }
    }
    const json tree = json::parse(text, nullptr, false);
    const auto events = parse_cluster(text);
    if (tree.is_discarded()) {
      ASSERT_FALSE(events) << text;
      continue;
    }
    const auto expected = cluster_from_json(tree);
    ASSERT_EQ(expected.has_value(), events.has_value()) << text;
    if (!expected) continue;
    ++sound;
    ASSERT_EQ(*expected, *events) << text;
  }
  EXPECT_GT(sound, 1'000);
}

TEST(DecodePage, ReadsClustersAndTheToken) {
  const auto page =
      parse_cluster_page(R"({"clusters":[{"name":"a"},{"name":"b"}],"nextPageToken":"t","totalSize":2})")
          .value();
  ASSERT_EQ(page.clusters.size(), 2U);
  EXPECT_EQ(page.clusters[1].name, "b");
  EXPECT_EQ(page.next_page_token, "t");
  EXPECT_EQ(parse_cluster_page(R"({"next_page_token":"u"})").value().next_page_token, "u");
}

TEST(DecodePage, TakesTheTokenInBothSpellingsAndTheFirstFirst) {
  const struct {
    const char* text;
    const char* token;
  } cases[] = {
      {R"({"clusters":[],"nextPageToken":"a"})", "a"},
      {R"({"clusters":[],"next_page_token":"b"})", "b"},
      {R"({"next_page_token":"b","clusters":[],"nextPageToken":"a"})", "a"},
      {R"({"nextPageToken":"a","clusters":[],"next_page_token":"b"})", "a"},
      {R"({"nextPageToken":"","clusters":[],"next_page_token":"b"})", "b"},
      {R"({"nextPageToken":null,"clusters":[],"next_page_token":"b"})", "b"},
  };
  for (const auto& c : cases) {
    const auto page = parse_cluster_page(c.text);
    ASSERT_TRUE(page) << c.text;
    EXPECT_EQ(page->next_page_token, c.token) << c.text;
  }
}

TEST(SpecFromJson, NamesTheFieldOfAWrongTypeWithItsWay) {
  const auto nested = spec_from_json(json{{"eksCluster", {{"region", 1}}}});
  ASSERT_FALSE(nested);
  EXPECT_EQ(nested.error().message, "eksCluster.region: expected a string, found a number");
  const auto outer = spec_from_json(json{{"displayName", 1}});
  ASSERT_FALSE(outer);
  EXPECT_EQ(outer.error().message, "displayName: expected a string, found a number");
}

/// Only what is inside counts as depth, not what stands beside.
TEST(ParseJson, CountsDepthAndNotBreadth) {
  std::string wide = "[";
  for (int i = 0; i < 5'000; ++i) wide += "{\"a\":[\"}]\"]},";
  EXPECT_TRUE(detail::parse_json(wide + "0]"));
  const std::string open(detail::kMaxJsonDepth, '[');
  const std::string close(detail::kMaxJsonDepth, ']');
  EXPECT_TRUE(detail::parse_json(open + close));
  EXPECT_FALSE(detail::parse_json("[" + open + close + "]"));
  EXPECT_TRUE(detail::parse_json("\"" + open + open + "\""));
}

TEST(DecodePage, IsEmptyInEverySpelling) {
  for (const char* body :
       {"{}", R"({"clusters":null,"nextPageToken":null})", R"({"clusters":[],"nextPageToken":""})"}) {
    const auto page = parse_cluster_page(body).value();
    EXPECT_TRUE(page.clusters.empty()) << body;
    EXPECT_EQ(page.next_page_token, "") << body;
  }
}

TEST(DecodePage, NeverTakesAnErrorForAnEmptyPage) {
  for (const char* body :
       {R"({"error":"down"})", R"({"code":14,"message":"down"})", R"({"detail":"down"})"}) {
    EXPECT_EQ(parse_cluster_page(body).error().message, "an error where a page of clusters belongs") << body;
  }
}

TEST(DecodePage, NamesTheFieldOfAWrongType) {
  const struct {
    const char* body;
    const char* message;
  } cases[] = {
      {"null", "expected an object, found null"},
      {R"({"clusters":{}})", "clusters: expected an array, found an object"},
      {R"({"nextPageToken":7})", "nextPageToken: expected a string, found a number"},
  };
  for (const auto& c : cases) {
    const auto decoded = parse_cluster_page(c.body);
    ASSERT_TRUE(decoded.has_error()) << c.body;
    EXPECT_EQ(decoded.error().message, c.message);
  }
}

/// One element that is wrong costs that element, and its name is kept wherever it stands.
TEST(DecodePage, GoesOnAfterAnElementThatIsWrong) {
  const struct {
    const char* element;
    const char* name;
    const char* why;
  } cases[] = {
      {"null", "", "clusters[1]: expected an object, found null"},
      {"7", "", "clusters[1]: expected an object, found a number"},
      {R"("name")", "", "clusters[1]: expected an object, found a string"},
      {R"([{"name":"x"},["y"]])", "", "clusters[1]: expected an object, found an array"},
      {R"({"name":"b","displayName":7})", "b", "clusters[1].displayName: expected a string, found a number"},
      {R"({"displayName":7,"name":"b"})", "b", "clusters[1].displayName: expected a string, found a number"},
      {R"({"displayName":{"name":"x"},"name":"b"})", "b",
       "clusters[1].displayName: expected a string, found an object"},
      {R"({"displayName":["name"],"status":{"name":"x"},"name":"b"})", "b",
       "clusters[1].displayName: expected a string, found an array"},
      {R"({"name":["x"],"displayName":"d"})", "", "clusters[1].name: expected a string, found an array"},
      {R"({"eksCluster":{"region":3,"name":"x"}})", "",
       "clusters[1].eksCluster.region: expected a string, found a number"},
      {R"({"createTime":"soon","name":"b"})", "b",
       "clusters[1].createTime: expected an RFC 3339 time, found another text"},
  };
  for (const auto& c : cases) {
    const std::string body =
        std::string(R"({"clusters":[{"name":"a"},)") + c.element + R"(,{"name":"c"}],"nextPageToken":"t"})";
    const auto page = parse_cluster_page(body);
    ASSERT_TRUE(page) << body << page.error().message;
    ASSERT_EQ(page->clusters.size(), 2U) << body;
    EXPECT_EQ(page->clusters[0].name + page->clusters[1].name, "ac") << body;
    EXPECT_EQ(page->next_page_token, "t") << body;
    ASSERT_EQ(page->unreadable.size(), 1U) << body;
    EXPECT_EQ(page->unreadable[0], (UnreadableCluster{c.name, c.why}));
  }
}

TEST(DecodeEmptyAnswer, TakesAnObjectOrNothing) {
  for (const char* body : {"", " \n", "{}", R"({"done":true})"})
    EXPECT_TRUE(check_empty_answer(body).has_value()) << body;
  EXPECT_EQ(check_empty_answer("[]").error().message, "expected an object, found an array");
  EXPECT_EQ(check_empty_answer(R"({"error":"x"})").error().message, "an error where nothing belongs");
  EXPECT_EQ(check_empty_answer("<p>").error().message, "not valid JSON (3 bytes)");
}

TEST(EncodeCreate, LeavesOutEmptyFields) {
  const ClusterSpec spec{.display_name = "", .eks = EksCluster{.aws_account_id = "012345678901"}, .fake = {}};
  EXPECT_EQ(create_body(spec, "prod"),
            R"({"cluster":{"eksCluster":{"awsAccountId":"012345678901"}},"clusterId":"prod"})");
}

TEST(EncodeCreate, DoesNotThrowOverTextThatIsNotUtf8) {
  const ClusterSpec spec{.display_name = "a\xff", .eks = {}, .fake = FakeCluster{}};
  EXPECT_EQ(create_body(spec, "x"),
            "{\"cluster\":{\"displayName\":\"a\xEF\xBF\xBD\",\"fakeCluster\":{}},\"clusterId\":\"x\"}");
}

TEST(EncodeUpdate, HasEveryMaskedFieldEvenWhenEmpty) {
  const ClusterSpec spec{
      .display_name = "", .eks = EksCluster{.region = "r", .inference_role = ""}, .fake = {}};
  EXPECT_EQ(update_body(spec, {"display_name", "eks_cluster.inference_role", "eks_cluster.region"}),
            R"({"displayName":"","eksCluster":{"inferenceRole":"","region":"r"}})");
  EXPECT_EQ(update_body(spec, {}), R"({"eksCluster":{"region":"r"}})");
}

}  // namespace
}  // namespace fwop::api
