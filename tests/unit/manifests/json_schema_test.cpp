#include "manifests/json_schema.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/clusters/fields.hpp"
#include "manifest_texts.hpp"
#include "manifests/field_table.hpp"
#include "random_manifest.hpp"

namespace fwop::manifests {
namespace {

using nlohmann::json;

/// What the decoder refuses and no schema can: each compares fields.
const std::set<std::string> kBeyondTheSchema = {"ArnAccount", "ArnPartition"};

template <class Message, class Fields>
json fields_of(const Message& message, const Fields& fields) {
  json object = json::object();
  for (const auto& field : fields) {
    if (!(message.*field.member).empty()) object[std::string(field.json)] = (message.*field.member).str();
  }
  return object;
}

json to_json(const Manifest& manifest) {
  json document{{"apiVersion", kApiVersion}, {"kind", kKind}, {"metadata", {{"name", manifest.name()}}}};
  if (manifest.labels) document["metadata"]["labels"] = *manifest.labels;
  json& spec = document["spec"];
  spec["accountId"] = manifest.key.account_id;
  if (manifest.other_name) spec["clusterId"] = manifest.key.cluster_id;
  if (!manifest.spec->display_name.empty()) spec["displayName"] = manifest.spec->display_name;
  if (manifest.spec->eks) spec["eksCluster"] = fields_of(*manifest.spec->eks, api::kEksFields);
  if (manifest.spec->fake) spec["fakeCluster"] = fields_of(*manifest.spec->fake, api::kFakeFields);
  const Policy& policy = manifest.policy;
  spec["policy"] = {{"adoption", to_string(policy.adoption)},
                    {"drift", to_string(policy.drift)},
                    {"deletion", to_string(policy.deletion)},
                    {"onFailed", to_string(policy.on_failed)}};
  if (policy.suspend) {
    json& suspend = spec["policy"]["suspend"];
    suspend = {{"reason", policy.suspend->reason}, {"owner", policy.suspend->owner}};
    if (policy.suspend->until) suspend["until"] = format_rfc3339(*policy.suspend->until);
  }
  return document;
}

/// What people and programs write where something else is meant.
json junk(Dice& dice) {
  static const std::vector<json> kJunk = {nullptr,
                                          "",
                                          true,
                                          false,
                                          0,
                                          12345678901,
                                          1.5,
                                          json::array(),
                                          json::array({"a"}),
                                          json::object(),
                                          {{"a", "b"}},
                                          {{"name", "x"}},
                                          "prod",
                                          "Prod",
                                          "1prod",
                                          "prod-",
                                          "a.b",
                                          ".a",
                                          "a_b",
                                          "yes",
                                          "true",
                                          std::string(63, 'a'),
                                          std::string(64, 'a'),
                                          std::string(65, 'x'),
                                          std::string(100, 'a'),
                                          std::string(101, 'a'),
                                          std::string(253, 'a'),
                                          std::string(254, 'a'),
                                          "accounts/acme",
                                          "a/b",
                                          "a b",
                                          "é",
                                          "12345678901",
                                          "123456789012",
                                          "1234567890123",
                                          "1234 5678 9012",
                                          "us-east-1",
                                          "us-east-1a",
                                          "us-east",
                                          "us--east-1",
                                          "mars-north-1",
                                          "u-east-1",
                                          "useast-1",
                                          "us-east-123",
                                          "arn:aws:iam::123456789012:role/x",
                                          "arn:aws:iam::123456789012:role/p/q/x",
                                          "arn:aws-cn:iam::123456789012:role/x",
                                          "arn:asw:iam::123456789012:role/x",
                                          "arn:aws:iam::12345:role/x",
                                          "arn:aws:iam::123456789012:user/x",
                                          "arn:aws:iam::123456789012:role/",
                                          "arn:aws:iam::123456789012:role/a b",
                                          "arn:aws:s3:::bucket",
                                          "arn:aws:iam::123456789012:role/" + std::string(64, 'x'),
                                          "arn:aws:iam::123456789012:role/" + std::string(65, 'x'),
                                          "arn:aws:iam::123456789012:role/" + std::string(2010, 'p') + "/x",
                                          "arn:aws:iam::123456789012:role/" + std::string(2100, 'p') + "/x",
                                          "s3://bucket/x",
                                          "ab",
                                          "abc",
                                          "a.b",
                                          "a..b",
                                          "a.-b",
                                          "-ab",
                                          "ab.",
                                          "192.168.0.1",
                                          "1.2.3",
                                          "1.2.3.4.5",
                                          "my.bucket",
                                          "My_Cluster-1",
                                          "_x",
                                          "2026-12-24T18:00:00Z",
                                          "2026-12-24t18:00:60.25+01:00",
                                          "2026-12-24",
                                          "soon",
                                          "2026-13-01T00:00:00Z",
                                          "2026-12-24T25:00:00Z",
                                          "2026-12-24T18:00:00",
                                          "2026-12-24T18:00:00.Z",
                                          "2026-12-24T18:00:00.123456789Z",
                                          "2026-12-24T18:00:00.1234567890Z",
                                          "FireworksClusters",
                                          "Never",
                                          "never",
                                          "Always",
                                          "IfIdentical",
                                          "Heal",
                                          "Report",
                                          "Retain",
                                          "Delete",
                                          "Hold",
                                          "Recreate",
                                          "FireworksCluster",
                                          "fireworks.ai/v1alpha1",
                                          "fireworks.ai/v1",
                                          "x\n",
                                          "\n"};
  return dice.one_in(6) ? json(hard_text(dice)) : dice.one_of(kJunk);
}

std::string field_name(Dice& dice) {
  static const std::vector<std::string> kNames = {"apiVersion",
                                                  "kind",
                                                  "metadata",
                                                  "spec",
                                                  "status",
                                                  "name",
                                                  "labels",
                                                  "namespace",
                                                  "uid",
                                                  "accountId",
                                                  "clusterId",
                                                  "displayName",
                                                  "eksCluster",
                                                  "fakeCluster",
                                                  "policy",
                                                  "region",
                                                  "Region",
                                                  "awsAccountId",
                                                  "clusterName",
                                                  "projectId",
                                                  "location",
                                                  "adoption",
                                                  "drift",
                                                  "deletion",
                                                  "onFailed",
                                                  "suspend",
                                                  "reason",
                                                  "owner",
                                                  "until",
                                                  "annotations",
                                                  "inferenceRole",
                                                  "storageBucketName",
                                                  "metricWriterRole",
                                                  "x",
                                                  "<<",
                                                  ""};
  return dice.one_of(kNames);
}

void collect_maps(json& node, std::vector<json*>& maps) {
  if (!node.is_object()) return;
  maps.push_back(&node);
  for (auto& child : node) collect_maps(child, maps);
}

/// One accident: a value replaced, a field taken out, put in or misspelt.
void spoil(json& document, Dice& dice) {
  std::vector<json*> maps;
  collect_maps(document, maps);
  json& map = *dice.one_of(maps);
  const auto any_key = [&] {
    return map.empty() ? field_name(dice)
                       : std::next(map.begin(), static_cast<long>(dice.below(map.size()))).key();
  };
  switch (dice.below(8)) {
    case 0: map.erase(any_key()); return;
    case 1: map[field_name(dice)] = junk(dice); return;
    case 2: map[any_key() + "s"] = junk(dice); return;
    case 3:  // a region of another partition than the roles
      if (map.contains("region")) map["region"] = dice.one_in(2) ? "us-east-1" : "cn-north-1";
      if (map.contains("kind")) map["kind"] = "FireworksClusters";
      return;
    default: map[any_key()] = junk(dice); return;
  }
}

struct Judged {
  json document;
  bool valid = false;
  std::set<std::string> errors;
};

Judged judged(json document) {
  // ASCII, since a raw DEL is no YAML. Surrogate halves are joined again by the decoder of JSON files.
  const DecodedFile decoded = decode(document.dump(-1, ' ', true), "f.json");
  Judged result{.document = std::move(document), .valid = decoded.manifests.size() == 1 && !decoded.broken()};
  for (const Diagnostic& diagnostic : decoded.diagnostics) {
    if (diagnostic.severity == Severity::Error) result.errors.insert(diagnostic.rule);
  }
  return result;
}

/// As one word for the shell, also where a temporary directory has a space in its name.
std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

/// One process for all documents: for each, what the schema says.
std::vector<bool> schema_verdicts(const std::vector<Judged>& documents) {
  std::string directory = (std::filesystem::temp_directory_path() / "fwop-schema-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) throw std::runtime_error("cannot make a directory");
  const std::filesystem::path here = directory;
  std::ofstream(here / "schema.json") << json_schema();
  {
    std::ofstream lines(here / "documents");
    for (const Judged& each : documents) lines << each.document.dump(-1, ' ', true) << '\n';
  }
  // Isolated: no module of the person who runs the tests comes in the way.
  const std::string command = quoted(FWOP_PYTHON) + " -I " + quoted(FWOP_VALIDATE_DOCUMENTS) + " " +
                              quoted(here / "schema.json") + " < " + quoted(here / "documents") + " > " +
                              quoted(here / "verdicts");
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::ifstream verdicts(here / "verdicts");
  std::vector<bool> valid;
  for (std::string line; std::getline(verdicts, line);) valid.push_back(line == "valid");
  std::filesystem::remove_all(here);
  EXPECT_EQ(valid.size(), documents.size());
  valid.resize(documents.size());
  return valid;
}

TEST(JsonSchema, AgreesWithTheDecoderOverGeneratedDocuments) {
  std::vector<Judged> documents;
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    Dice dice(seed);
    json document = to_json(random_manifest(dice));
    for (std::size_t accidents = dice.below(3); accidents > 0; --accidents) spoil(document, dice);
    documents.push_back(judged(std::move(document)));
  }
  const std::vector<bool> accepted = schema_verdicts(documents);
  std::set<std::string> seen;
  std::size_t valid = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const Judged& each = documents[i];
    const bool only_beyond =
        !each.errors.empty() && std::includes(kBeyondTheSchema.begin(), kBeyondTheSchema.end(),
                                              each.errors.begin(), each.errors.end());
    ASSERT_EQ(accepted[i], each.valid || only_beyond)
        << "seed " << i << ": " << each.document.dump() << testing::PrintToString(each.errors);
    seen.insert(each.errors.begin(), each.errors.end());
    valid += each.valid ? 1 : 0;
  }
  // The documents are worth something only when all that can be wrong was.
  EXPECT_GT(valid, 2000U);
  EXPECT_LT(valid, 4500U);
  for (const char* rule :
       {"AccountIdForm", "ArnAccount",          "ArnForm",           "ArnPartition",   "AwsAccountIdForm",
        "BucketName",    "ClusterIdForm",       "DisplayNameLength", "EksClusterName", "ExactlyOneKind",
        "NameForm",      "RecreateNeedsDelete", "RegionForm",        "RequiredField",  "TimeForm",
        "UnknownField",  "UnknownValue",        "WrongApiVersion",   "WrongKind",      "WrongType"}) {
    EXPECT_TRUE(seen.contains(rule)) << rule;
  }
}

TEST(JsonSchema, LeavesTheCalendarToTheDecoder) {
  const auto until = [](const char* time) {
    json document = json::parse(
        R"({"apiVersion": "fireworks.ai/v1alpha1", "kind": "FireworksCluster", "metadata": {"name": "a"},
            "spec": {"fakeCluster": {}, "policy": {"suspend": {}}}})");
    document["spec"]["policy"]["suspend"]["until"] = time;
    return judged(std::move(document));
  };
  const std::vector<Judged> documents = {until("2026-02-30T00:00:00Z"), until("9999-01-01T00:00:00Z"),
                                         until("2026-02-28T00:00:00Z"), until("2026-02-28")};
  EXPECT_FALSE(documents[0].valid);
  EXPECT_FALSE(documents[1].valid);
  EXPECT_THAT(schema_verdicts(documents), testing::ElementsAre(true, true, true, false));
}

void expect_descriptions(const FieldTable& table) {
  for (const FieldEntry& field : table.fields) {
    EXPECT_FALSE(field.description.empty()) << field.name;
    if (field.map != nullptr) expect_descriptions(*field.map);
  }
}

TEST(JsonSchema, SaysForEveryFieldWhatItIs) { expect_descriptions(document_table()); }

TEST(JsonSchema, NamesTheDefaultsOfThePolicy) {
  const json schema = json::parse(json_schema());
  EXPECT_EQ(schema.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  const json& policy = schema.at("/properties/spec/properties/policy/properties"_json_pointer);
  EXPECT_EQ(policy.at("adoption").at("default"), "IfIdentical");
  EXPECT_EQ(policy.at("drift").at("default"), "Heal");
  EXPECT_EQ(policy.at("deletion").at("default"), "Retain");
  EXPECT_EQ(policy.at("onFailed").at("default"), "Hold");
  EXPECT_EQ(policy.at("suspend").at("default"), false);
}

}  // namespace
}  // namespace fwop::manifests
