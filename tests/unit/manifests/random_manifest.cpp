#include "random_manifest.hpp"

#include <chrono>
#include <memory>
#include <string_view>

namespace fwop::manifests {
namespace {

std::string utf8(char32_t c) {
  std::string text;
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | (c >> 12));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (c >> 18));
    text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
  return text;
}

std::string any_code_point(Dice& dice) {
  switch (dice.below(4)) {
    case 0: return utf8(static_cast<char32_t>(dice.below(0x100)));
    case 1: return utf8(static_cast<char32_t>(dice.below(0xD800)));
    case 2: return utf8(static_cast<char32_t>(0xE000 + dice.below(0x2000)));
    default: return utf8(static_cast<char32_t>(0x10000 + dice.below(0x100000)));
  }
}

std::string from(Dice& dice, std::string_view characters, std::size_t shortest, std::size_t longest) {
  std::string text;
  const std::size_t length = shortest + dice.below(longest - shortest + 1);
  while (text.size() < length) text += characters[dice.below(characters.size())];
  return text;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

std::string cluster_id(Dice& dice) {
  static const std::vector<std::string> kWords = {"y", "no", "on", "true", "null", "e1", "x-1", "prod"};
  if (dice.one_in(3)) return dice.one_of(kWords);
  return from(dice, kLower, 1, 1) + from(dice, "abcdefghijklmnopqrstuvwxyz0123456789-", 0, 60) + "z";
}

std::string object_name(Dice& dice) {
  static const std::vector<std::string> kNames = {"1.5", "0x1f", "12345", "1e3", "2026-01-01", "007", "a.b"};
  return dice.one_in(2) ? dice.one_of(kNames) : from(dice, kDigits, 1, 30);
}

api::EksCluster eks(Dice& dice) {
  struct Place {
    std::string region, partition;
  };
  static const std::vector<Place> kPlaces = {
      {"us-east-1", "aws"}, {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}, {"zz-new-9", "aws"}};
  const Place& place = dice.one_of(kPlaces);
  api::EksCluster eks{.aws_account_id = from(dice, dice.one_in(2) ? kDigits : "07", 12, 12),
                      .region = place.region};
  const auto role = [&](SharedText& arn) {
    if (dice.one_in(2)) return;
    arn = "arn:" + place.partition + ":iam::" + eks.aws_account_id.str() + ":role/" +
          (dice.one_in(3) ? from(dice, "!#'\":-?{}[]&*%@`\\|>~", 1, 20) + "/" : "") +
          from(dice, "aZ09+=,.@_-", 1, 64);
  };
  role(eks.fireworks_manager_role);
  role(eks.metric_writer_role);
  role(eks.load_balancer_controller_role);
  role(eks.inference_role);
  if (dice.one_in(2)) eks.cluster_name = from(dice, "aZ09", 1, 1) + from(dice, "eE09_-", 0, 99);
  if (dice.one_in(2)) eks.storage_bucket_name = from(dice, "0e1", 1, 1) + from(dice, "0e1-", 1, 60) + "7";
  if (dice.one_in(3)) eks.workload_identity_pool_provider_id = hard_text(dice);
  return eks;
}

api::FakeCluster fake(Dice& dice) {
  api::FakeCluster fake;
  if (dice.one_in(2)) fake.project_id = hard_text(dice);
  if (dice.one_in(2)) fake.location = hard_text(dice);
  if (dice.one_in(2)) fake.cluster_name = hard_text(dice);
  return fake;
}

Suspension suspension(Dice& dice) {
  Suspension suspension;
  if (dice.one_in(2)) suspension.reason = hard_text(dice);
  if (dice.one_in(2)) suspension.owner = hard_text(dice);
  if (dice.one_in(2)) {
    static const std::vector<long long> kUnits = {1, 1000, 1000000, 1000000000};
    const long long unit = dice.one_of(kUnits);
    suspension.until = WallTime(std::chrono::nanoseconds(
        static_cast<long long>(dice.below(4'000'000'000'000'000'000ULL)) / unit * unit));
  }
  return suspension;
}

}  // namespace

std::string hard_text(Dice& dice) {
  static const std::vector<std::string> kTexts = {"012345678901",
                                                  "123456789012",
                                                  "true",
                                                  "False",
                                                  "null",
                                                  "~",
                                                  "yes",
                                                  "No",
                                                  "off",
                                                  "Y",
                                                  "n",
                                                  "1.5",
                                                  ".inf",
                                                  ".5",
                                                  "0x1F",
                                                  "0o17",
                                                  "1_000",
                                                  "12:30:45",
                                                  "1e3",
                                                  "+1",
                                                  "-",
                                                  "- x",
                                                  "a: b",
                                                  "a:",
                                                  "a #b",
                                                  "#a",
                                                  "'",
                                                  "\"",
                                                  "\\",
                                                  "{a}",
                                                  "[a]",
                                                  "&a",
                                                  "*a",
                                                  "!a",
                                                  "|",
                                                  ">",
                                                  "%a",
                                                  "@a",
                                                  "`a",
                                                  "a\nb",
                                                  " a",
                                                  "a ",
                                                  "a\tb",
                                                  "---",
                                                  "...",
                                                  "<<",
                                                  "=",
                                                  "? a",
                                                  "2026-12-24",
                                                  "Production us-east-1",
                                                  "Montréal 🚀",
                                                  "a, b",
                                                  "x: y: z",
                                                  ":a",
                                                  "a::b",
                                                  "\xEF\xBB\xBF"};
  if (dice.one_in(3)) return dice.one_of(kTexts);
  std::string text;
  for (std::size_t left = 1 + dice.below(63); left > 0; --left) {
    text += dice.one_in(3) ? any_code_point(dice) : from(dice, "ab :#-\"'\\\n,[]{}&*!|>%@`09~?.", 1, 1);
  }
  return text;
}

Manifest random_manifest(Dice& dice) {
  Manifest manifest;
  manifest.key.account_id = dice.one_in(2) ? "acme" : from(dice, kDigits, 1, 12);
  manifest.key.cluster_id = cluster_id(dice);
  if (dice.one_in(3)) manifest.other_name = object_name(dice);
  std::map<std::string, std::string> labels;
  for (std::size_t left = dice.one_in(2) ? dice.below(4) : 0; left > 0; --left) {
    labels[hard_text(dice)] = dice.one_in(4) ? "" : hard_text(dice);
  }
  if (!labels.empty()) manifest.labels = std::move(labels);
  api::ClusterSpec spec;
  if (dice.one_in(2)) spec.display_name = hard_text(dice);
  if (dice.one_in(4)) {
    spec.fake = fake(dice);
  } else {
    spec.eks = eks(dice);
  }
  manifest.spec = std::make_shared<const api::ClusterSpec>(std::move(spec));
  Policy& policy = manifest.policy;
  policy.adoption = static_cast<Adoption>(dice.below(3));
  policy.drift = static_cast<Drift>(dice.below(2));
  policy.deletion = static_cast<Deletion>(dice.below(2));
  if (policy.deletion == Deletion::Delete) policy.on_failed = static_cast<OnFailed>(dice.below(2));
  if (dice.one_in(3)) policy.suspend = suspension(dice);
  if (dice.one_in(4)) policy = {};
  manifest.digest = digest_of(*manifest.spec, manifest.policy);
  return manifest;
}

}  // namespace fwop::manifests
