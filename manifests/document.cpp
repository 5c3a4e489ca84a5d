#include "manifests/document.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "api/fields.hpp"
#include "manifests/field_reader.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

const FieldReader::Known kDocumentFields = {.fields = {"apiVersion", "kind", "metadata", "spec"},
                                            .ignored = {"status"}};
const FieldReader::Known kMetadataFields = {
    .fields = {"name", "labels", "annotations", "namespace"},
    .ignored = {"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
                "deletionGracePeriodSeconds", "managedFields", "finalizers", "ownerReferences", "selfLink",
                "generateName"}};
const FieldReader::Known kSpecFields = {
    .fields = {"accountId", "clusterId", "displayName", "eksCluster", "fakeCluster", "policy"}};
const FieldReader::Known kPolicyFields = {.fields = {"adoption", "drift", "deletion", "onFailed", "suspend"}};
const FieldReader::Known kSuspendFields = {.fields = {"reason", "owner", "until"}};

template <class Fields>
FieldReader::Known names_of(const Fields& fields) {
  FieldReader::Known known;
  for (const auto& field : fields) known.fields.push_back(field.json);
  return known;
}

/// The enumerator that the field names; `fallback` when it is not set or (reported) none of them.
template <class Enum, std::size_t N>
Enum enumerator(FieldReader& reader, std::string_view name, const std::array<Enum, N>& values,
                Enum fallback) {
  const Node* node = reader.find(name);
  if (!node) return fallback;
  std::vector<std::string_view> names;
  std::string list;
  for (const Enum value : values) {
    if (node->kind == Node::Kind::Scalar && node->text == to_string(value)) return value;
    names.push_back(to_string(value));
    list += (list.empty() ? "" : ", ") + std::string(to_string(value));
  }
  const bool scalar = node->kind == Node::Kind::Scalar;
  const std::string_view nearest = nearest_name(node->text, names);
  reader.error(node->at, "UnknownValue", name,
               (scalar ? quoted(node->text) : std::string(described(*node))) + " is not one of " + list +
                   (nearest.empty() ? std::string() : "; did you mean " + quoted(nearest) + "?"));
  return fallback;
}

api::Boxed<Suspension> read_suspension(FieldReader& policy) {
  const Node* node = policy.find("suspend");
  if (!node) return {};
  if (node->kind != Node::Kind::Map) {
    return policy.boolean("suspend").value_or(false) ? api::Boxed<Suspension>(Suspension{})
                                                     : api::Boxed<Suspension>();
  }
  Suspension suspension;
  std::optional<FieldReader> fields = policy.map("suspend", kSuspendFields);
  suspension.reason = fields->string("reason").value_or("");
  suspension.owner = fields->string("owner").value_or("");
  if (const auto until = fields->string("until")) {
    suspension.until = api::parse_rfc3339(*until);
    if (!suspension.until) {
      fields->error(fields->at("until"), "TimeForm", "until",
                    quoted(*until) + " is not a time in UTC such as 2026-12-24T18:00:00Z");
    }
  }
  return suspension;
}

Policy read_policy(FieldReader& spec) {
  Policy policy;
  std::optional<FieldReader> fields = spec.map("policy", kPolicyFields);
  if (!fields) return policy;
  policy.adoption =
      enumerator(*fields, "adoption", std::array{Adoption::Never, Adoption::IfIdentical, Adoption::Always},
                 policy.adoption);
  policy.drift = enumerator(*fields, "drift", std::array{Drift::Heal, Drift::Report}, policy.drift);
  policy.deletion =
      enumerator(*fields, "deletion", std::array{Deletion::Retain, Deletion::Delete}, policy.deletion);
  policy.on_failed =
      enumerator(*fields, "onFailed", std::array{OnFailed::Hold, OnFailed::Recreate}, policy.on_failed);
  policy.suspend = read_suspension(*fields);
  if (policy.on_failed == OnFailed::Recreate && policy.deletion != Deletion::Delete) {
    fields->error(
        fields->at("onFailed"), "RecreateNeedsDelete", "onFailed",
        "Recreate deletes the failed cluster first: allow it with deletion: Delete, or write onFailed: Hold");
  }
  return policy;
}

