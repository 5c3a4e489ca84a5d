#include "manifests/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest_texts.hpp"

namespace fwop::manifests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Decode, ReadsEveryField) {
  const DecodedFile file = decode(
      "# a comment\n"
      "apiVersion: fireworks.ai/v1alpha1\n"
      "kind: FireworksCluster\n"
      "metadata: {name: some.name, labels: {team: a}, annotations: {x: z}, namespace: ns, uid: u, "
      "generation: "
      "3}\n"
      "spec:\n"
      "  accountId: my-account\n"
      "  clusterId: prod\n"
      "  displayName: Production\n"
      "  eksCluster:\n"
      "    awsAccountId: '012345678901'\n"
      "    region: us-east-1\n"
      "    fireworksManagerRole: arn:aws:iam::012345678901:role/Manager\n"
      "    clusterName: c\n"
      "    storageBucketName: bucket\n"
      "    metricWriterRole: arn:aws:iam::012345678901:role/path/Metrics\n"
      "    loadBalancerControllerRole: arn:aws:iam::012345678901:role/LoadBalancer\n"
      "    workloadIdentityPoolProviderId: p\n"
      "    inferenceRole: arn:aws:iam::012345678901:role/Inference\n"
      "  policy:\n"
      "    adoption: Never\n"
      "    drift: Report\n"
      "    deletion: Delete\n"
      "    onFailed: Recreate\n"
      "    suspend: {reason: why, owner: who, until: 2026-12-24T18:00:00Z}\n"
      "status: {anything: [goes]}\n");
  ASSERT_THAT(file.diagnostics, IsEmpty());
  ASSERT_THAT(file.manifests, SizeIs(1));
  const Manifest& manifest = *file.manifests.front();
  EXPECT_EQ(manifest.key, (api::ClusterKey{"my-account", "prod"}));
  EXPECT_EQ(manifest.name(), "some.name");
  EXPECT_EQ(*manifest.labels, (std::map<std::string, std::string>{{"team", "a"}}));
  EXPECT_EQ(manifest.origin, (Origin{"f.yaml", 2, 1}));
  EXPECT_EQ(manifest.spec->display_name, "Production");
  EXPECT_FALSE(manifest.spec->fake);
  EXPECT_EQ(manifest.spec->eks,
            (api::EksCluster{.aws_account_id = "012345678901",
                             .region = "us-east-1",
                             .fireworks_manager_role = "arn:aws:iam::012345678901:role/Manager",
                             .cluster_name = "c",
                             .storage_bucket_name = "bucket",
                             .metric_writer_role = "arn:aws:iam::012345678901:role/path/Metrics",
                             .load_balancer_controller_role = "arn:aws:iam::012345678901:role/LoadBalancer",
                             .workload_identity_pool_provider_id = "p",
                             .inference_role = "arn:aws:iam::012345678901:role/Inference"}));
  EXPECT_EQ(manifest.policy,
            (Policy{.adoption = Adoption::Never,
                    .drift = Drift::Report,
                    .deletion = Deletion::Delete,
                    .on_failed = OnFailed::Recreate,
                    .suspend = Suspension{"why", "who", parse_rfc3339("2026-12-24T18:00:00Z")}}));
  EXPECT_EQ(manifest.digest, digest_of(*manifest.spec, manifest.policy));
}

TEST(Decode, TakesTheSafePoliciesAndTheDefaultAccountWhenNothingIsSaid) {
  const DecodedFile file = decode(eks_and(""));
  ASSERT_THAT(file.manifests, SizeIs(1));
  EXPECT_EQ(file.manifests.front()->policy, Policy{});
  EXPECT_EQ(file.manifests.front()->key, (api::ClusterKey{"acme", "prod"}));
}

/// Of kind List, with our documents as its items.
std::string list_of(const std::vector<std::string>& documents, const std::string& kind = "List",
                    const std::string& api_version = "v1") {
  std::string text = "apiVersion: " + api_version + "\nkind: " + kind + "\nitems:\n";
  for (const std::string& document : documents) {
    text += "- ";
    for (char c : document.substr(0, document.size() - 1))
      text += std::string(1, c) + (c == '\n' ? "  " : "");
    text += "\n";
  }
  return text;
}

