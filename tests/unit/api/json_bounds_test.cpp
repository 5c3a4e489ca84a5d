#include <string>

#include <gtest/gtest.h>

#include "api/clusters/json.hpp"
#include "api/clusters/json_value.hpp"

// An answer costs no more memory than its bounds allow, whatever its text would unfold to.

namespace fwop::api {
namespace {

std::string page_of_empty_clusters(std::size_t clusters) {
  std::string text = R"({"clusters":[)";
  for (std::size_t i = 0; i < clusters; ++i) text += i == 0 ? "{}" : ",{}";
  return text + "]}";
}

TEST(DecodePage, ListsTenThousandClustersAndNoMore) {
  const auto most = parse_cluster_page(page_of_empty_clusters(detail::kMaxClustersInPage));
  ASSERT_TRUE(most) << most.error().message;
  EXPECT_EQ(most->clusters.size(), detail::kMaxClustersInPage);
  const auto more = parse_cluster_page(page_of_empty_clusters(detail::kMaxClustersInPage + 1));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().message, "clusters: more than 10000 in one page");
}

/// 16 MiB of "{}" as clusters, each of which takes a hundred times its text: refused when the bound is
/// reached, whatever follows.
TEST(DecodePage, IsNotReadBeyondItsBound) {
  const std::string text = page_of_empty_clusters(detail::kMaxClustersInPage + 1);
  const auto cut = parse_cluster_page(text.substr(0, text.size() - 2) + ",{} and what is no JSON at all");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message, "clusters: more than 10000 in one page");
}

TEST(ParseJson, HoldsAHundredThousandValuesAndNoMore) {
  const auto list_of = [](std::size_t items) {
    std::string text = "[";
    for (std::size_t i = 0; i < items; ++i) text += i == 0 ? "{}" : ",{}";
    return text + "]";
  };
  EXPECT_TRUE(detail::parse_json(list_of(detail::kMaxJsonValues / 2 - 1)));
  const auto more = detail::parse_json(list_of(detail::kMaxJsonValues / 2 + 1));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().message, "more than 100000 values");
  EXPECT_TRUE(detail::parse_json("\"" + std::string(2 * detail::kMaxJsonValues, ',') + "\""))
      << "what stands in a string is no value";
  EXPECT_EQ(error_from_answer(500, list_of(detail::kMaxJsonValues)).kind, ErrorKind::Unavailable);
}

}  // namespace
}  // namespace fwop::api
