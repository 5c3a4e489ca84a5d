#include "manifests/manifest.hpp"

#include <set>

#include <gtest/gtest.h>

#include "api/clusters/fields.hpp"
#include "manifests/diagnostic.hpp"
#include "manifests/rules.hpp"
#include "manifests/snapshot.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

TEST(Digest, IsTheSameInEveryRelease) {
  const api::ClusterSpec spec{
      .display_name = "Production",
      .eks = api::EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"}};
  EXPECT_EQ(digest_of(spec, Policy{}), 11158075454648219974ULL);
}

TEST(Digest, ChangesWithEveryField) {
  std::set<std::uint64_t> seen;
  const auto add = [&](const api::ClusterSpec& spec, const Policy& policy) {
    EXPECT_TRUE(seen.insert(digest_of(spec, policy)).second) << seen.size();
  };
  api::ClusterSpec spec{.eks = api::EksCluster{}};
  add(spec, {});
  spec.display_name = "x";
  add(spec, {});
  for (const auto& field : api::kEksFields) {
    api::ClusterSpec changed = spec;
    *changed.eks.*field.member = "x";
    add(changed, {});
  }
  spec = {.fake = api::FakeCluster{}};
  add(spec, {});
  for (const auto& field : api::kFakeFields) {
    api::ClusterSpec changed = spec;
    *changed.fake.*field.member = "x";
    add(changed, {});
  }
  add(spec, {.adoption = Adoption::Never});
  add(spec, {.adoption = Adoption::Always});
  add(spec, {.drift = Drift::Report});
  add(spec, {.deletion = Deletion::Delete});
  add(spec, {.on_failed = OnFailed::Recreate});
  add(spec, {.suspend = Suspension{}});
  add(spec, {.suspend = Suspension{.reason = "x"}});
  add(spec, {.suspend = Suspension{.owner = "x"}});
  add(spec, {.suspend = Suspension{.until = WallTime{}}});
}

TEST(NearestName, IsTheOneThatWasMeant) {
  const std::vector<std::string_view> fields = {"awsAccountId", "region", "clusterName", "storageBucketName"};
  EXPECT_EQ(nearest_name("regoin", fields), "region");
  EXPECT_EQ(nearest_name("Region", fields), "region");
  EXPECT_EQ(nearest_name("cluster_name", fields), "clusterName");
  EXPECT_EQ(nearest_name("aws-account-id", fields), "awsAccountId");
  EXPECT_EQ(nearest_name("storageBucket", fields), "storageBucketName");
  EXPECT_EQ(nearest_name("unrelated", fields), "");
  EXPECT_EQ(nearest_name("", fields), "");
  EXPECT_EQ(nearest_name(std::string(10'000, 'x'), fields), "");
  EXPECT_EQ(nearest_name("x", {}), "");
}

TEST(Text, FindsTheFirstByteThatIsNoYaml) {
  const auto offset = [](std::string_view text) {
    const auto problem = find_text_problem(text);
    return problem ? static_cast<int>(problem->offset) : -1;
  };
  EXPECT_EQ(offset("a\tb\r\nc é € 🚀"), -1);
  EXPECT_EQ(offset(std::string_view("a\0b", 3)), 1);
  EXPECT_EQ(offset("ab\x7F"), 2);
  EXPECT_EQ(offset("\x80"), 0);
  EXPECT_EQ(offset("a\xC3"), 1);             // cut off
  EXPECT_EQ(offset("\xC0\xAF"), 0);          // overlong
  EXPECT_EQ(offset("\xE0\x80\x80"), 0);      // overlong
  EXPECT_EQ(offset("\xF0\x80\x80\x80"), 0);  // overlong
  EXPECT_EQ(offset("\xED\xA0\x80"), 0);      // a surrogate
  EXPECT_EQ(offset("\xF4\x90\x80\x80"), 0);  // beyond U+10FFFF
  EXPECT_EQ(offset("\xF5\x80\x80\x80"), 0);
}

TEST(Text, ShortensBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
  EXPECT_EQ(shortened("aéé", 2), "a…");
  EXPECT_EQ(shortened("a\nb", 10), "a b");
}

TEST(Text, JoinsOnlyTrueSurrogatePairs) {
  EXPECT_EQ(join_surrogate_escapes(R"("\ud83d\ude80")"), R"("\U0001F680")");
  EXPECT_EQ(join_surrogate_escapes(R"("\ud83d\ud83d\ude80")"), R"("\ud83d\U0001F680")");
  EXPECT_EQ(join_surrogate_escapes(R"("\\ud83d\ude80")"), R"("\\ud83d\ude80")");
  EXPECT_EQ(join_surrogate_escapes(R"("\u00e9\n)"), R"("\u00e9\n)");
  EXPECT_EQ(join_surrogate_escapes("\\"), "\\");
}

TEST(Place, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(place_text("a.yaml", 3, 5), "a.yaml:3:5");
  EXPECT_EQ(place_text("a.yaml", 3), "a.yaml:3");
  EXPECT_EQ(place_text("team-a/prod", 0, 5), "team-a/prod");
  EXPECT_EQ(to_string(Origin{"a.yaml", 3, 5}), "a.yaml:3");
  EXPECT_EQ(to_string(Origin{.file = "team-a/prod"}), "team-a/prod");
  const Diagnostic diagnostic{.file = "team-a/prod", .rule = "UnknownField", .message = "no"};
  EXPECT_EQ(to_string(diagnostic), "team-a/prod: error: no [UnknownField]");
  EXPECT_EQ(place_of(diagnostic), "team-a/prod");
}

TEST(Place, OfAnotherThatClaimsTheSameIsNamedWithoutALineToo) {
  const auto spec = std::make_shared<const api::ClusterSpec>(
      api::ClusterSpec{.eks = api::EksCluster{
                           .aws_account_id = "012345678901", .region = "us-east-1", .cluster_name = "one"}});
  const auto declared = [&spec](const char* id, Origin origin, FieldPlace at) {
    Manifest manifest;
    manifest.key = {"acme", id};
    manifest.spec = spec;
    manifest.origin = std::move(origin);
    manifest.eks_name_at = at;
    return std::make_shared<const Manifest>(std::move(manifest));
  };
  const auto found = cross_manifest_rules(
      {declared("a", {"a.yaml", 1, 1}, {9, 18}), declared("b", {.file = "team-b/prod"}, {})});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].message.find("claimed by b (team-b/prod)"), std::string::npos) << found[0].message;
  EXPECT_NE(found[1].message.find("claimed by a (a.yaml:9)"), std::string::npos) << found[1].message;
  EXPECT_EQ(place_of(found[1]), "team-b/prod");
}

TEST(ShortCommit, HasTwelveDigits) {
  EXPECT_EQ(short_commit("0123456789abcdef0123456789abcdef01234567"), "0123456789ab");
  EXPECT_EQ(short_commit(""), "");
}

}  // namespace
}  // namespace fwop::manifests