TEST(Decode, ReadsWhatKubectlAndKustomizeWrite) {
  const std::string item =
      "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: prod\n"
      "  creationTimestamp: null\n  labels:\n    empty:\n    team: x\n  annotations:\n    none: null\n"
      "  managedFields: ~\nspec:\n  fakeCluster: {}\nstatus: null\n";
  EXPECT_THAT(diagnose(item), IsEmpty());
  EXPECT_THAT(diagnose(list_of({item}) + "metadata:\n  resourceVersion: \"\"\n"), IsEmpty());
  EXPECT_EQ(decode(item).manifests.at(0)->labels->at("empty"), "");
}

TEST(Decode, ReadsAFireworksClusterList) {
  const DecodedFile file =
      decode(list_of({document("a"), document("b")}, "FireworksClusterList", "fireworks.ai/v1alpha1"));
  EXPECT_THAT(file.diagnostics, IsEmpty());
  ASSERT_THAT(file.manifests, SizeIs(2));
  EXPECT_EQ(file.manifests[1]->key.cluster_id, "b");
}

TEST(Decode, ReadsAListWithinAList) {
  EXPECT_THAT(decode(list_of({list_of({document("a")}), document("b")})).manifests, SizeIs(2));
}

TEST(Decode, TakesAFakeClusterWithoutAnyField) {
  const DecodedFile file = decode(head_and("  fakeCluster: {}\n"));
  ASSERT_THAT(file.manifests, SizeIs(1));
  EXPECT_EQ(file.manifests.front()->spec->fake, api::FakeCluster{});
}

TEST(Decode, ReadsSuspendAsABooleanToo) {
  EXPECT_TRUE(decode(eks_and("  policy: {suspend: true}\n")).manifests.at(0)->policy.suspend);
  EXPECT_FALSE(decode(eks_and("  policy: {suspend: false}\n")).manifests.at(0)->policy.suspend);
}

TEST(Decode, CollectsAllErrorsOfAllDocumentsInOnePass) {
  EXPECT_THAT(
      diagnose(head_and("  eksCluster:\n"
                        "    awsAccountId: 012345678901\n"
                        "    regoin: us-east-1\n"
                        "  displayName: 12\n"
                        "---\n") +
               eks_and("  policy: {drift: heal}\n") + "---\nkind: 1\n"),
      ElementsAre("f.yaml:6:3: error: spec.eksCluster.region is required [RequiredField]",
                  "f.yaml:7:19: error: awsAccountId is a number here; YAML may drop its leading zeros: write "
                  "\"012345678901\" in quotes [WrongType]",
                  "f.yaml:8:5: error: unknown field \"regoin\" in spec.eksCluster; did you mean \"region\"? "
                  "[UnknownField]",
                  "f.yaml:9:16: error: displayName must be a string, but YAML reads 12 as a number: write "
                  "\"12\" in quotes [WrongType]",
                  "f.yaml:19:19: error: \"heal\" is not one of Heal, Report; did you mean \"Heal\"? "
                  "[UnknownValue]"));
}

TEST(Decode, KeepsTheGoodDocumentsOfABrokenFile) {
  const DecodedFile file =
      decode(document("a") + "---\n" + document("b", "  oops: 1\n") + "---\n" + document("c"));
  EXPECT_TRUE(file.broken());
  ASSERT_THAT(file.manifests, SizeIs(2));
  EXPECT_EQ(file.manifests[0]->name(), "a");
  EXPECT_EQ(file.manifests[1]->name(), "c");
  ASSERT_THAT(file.broken_documents, SizeIs(1));
  EXPECT_EQ(file.broken_documents[0].key, (api::ClusterKey{"acme", "b"}));
  EXPECT_EQ(file.broken_documents[0].origin, (Origin{"f.yaml", 10, 1}));
}

