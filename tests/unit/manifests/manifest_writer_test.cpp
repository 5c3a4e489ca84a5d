#include "manifests/manifest_writer.hpp"

#include <random>

#include <gtest/gtest.h>

#include "api/fields.hpp"
#include "manifests/decode.hpp"

namespace fwop::manifests {
namespace {

/// What YAML readers love to take for something else, and what breaks out of quotes.
const std::vector<std::string> kTexts = {
    "plain",     "012345678901", "1e3",  "0x10", "0o7", "true",       "No",   "~",           "null",
    "12:30:45",  "2026-11-23",   "a: b", "a #b", "- a", "\"quoted\"", "it's", "back\\slash", "{a}",
    "[a]",       "*a",           "&a",   "!a",   "%a",  "@a",         "`a`",  "trailing:",   " leading",
    "trailing ", "Montréal 🚀",   "a,b",  "?",    "<<",  "=",          ".5",   "+1"};

class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}
  bool flip() { return (random_() & 1U) != 0; }
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string text() { return kTexts[below(kTexts.size())]; }

  Manifest manifest() {
    Manifest manifest;
    manifest.key = {"acme", "c" + std::to_string(below(1000))};
    if (flip()) manifest.other_name = "n" + std::to_string(below(1000));
    if (flip()) {
      std::map<std::string, std::string> labels;
      for (std::size_t i = below(3); i-- > 0;) labels[text()] = text();
      if (!labels.empty()) manifest.labels = labels;
    }
    api::ClusterSpec spec;
    if (flip()) spec.display_name = text();
    if (flip()) {
      spec.fake.emplace();
      for (const auto& field : api::kFakeFields) {
        if (flip()) *spec.fake.*field.member = text();
      }
    } else {
      spec.eks = api::EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"};
      if (flip()) spec.eks->inference_role = "arn:aws:iam::012345678901:role/path/Role+=,.@-x";
      if (flip()) spec.eks->workload_identity_pool_provider_id = text();
    }
    manifest.spec = std::make_shared<const api::ClusterSpec>(spec);
    manifest.policy.adoption = std::array{Adoption::Never, Adoption::IfIdentical, Adoption::Always}[below(3)];
    manifest.policy.drift = flip() ? Drift::Heal : Drift::Report;
    manifest.policy.deletion = flip() ? Deletion::Retain : Deletion::Delete;
    if (manifest.policy.deletion == Deletion::Delete && flip())
      manifest.policy.on_failed = OnFailed::Recreate;
    if (flip()) {
      manifest.policy.suspend = Suspension{};
      if (flip()) manifest.policy.suspend->reason = text();
      if (flip()) manifest.policy.suspend->owner = text();
      if (flip()) manifest.policy.suspend->until = api::parse_rfc3339("2026-12-24T18:00:00Z");
    }
    return manifest;
  }

 private:
  std::mt19937_64 random_;
};

TEST(ManifestWriter, WhatItWritesIsReadAsTheSame) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const Manifest manifest = Random(seed).manifest();
    const std::string text = to_yaml(manifest);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
    const DecodedFile file = decode_file("m.yaml", text, {});
    ASSERT_TRUE(file.diagnostics.empty()) << to_string(file.diagnostics.front());
    ASSERT_EQ(file.manifests.size(), 1U);
    const Manifest& read = *file.manifests[0];
    EXPECT_EQ(read.key, manifest.key);
    EXPECT_EQ(read.name(), manifest.name());
    EXPECT_EQ(read.labels, manifest.labels);
    EXPECT_EQ(*read.spec, *manifest.spec);
    EXPECT_EQ(read.policy, manifest.policy);
  }
}

TEST(ManifestWriter, WritesAsAPersonWould) {
  Manifest manifest;
  manifest.key = {"acme", "prod"};
  manifest.spec = std::make_shared<const api::ClusterSpec>(
      api::ClusterSpec{.display_name = "Production",
                       .eks = api::EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"},
                       .fake = {}});
  EXPECT_EQ(
      to_yaml(manifest),
      "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: prod\nspec:\n"
      "  accountId: acme\n  displayName: Production\n  eksCluster:\n    awsAccountId: \"012345678901\"\n"
      "    region: us-east-1\n");
}

}  // namespace
}  // namespace fwop::manifests