api::EksCluster read_eks(FieldReader& reader) {
  api::EksCluster eks;
  for (const auto& field : api::kEksFields) {
    if (field.required) reader.require(field.json, "");
    eks.*field.member = reader.string(field.json).value_or("");
  }
  const auto check = [&](std::string_view name, const std::string& value, auto rule) {
    if (!value.empty()) reader.check(name, rule(value));
  };
  const auto role = [&](const std::string& arn) {
    return check_role_arn(arn, eks.aws_account_id, eks.region);
  };
  check("awsAccountId", eks.aws_account_id, check_aws_account_id);
  check("region", eks.region, check_region);
  check("clusterName", eks.cluster_name, check_eks_cluster_name);
  check("storageBucketName", eks.storage_bucket_name, check_bucket_name);
  check("fireworksManagerRole", eks.fireworks_manager_role, role);
  check("metricWriterRole", eks.metric_writer_role, role);
  check("loadBalancerControllerRole", eks.load_balancer_controller_role, role);
  check("inferenceRole", eks.inference_role, role);
  return eks;
}

api::FakeCluster read_fake(FieldReader& reader) {
  api::FakeCluster fake;
  for (const auto& field : api::kFakeFields) fake.*field.member = reader.string(field.json).value_or("");
  return fake;
}

void check_exactly_one_kind(FieldReader& spec) {
  const bool eks = spec.has("eksCluster");
  const bool fake = spec.has("fakeCluster");
  if (eks != fake) return;
  if (eks) {
    spec.error(spec.key_at("fakeCluster"), "ExactlyOneKind", "fakeCluster",
               "a cluster is either an eksCluster or a fakeCluster: remove one of them");
  } else {
    spec.error(spec.at(), "ExactlyOneKind", "",
               "spec needs an eksCluster with awsAccountId and region (or a fakeCluster)");
  }
}

api::ClusterSpec read_cluster(FieldReader& spec) {
  static const FieldReader::Known eks_fields = names_of(api::kEksFields);
  static const FieldReader::Known fake_fields = names_of(api::kFakeFields);
  api::ClusterSpec cluster;
  if (const auto name = spec.string("displayName")) {
    spec.check("displayName", check_display_name(*name));
    cluster.display_name = *name;
  }
  check_exactly_one_kind(spec);
  if (auto reader = spec.map("eksCluster", eks_fields)) cluster.eks = read_eks(*reader);
  if (auto reader = spec.map("fakeCluster", fake_fields)) cluster.fake = read_fake(*reader);
  return cluster;
}

/// Returns metadata.name; empty when it has none.
std::string read_metadata(FieldReader& metadata, Manifest& manifest) {
  if (auto labels = metadata.strings("labels"); !labels.empty()) manifest.labels = std::move(labels);
  metadata.strings("annotations");
  metadata.string("namespace");
  metadata.require("name", "it is the cluster's id unless spec.clusterId says otherwise");
  return metadata.string("name").value_or("");
}

void read_key(FieldReader& spec, FieldReader* metadata, const std::string& name, const DecodeOptions& options,
              Manifest& manifest) {
  if (const auto account = spec.string("accountId")) {
    spec.check("accountId", check_account_id(*account));
    manifest.key.account_id = *account;
  } else if (!spec.has("accountId") || spec.find("accountId")->text.empty()) {
    manifest.key.account_id = options.default_account_id;
    if (options.default_account_id.empty()) {
      spec.require("accountId", "write it here, or give --account-id for all manifests");
    }
  }
  if (const auto id = spec.string("clusterId")) {
    spec.check("clusterId", check_cluster_id(*id));
    if (metadata && !name.empty()) metadata->check("name", check_object_name(name));
    manifest.key.cluster_id = *id;
    if (name != *id) manifest.other_name = name;
  } else {
    if (metadata && !name.empty()) metadata->check("name", check_cluster_id(name));
    manifest.key.cluster_id = name;
  }
}

}  // namespace

std::shared_ptr<const Manifest> decode_document(const Node& root, Reporter& reporter,
                                                const api::SharedText& file, const DecodeOptions& options) {
  const std::size_t errors_before = reporter.errors();
  const Position start = reporter.for_people(root.at);
  auto manifest = std::make_shared<Manifest>();
  manifest->origin = {.file = file, .line = start.line, .column = start.column};

  FieldReader document(reporter, root, root.at, "", kDocumentFields);
  std::optional<FieldReader> metadata;
  if (document.require("metadata", "write metadata: {name: …}"))
    metadata = document.map("metadata", kMetadataFields);
  std::string name;
  if (metadata) name = read_metadata(*metadata, *manifest);
  std::optional<FieldReader> spec;
  if (document.require("spec", "write spec: {eksCluster: …}")) spec = document.map("spec", kSpecFields);
  if (spec) {
    read_key(*spec, metadata ? &*metadata : nullptr, name, options, *manifest);
    manifest->spec = std::make_shared<const api::ClusterSpec>(read_cluster(*spec));
    manifest->policy = read_policy(*spec);
  }
  if (reporter.errors() != errors_before) return nullptr;
  manifest->digest = digest_of(*manifest->spec, manifest->policy);
  return manifest;
}

}  // namespace fwop::manifests