TEST(Decode, KeepsTheDocumentsBeforeASyntaxError) {
  const DecodedFile file =
      decode(document("a") + "---\n" + document("b") + "  displayName: a: b\n---\n" + document("c"));
  ASSERT_THAT(file.manifests, SizeIs(1));
  ASSERT_THAT(file.broken_documents, SizeIs(1));
  EXPECT_EQ(file.broken_documents[0].key, std::nullopt);
}

TEST(Decode, DoesNotGuessTheClusterOfADocumentThatContradictsItself) {
  const auto key_of = [](const std::string& text) { return decode(text).broken_documents.at(0).key; };
  EXPECT_EQ(key_of(eks_and("  clusterId: a\n  clusterId: b\n")), std::nullopt);
  EXPECT_EQ(key_of(eks_and("  clusterId: [a]\n")), std::nullopt);
  EXPECT_EQ(key_of("apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: a}\n"),
            std::nullopt);
  EXPECT_EQ(key_of(eks_and("  clusterId: a\n  oops: 1\n")), (api::ClusterKey{"acme", "a"}));
  EXPECT_EQ(key_of(eks_and("  accountId: x\n  oops: 1\n")), (api::ClusterKey{"x", "prod"}));
}

TEST(Decode, SkipsAndCountsOtherKinds) {
  const DecodedFile file = decode("apiVersion: v1\nkind: ConfigMap\ndata: {a: b, a: c}\n---\n" + eks_and("") +
                                  "---\n---\n# nothing\n---\napiVersion: apps/v1\nkind: Deployment\n");
  EXPECT_THAT(file.diagnostics, IsEmpty());
  EXPECT_THAT(file.manifests, SizeIs(1));
  EXPECT_EQ(file.others.size(), 2U);
}

