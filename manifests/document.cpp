#include "manifests/document.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "api/clusters/fields.hpp"
#include "manifests/field_reader.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

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

Boxed<Suspension> read_suspension(FieldReader& policy, const DecodeOptions& options) {
  const Node* node = policy.find("suspend");
  if (!node) return {};
  if (node->kind != Node::Kind::Map) {
    return policy.boolean("suspend").value_or(false) ? Boxed<Suspension>(Suspension{}) : Boxed<Suspension>();
  }
  Suspension suspension;
  std::optional<FieldReader> fields = policy.map("suspend");
  suspension.reason = fields->string("reason").value_or("");
  suspension.owner = fields->string("owner").value_or("");
  if (const auto until = fields->string("until")) suspension.until = parse_rfc3339(*until);
  if (suspension.until && options.now && *suspension.until <= *options.now) {
    fields->check("until",
                  Finding{Severity::Warning, "SuspensionOver",
                          "this time is over, so the cluster is not suspended: leave suspend out, or "
                          "write a later time"});
  }
  return suspension;
}

Policy read_policy(FieldReader& spec, const DecodeOptions& options) {
  Policy policy;
  std::optional<FieldReader> fields = spec.map("policy");
  if (!fields) return policy;
  policy.adoption = enumerator(*fields, "adoption", kAdoptions, policy.adoption);
  policy.drift = enumerator(*fields, "drift", kDrifts, policy.drift);
  policy.deletion = enumerator(*fields, "deletion", kDeletions, policy.deletion);
  policy.on_failed = enumerator(*fields, "onFailed", kOnFailed, policy.on_failed);
  policy.suspend = read_suspension(*fields, options);
  if (policy.on_failed == OnFailed::Recreate && policy.deletion != Deletion::Delete) {
    fields->error(
        fields->at("onFailed"), "RecreateNeedsDelete", "onFailed",
        "Recreate deletes the failed cluster first: allow it with deletion: Delete, or write onFailed: Hold");
  }
  return policy;
}

api::EksCluster read_eks(FieldReader& reader, Manifest& manifest) {
  api::EksCluster eks;
  for (const auto& field : api::kEksFields) eks.*field.member = reader.string(field.json).value_or("");
  for (const auto& field : api::kEksFields) {
    if (reader.form_of(field.json) != &role_arn_form()) continue;
    reader.check(field.json, check_role_place(eks.*field.member, eks.aws_account_id, eks.region));
  }
  manifest.eks_name_at = reader.place_of("clusterName");
  manifest.bucket_at = reader.place_of("storageBucketName");
  return eks;
}

api::FakeCluster read_fake(FieldReader& reader) {
  api::FakeCluster fake;
  for (const auto& field : api::kFakeFields) fake.*field.member = reader.string(field.json).value_or("");
  return fake;
}

void check_exactly_one_kind(FieldReader& spec) {
  const bool eks = spec.written("eksCluster");
  const bool fake = spec.written("fakeCluster");
  if (eks != fake) return;
  if (eks) {
    spec.error(spec.key_at("fakeCluster"), "ExactlyOneKind", "fakeCluster",
               "a cluster is either an eksCluster or a fakeCluster: remove one of them");
  } else {
    spec.error(spec.at(), "ExactlyOneKind", "",
               "spec needs an eksCluster with awsAccountId and region (or a fakeCluster)");
  }
}

api::ClusterSpec read_cluster(FieldReader& spec, Manifest& manifest) {
  api::ClusterSpec cluster;
  cluster.display_name = spec.string("displayName").value_or("");
  check_exactly_one_kind(spec);
  if (auto reader = spec.map("eksCluster")) cluster.eks = read_eks(*reader, manifest);
  if (auto reader = spec.map("fakeCluster")) cluster.fake = read_fake(*reader);
  return cluster;
}

/// Returns metadata.name; empty when it has none.
std::string read_metadata(FieldReader& metadata, Manifest& manifest) {
  if (auto labels = metadata.strings("labels"); !labels.empty()) manifest.labels = std::move(labels);
  metadata.strings("annotations");
  metadata.string("namespace");
  return metadata.string("name").value_or("");
}

void read_key(FieldReader& spec, FieldReader* metadata, const std::string& name, const DecodeOptions& options,
              Manifest& manifest) {
  if (const auto account = spec.string("accountId")) {
    manifest.key.account_id = *account;
  } else if (!spec.has("accountId") || spec.find("accountId")->text.empty()) {
    manifest.key.account_id = options.default_account_id;
    if (options.default_account_id.empty() && !options.account_later) {
      spec.require("accountId", "write it here, or give --account-id for all manifests");
    }
  }
  if (const auto id = spec.string("clusterId")) {
    if (metadata && !name.empty()) metadata->check("name", object_name_form().check(name));
    manifest.key.cluster_id = *id;
    manifest.id_at = spec.place_of("clusterId");
    if (name != *id) manifest.other_name = name;
  } else {
    if (metadata && !name.empty()) metadata->check("name", cluster_id_form().check(name));
    manifest.key.cluster_id = name;
    if (metadata) manifest.id_at = metadata->place_of("name");
  }
}

}  // namespace

std::shared_ptr<const Manifest> decode_document(const Node& root, Reporter& reporter, const SharedText& file,
                                                const DecodeOptions& options) {
  const std::size_t errors_before = reporter.errors();
  const Position start = reporter.for_people(root.at);
  auto manifest = std::make_shared<Manifest>();
  manifest->origin = {.file = file, .line = start.line, .column = start.column};

  FieldReader document(reporter, root, root.at, "", &document_table());
  std::optional<FieldReader> metadata = document.map("metadata");
  std::string name;
  if (metadata) name = read_metadata(*metadata, *manifest);
  if (std::optional<FieldReader> spec = document.map("spec")) {
    read_key(*spec, metadata ? &*metadata : nullptr, name, options, *manifest);
    manifest->spec = std::make_shared<const api::ClusterSpec>(read_cluster(*spec, *manifest));
    manifest->policy = read_policy(*spec, options);
  }
  if (reporter.errors() != errors_before) return nullptr;
  manifest->digest = digest_of(*manifest->spec, manifest->policy);
  return manifest;
}

}  // namespace fwop::manifests
