#include "manifests/field_table.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"
#include "manifests/string_forms.hpp"

namespace fwop::manifests {
namespace {

using Type = FieldEntry::Type;

/// What this table adds to a field of the API. The fields of eksCluster and fakeCluster come from
/// api/clusters/fields.hpp.
struct Said {
  std::string_view name;
  std::string_view description;
  const StringForm* form = nullptr;
};

template <class ApiFields>
FieldTable table_of(const ApiFields& api_fields, const std::vector<Said>& said) {
  FieldTable table;
  for (const auto& field : api_fields) {
    const auto found =
        std::find_if(said.begin(), said.end(), [&](const Said& each) { return each.name == field.json; });
    const Said words = found == said.end() ? Said{} : *found;
    table.fields.push_back({.name = field.json,
                            .description = words.description,
                            .required = field.required,
                            .form = words.form});
  }
  return table;
}

template <class Values>
std::vector<std::string_view> names_of(const Values& values) {
  std::vector<std::string_view> names;
  for (const auto value : values) names.push_back(to_string(value));
  return names;
}

const FieldTable& metadata_table() {
  static const FieldTable table{
      .fields = {{.name = "name",
                  .description = "The cluster's id, unless spec.clusterId says otherwise.",
                  .required = true,
                  .hint = "it is the cluster's id unless spec.clusterId says otherwise"},
                 {.name = "labels",
                  .type = Type::Texts,
                  .description = "For people and selectors; the API does not see them."},
                 {.name = "annotations", .type = Type::Texts, .description = "For other tools."},
                 {.name = "namespace", .description = "The namespace of the custom resource on Kubernetes."}},
      .ignored = {"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
                  "deletionGracePeriodSeconds", "managedFields", "finalizers", "ownerReferences", "selfLink",
                  "generateName"}};
  return table;
}

const FieldTable& eks_table() {
  static const FieldTable table = table_of(
      api::kEksFields,
      {{"awsAccountId", "The 12-digit AWS account id, in quotes.", &aws_account_id_form()},
       {"region", "The AWS region code.", &region_form()},
       {"fireworksManagerRole",
        "ARN of the role that Fireworks' control plane assumes (Terraform: fireworks_manager_role_arn).",
        &role_arn_form()},
       {"clusterName", "The EKS cluster's own name (Terraform: cluster_name).", &eks_cluster_name_form()},
       {"storageBucketName", "The S3 bucket's name, not its ARN (Terraform: s3_bucket_arn).",
        &bucket_name_form()},
       {"metricWriterRole",
        "ARN of the role that writes metrics; without it no metrics reach Fireworks (Terraform: "
        "metrics_writer_role_arn).",
        &role_arn_form()},
       {"loadBalancerControllerRole",
        "ARN of the load balancer controller's role; without it no gateway is created (Terraform: "
        "eks_load_balancer_controller_role_arn).",
        &role_arn_form()},
       {"workloadIdentityPoolProviderId", "Only if Fireworks gave you one."},
       {"inferenceRole", "ARN of the inference pods' role (Terraform: inference_role_arn).",
        &role_arn_form()}});
  return table;
}

const FieldTable& fake_table() {
  static const FieldTable table =
      table_of(api::kFakeFields,
               {{"projectId", "Any project."}, {"location", "Any location."}, {"clusterName", "Any name."}});
  return table;
}

const FieldTable& suspension_table() {
  static const FieldTable table{
      .fields = {{.name = "reason", .description = "Why, for people."},
                 {.name = "owner", .description = "Who suspended it."},
                 {.name = "until", .description = "When the suspension ends.", .form = &time_form()}}};
  return table;
}

const FieldTable& policy_table() {
  const Policy defaults;
  static const FieldTable table{
      .fields = {
          {.name = "adoption",
           .type = Type::Choice,
           .description = "What to do if a cluster with this id exists and is not known to be ours.",
           .choices = names_of(kAdoptions),
           .fallback = to_string(defaults.adoption)},
          {.name = "drift",
           .type = Type::Choice,
           .description = "What to do if the cluster differs from the manifest: heal it, or only report it.",
           .choices = names_of(kDrifts),
           .fallback = to_string(defaults.drift)},
          {.name = "deletion",
           .type = Type::Choice,
           .description = "What to do if this manifest is removed: keep the cluster, or delete it.",
           .choices = names_of(kDeletions),
           .fallback = to_string(defaults.deletion)},
          {.name = "onFailed",
           .type = Type::Choice,
           .description = "What to do if the cluster is FAILED: hold and report, or delete and create it "
                          "again (only with deletion: Delete).",
           .choices = names_of(kOnFailed),
           .fallback = to_string(defaults.on_failed)},
          {.name = "suspend",
           .type = Type::Switch,
           .description =
               "Makes no call that changes the cluster: true, or a map with reason, owner and end.",
           .map = &suspension_table()}}};
  return table;
}

const FieldTable& spec_table() {
  static const FieldTable table{
      .fields = {{.name = "accountId",
                  .description = "The Fireworks account; --account-id is the default.",
                  .form = &account_id_form()},
                 {.name = "clusterId",
                  .description = "The cluster's id; metadata.name is the default.",
                  .form = &cluster_id_form()},
                 {.name = "displayName", .description = "For people.", .form = &display_name_form()},
                 {.name = "eksCluster",
                  .type = Type::Map,
                  .description = "The EKS cluster to run on.",
                  .map = &eks_table()},
                 {.name = "fakeCluster",
                  .type = Type::Map,
                  .description = "Fireworks' own test double instead of EKS.",
                  .map = &fake_table()},
                 {.name = "policy",
                  .type = Type::Map,
                  .description = "What the operator may do on its own; the defaults are the safe ones.",
                  .map = &policy_table()}}};
  return table;
}

/// Finds every path in `table` that has a field `name`.
void find_places(const FieldTable& table, const std::string& path, std::string_view name,
                 std::vector<std::string>& places) {
  for (const FieldEntry& field : table.fields) {
    const std::string here = path + std::string(field.name);
    if (field.name == name) places.push_back(here);
    if (field.map != nullptr) find_places(*field.map, here + ".", name, places);
  }
}

}  // namespace

const FieldEntry* FieldTable::find(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const FieldEntry& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::vector<std::string_view> FieldTable::names() const {
  std::vector<std::string_view> all;
  for (const FieldEntry& field : fields) all.push_back(field.name);
  return all;
}

const FieldTable& document_table() {
  static const FieldTable table{.fields = {{.name = "apiVersion",
                                            .type = Type::Constant,
                                            .description = "The version of the manifest format.",
                                            .required = true,
                                            .choices = {kApiVersion}},
                                           {.name = "kind",
                                            .type = Type::Constant,
                                            .description = "What this document is.",
                                            .required = true,
                                            .choices = {kKind}},
                                           {.name = "metadata",
                                            .type = Type::Map,
                                            .description = "Its name, labels and annotations.",
                                            .required = true,
                                            .hint = "write metadata: {name: …}",
                                            .map = &metadata_table()},
                                           {.name = "spec",
                                            .type = Type::Map,
                                            .description = "The cluster that is wanted.",
                                            .required = true,
                                            .hint = "write spec: {eksCluster: …}",
                                            .map = &spec_table()}},
                                .ignored = {"status"}};
  return table;
}

std::string proper_place(std::string_view name) {
  std::vector<std::string> places;
  find_places(document_table(), "", name, places);
  return places.size() == 1 && places.front().find('.') != std::string::npos ? places.front() : std::string();
}

}  // namespace fwop::manifests