TEST(Decode, SkipsOtherKindsHoweverLargeTheyAre) {
  std::string text =
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  big: " + std::string(100'000, 'x') + "\n  deep: ";
  for (int i = 0; i < 100; ++i) text += '[';
  for (int i = 0; i < 100; ++i) text += ']';
  text += "\n  many:\n";
  for (int i = 0; i < 110'000; ++i) text += "  - a\n";
  const DecodedFile file = decode(text);
  EXPECT_THAT(file.diagnostics, IsEmpty());
  EXPECT_EQ(file.others.size(), 1U);
}

TEST(Decode, SkipsKustomizesOwnFileButNotOneOfOursInIt) {
  EXPECT_FALSE(decode("resources: [a.yaml]\n", "dir/kustomization.yaml").broken());
  EXPECT_TRUE(decode("resources: [a.yaml]\n", "dir/other.yaml").broken());
  EXPECT_THAT(decode(document("a"), "dir/kustomization.yaml").manifests, SizeIs(1));
  EXPECT_TRUE(decode("resources: [a.yaml\n", "dir/kustomization.yaml").broken());
}

TEST(Decode, PassesOverOnlyWhatIsNoneOfOursWhereAnyFileMayBeGiven) {
  const auto broken = [](std::string_view text, std::string_view name = "f.yaml") {
    return decode_file(name, text, {.default_account_id = "acme", .only_ours = true}).broken();
  };
  EXPECT_FALSE(broken("repos:\n- repo: https://example.com/fireworks.ai/x\n", ".pre-commit-config.yaml"));
  EXPECT_FALSE(broken("{\"name\": \"x\", // comment\n}", "package.json"));
  EXPECT_FALSE(broken("on: push\njobs: {a: {uses: fireworks.ai}}\n"));
  EXPECT_FALSE(broken("- fireworks.ai\n"));
  EXPECT_FALSE(broken("{{ .Values.x }}\n"));
  EXPECT_FALSE(broken(""));
  EXPECT_FALSE(broken(document("a")));
  EXPECT_TRUE(broken(document("a", "  oops: 1\n")));
  EXPECT_TRUE(broken("metadata: {name: a}\nspec: {fakeCluster: {}}\n"));
  EXPECT_TRUE(broken("- {apiVersion: fireworks.ai/v1alpha1, kind: FireworksCluster}\n"));
  EXPECT_TRUE(broken("apiVersion: fireworks.ai/v1alpha1\n"));
}

TEST(Decode, TakesAKindOrGroupThatIsFarFromOursForSomebodyElses) {
  for (const std::string text :
       {"apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nspec: {}\n",
        "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: DockerCluster\n",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\n", "kind: pipeline\ntype: docker\n",
        "apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}]\n",
        "apiVersion: kyverno.io/v1\nkind: Policy\nspec: {rules: [{match: FireworksCluster}]}\n"}) {
    EXPECT_THAT(diagnose(text), IsEmpty()) << text;
    EXPECT_EQ(decode(text).others.size(), 1U) << text;
  }
}

TEST(Decode, NeedsStrictJsonInAFileOfThatName) {
  for (const auto& [text, at] : std::map<std::string, std::string>{{R"({"a": })", "1:7"},
                                                                   {"{\n  \"a\": 1,\n}", "3:1"},
                                                                   {"// c\n{}", "1:1"},
                                                                   {"{} {}", "1:4"},
                                                                   {"{", "1:2"}}) {
    for (const char* name : {"f.json", "f.JSON"}) {
      const auto told = diagnose(text, name);
      ASSERT_THAT(told, SizeIs(1)) << text;
      EXPECT_THAT(told[0], testing::StartsWith(std::string(name) + ":" + at + ": error: not JSON: ")) << text;
    }
  }
}

TEST(Decode, TellsTheOutputOfTerraform) {
  EXPECT_THAT(
      diagnose(R"({"fireworks_cluster": {"sensitive": false, "type": "dynamic", "value": {}}})", "tf.json"),
      ElementsAre("tf.json:1:1: error: this is what `terraform output -json` prints, and no manifest: "
                  "`fireworks-operator init FILE` makes a manifest of it [TerraformOutput]"));
}

TEST(Decode, WarnsOfASuspensionThatIsOverWhenItIsToldTheTime) {
  const std::string text = eks_and("  policy: {suspend: {until: 2020-01-01T00:00:00Z}}\n");
  EXPECT_THAT(diagnose(text), IsEmpty());
  const DecodedFile file = decode_file(
      "f.yaml", text, {.default_account_id = "acme", .now = parse_rfc3339("2020-01-01T00:00:00Z").value()});
  ASSERT_THAT(file.diagnostics, SizeIs(1));
  EXPECT_EQ(to_string(file.diagnostics[0]),
            "f.yaml:9:29: warning: this time is over, so the cluster is not suspended: leave suspend out, or "
            "write a later time [SuspensionOver]");
  EXPECT_THAT(file.manifests, SizeIs(1));
}

TEST(Decode, LeavesTheAccountOpenWhereThatIsAsked) {
  const DecodedFile file = decode_file("f.yaml", document("a"), {.account_later = true});
  EXPECT_THAT(file.diagnostics, IsEmpty());
  EXPECT_EQ(file.manifests.at(0)->key, (api::ClusterKey{"", "a"}));
  EXPECT_EQ(
      decode_file("f.yaml", document("a", "  oops: 1\n"), {.account_later = true}).broken_documents.at(0).key,
      (api::ClusterKey{"", "a"}));
}

TEST(Decode, ReadsTheItemsOfAList) {
  std::string item = eks_and("");
  std::string indented = "- ";
  for (char c : item) {
    indented += c;
    if (c == '\n') indented += "  ";
  }
  const DecodedFile file =
      decode("apiVersion: v1\nkind: List\nitems:\n" + indented + "\n- apiVersion: v1\n  kind: Pod\n");
  EXPECT_THAT(file.diagnostics, IsEmpty());
  ASSERT_THAT(file.manifests, SizeIs(1));
  EXPECT_EQ(file.manifests[0]->origin, (Origin{"f.yaml", 4, 3}));
  EXPECT_EQ(file.others.size(), 1U);
}

TEST(Decode, AcceptsCommentsOnlyButNotAnEmptyFile) {
  EXPECT_THAT(diagnose("# later\n"), IsEmpty());
  const std::string empty =
      "f.yaml:1:1: error: the file is empty: half-written? Remove it if it is not needed [EmptyFile]";
  EXPECT_THAT(diagnose(""), ElementsAre(empty));
  EXPECT_THAT(diagnose(" \n\t\r\n"), ElementsAre(empty));
  EXPECT_THAT(diagnose("\xEF\xBB\xBF\n"), ElementsAre(empty));
}

TEST(Decode, AcceptsAByteOrderMarkAndWindowsLineEnds) {
  std::string text = eks_and("  oops: 1\n");
  std::string windows = "\xEF\xBB\xBF";
  for (char c : text) {
    if (c == '\n') windows += '\r';
    windows += c;
  }
  EXPECT_THAT(diagnose(windows),
              ElementsAre("f.yaml:9:3: error: unknown field \"oops\" in spec [UnknownField]"));
}

TEST(Decode, CountsColumnsInCharacters) {
  EXPECT_THAT(diagnose(head_and("  {displayName: éé🚀, oops: 1, fakeCluster: {}}\n")),
              ElementsAre("f.yaml:6:22: error: unknown field \"oops\" in spec [UnknownField]"));
}

TEST(Decode, ReadsJsonWithItsEscapesAndTabs) {
  const DecodedFile file = decode(
      "{\n\t\"apiVersion\": \"fireworks.ai\\/v1alpha1\",\n\t\"kind\":\"FireworksCluster\",\n"
      "\t\"metadata\":{\"name\":\"prod\"},\n"
      "\t\"spec\": {\"displayName\": \"a \\ud83d\\ude80 \\u00e9 \\\\ud83d \\\"q\\\"\", \"fakeCluster\": "
      "{}}\n}\n",
      "f.json");
  EXPECT_THAT(file.diagnostics, IsEmpty());
  ASSERT_THAT(file.manifests, SizeIs(1));
  EXPECT_EQ(file.manifests[0]->spec->display_name, "a 🚀 é \\ud83d \"q\"");
}

TEST(Decode, ReadsALargeJsonList) {
  std::string text = R"({"apiVersion":"v1","kind":"List","items":[)";
  constexpr int kItems = 4000;
  for (int i = 0; i < kItems; ++i) {
    text +=
        std::string(i == 0 ? "" : ",") +
        R"({"apiVersion":"fireworks.ai/v1alpha1","kind":"FireworksCluster","metadata":{"name":"c)" +
        std::to_string(i) +
        R"("},"spec":{"eksCluster":{"awsAccountId":"123456789012","region":"us-east-1","clusterName":"c)" +
        std::to_string(i) + R"("}}})";
  }
  const DecodedFile file = decode(text + "]}", "f.json");
  EXPECT_THAT(file.diagnostics, IsEmpty());
  EXPECT_THAT(file.manifests, SizeIs(kItems));
}

TEST(Decode, NeedsAnAccountFromSomewhere) {
  const DecodedFile file = decode_file("f.yaml", eks_and(""), {});
  ASSERT_THAT(file.diagnostics, SizeIs(1));
  EXPECT_EQ(
      to_string(file.diagnostics[0]),
      "f.yaml:5:1: error: spec.accountId is required: write it here, or give --account-id for all manifests "
      "[RequiredField]");
  EXPECT_EQ(file.broken_documents.at(0).key, std::nullopt);
}

TEST(Decode, NamesTheFieldOfADiagnostic) {
  EXPECT_EQ(decode(head_and("  eksCluster: {awsAccountId: 1, region: us-east-1}\n")).diagnostics.at(0).field,
            "spec.eksCluster.awsAccountId");
}

TEST(Decode, BoundsTheDiagnosticsOfOneFile) {
  std::string text = eks_and("");
  for (int i = 0; i < 3000; ++i) text += "  unknown" + std::to_string(i) + ": 1\n";
  const DecodedFile file = decode(text);
  EXPECT_THAT(file.diagnostics, SizeIs(1001));
  EXPECT_TRUE(file.broken());
}

}  // namespace
}  // namespace fwop::manifests
