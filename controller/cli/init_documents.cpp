#include "controller/cli/init_documents.hpp"

#include <memory>
#include <set>
#include <utility>

#include "api/base/characters.hpp"
#include "api/clusters/fields.hpp"
#include "manifests/decode.hpp"
#include "manifests/field_rules.hpp"
#include "manifests/manifest_writer.hpp"

namespace fwop::controller::cli {
namespace {

using manifests::Manifest;
using manifests::TerraformCluster;

/// A placeholder to check the documents with: the account may come later from `run --account-id`.
constexpr const char* kAccountLater = "account-of-run";

/// True for the fields that can be the same in all clusters of one Terraform configuration.
bool fits_many(std::string_view field) { return field == "awsAccountId" || field == "region"; }

std::string flag_for_one(const InitOptions& options) {
  if (!options.name.empty()) return "--name";
  if (!options.display_name.empty()) return "--display-name";
  for (const auto& field : api::kEksFields) {
    if (!fits_many(field.json) && !(options.eks.*field.member).empty()) return init_flag(field.json);
  }
  return {};
}

/// An id that is not in `taken`, and adds it there: from the EKS cluster's name, else from the name of the
/// Terraform output, else the latter with a number. Empty when neither name can be made an id.
std::string free_name(const TerraformCluster& cluster, std::set<std::string>& taken) {
  for (const std::string& wish : {cluster.eks.cluster_name.str(), cluster.label}) {
    const std::string id = manifests::as_cluster_id(wish);
    if (!id.empty() && taken.insert(id).second) return id;
  }
  const std::string base = manifests::as_cluster_id(cluster.label);
  for (int number = 2; !base.empty(); ++number) {
    const std::string id = manifests::as_cluster_id(base + "-" + std::to_string(number));
    if (id.empty()) break;
    if (taken.insert(id).second) return id;
  }
  return {};
}

manifests::Placeholders placeholders_for(const TerraformCluster& cluster) {
  const auto why = [&](const char* field, const char* otherwise) {
    const auto found = cluster.unknown.find(field);
    return found == cluster.unknown.end() ? std::string(otherwise) : found->second;
  };
  return {{"metadata.name", {"my-cluster", "the cluster's id"}},
          {"spec.accountId", {"my-account", "the Fireworks account; or run with --account-id"}},
          {"spec.eksCluster.awsAccountId", {"123456789012", why("awsAccountId", "12 digits, in quotes")}},
          {"spec.eksCluster.region", {"us-east-1", why("region", "of the EKS cluster")}}};
}

Manifest manifest_of(const InitOptions& options, const TerraformCluster& cluster,
                     std::set<std::string>& taken) {
  Manifest manifest;
  manifest.key = {.account_id = options.account_id,
                  .cluster_id = options.name.empty() ? free_name(cluster, taken) : options.name};
  api::ClusterSpec spec{.display_name = options.display_name, .eks = cluster.eks, .fake = {}};
  for (const auto& field : api::kEksFields) {
    if (!(options.eks.*field.member).empty()) *spec.eks.*field.member = options.eks.*field.member;
  }
  manifest.spec = std::make_shared<const api::ClusterSpec>(std::move(spec));
  return manifest;
}

}  // namespace

std::string init_flag(std::string_view field) {
  std::string flag = "--";
  for (const char c : field) {
    if (is_upper(c)) flag += '-';
    flag += to_lower(c);
  }
  return flag;
}

OrWhyNot<InitDocuments> init_documents(const InitOptions& options,
                                       const std::vector<TerraformCluster>& clusters) {
  if (const std::string flag = flag_for_one(options); clusters.size() > 1 && !flag.empty()) {
    return {boost::system::in_place_error, flag + " is of one cluster, but the outputs have " +
                                               std::to_string(clusters.size()) +
                                               ": leave it out, and edit what is written"};
  }
  InitDocuments documents;
  std::set<std::string> taken;
  const std::vector<TerraformCluster> from_flags(1);
  for (const TerraformCluster& cluster : clusters.empty() ? from_flags : clusters) {
    if (!documents.yaml.empty()) documents.yaml += "---\n";
    documents.yaml += manifests::to_yaml(manifest_of(options, cluster, taken), placeholders_for(cluster));
  }
  const std::string file = options.output_file.empty() ? "manifest" : options.output_file;
  const auto decoded =
      manifests::decode_file(file, documents.yaml, {.default_account_id = kAccountLater, .limits = {}});
  for (const auto& diagnostic : decoded.diagnostics) documents.findings.push_back(to_string(diagnostic));
  return documents;
}

}  // namespace fwop::controller::cli
