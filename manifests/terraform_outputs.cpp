#include "manifests/terraform_outputs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "manifests/aws.hpp"

namespace fwop::manifests {
namespace {

using nlohmann::json;

/// No configuration nests its modules deeper than this.
constexpr std::size_t kMaxDepth = 6;
constexpr std::size_t kMaxClusters = 1000;

struct RoleOutput {
  const char* name;
  SharedText api::EksCluster::*member;
};
constexpr std::array<RoleOutput, 4> kRoles = {{
    {"fireworks_manager_role_arn", &api::EksCluster::fireworks_manager_role},
    {"metrics_writer_role_arn", &api::EksCluster::metric_writer_role},
    {"eks_load_balancer_controller_role_arn", &api::EksCluster::load_balancer_controller_role},
    {"inference_role_arn", &api::EksCluster::inference_role},
}};
constexpr std::array<const char*, 2> kRepositories = {"text_completion_ecr_repo_uri",
                                                      "llm_downloader_ecr_repo_uri"};
constexpr const char* kClusterName = "cluster_name";
constexpr const char* kBucket = "s3_bucket_arn";
constexpr const char* kZones = "availability_zone_subnets";

/// An output that is null or missing counts as empty.
std::string text_of(const json& outputs, const char* name) {
  const auto found = outputs.find(name);
  return found != outputs.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_module(const json& outputs) {
  return outputs.is_object() && (!text_of(outputs, kBucket).empty() ||
                                 std::any_of(kRoles.begin(), kRoles.end(), [&](const RoleOutput& role) {
                                   return !text_of(outputs, role.name).empty();
                                 }));
}

/// "us-east-1" of the zone us-east-1a, of the local zone us-west-2-lax-1a, and so on; else empty.
std::string region_of_zone(std::string_view zone) {
  for (std::size_t length = 1; length <= zone.size(); ++length) {
    const bool ends_number = length == zone.size() || zone[length] < '0' || zone[length] > '9';
    if (ends_number && has_region_form(zone.substr(0, length))) return std::string(zone.substr(0, length));
  }
  return {};
}

/// ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME
struct Repository {
  std::string account;
  std::string region;
};
Repository repository_of(std::string_view uri) {
  constexpr std::string_view kService = ".dkr.ecr.";
  const auto service = uri.find(kService);
  if (service == std::string_view::npos) return {};
  const std::string_view rest = uri.substr(service + kService.size());
  return {.account = std::string(uri.substr(0, service)),
          .region = std::string(rest.substr(0, rest.find('.')))};
}

std::string bucket_name(const std::string& arn) {
  if (!arn.starts_with("arn:")) return arn;
  const std::string name = arn.substr(arn.rfind(':') + 1);
  return name.substr(0, name.find('/'));
}

std::string list_of(const std::set<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + value;
  return list;
}

/// The only one of `candidates`; else empty, and `unknown` says why.
std::string only(const std::set<std::string>& candidates, const char* field, const std::string& none,
                 std::map<std::string, std::string>& unknown) {
  if (candidates.size() == 1) return *candidates.begin();
  unknown[field] = candidates.empty() ? none : "the outputs name several: " + list_of(candidates);
  return {};
}

TerraformCluster cluster_of(const json& outputs, std::string label) {
  TerraformCluster cluster{.label = std::move(label), .eks = {}, .unknown = {}};
  api::EksCluster& eks = cluster.eks;
  std::set<std::string> accounts;
  std::set<std::string> regions;
  for (const RoleOutput& role : kRoles) {
    eks.*role.member = text_of(outputs, role.name);
    const RoleArn arn = parse_role_arn(eks.*role.member);
    if (is_aws_account_id(arn.account)) accounts.emplace(arn.account);
  }
  if (const auto zones = outputs.find(kZones); zones != outputs.end() && zones->is_object()) {
    for (const auto& [zone, subnet] : zones->items()) {
      if (std::string region = region_of_zone(zone); !region.empty()) regions.insert(std::move(region));
    }
  }
  for (const char* name : kRepositories) {
    const Repository repository = repository_of(text_of(outputs, name));
    if (accounts.empty() && is_aws_account_id(repository.account)) accounts.insert(repository.account);
    if (regions.empty() && has_region_form(repository.region)) regions.insert(repository.region);
  }
  eks.aws_account_id = only(accounts, "awsAccountId", "12 digits; no output names it", cluster.unknown);
  eks.region = only(regions, "region", "no output names it", cluster.unknown);
  eks.cluster_name = text_of(outputs, kClusterName);
  eks.storage_bucket_name = bucket_name(text_of(outputs, kBucket));
  return cluster;
}

bool is_output(const json& node) {
  return node.is_object() && node.contains("value") && (node.contains("sensitive") || node.contains("type"));
}

/// The values of the outputs, without what Terraform adds to each.
json values_of(const json& root) {
  if (!root.is_object() || !std::any_of(root.begin(), root.end(), is_output)) return root;
  json values = json::object();
  for (const auto& [name, output] : root.items()) {
    if (is_output(output)) values[name] = output.at("value");
  }
  return values;
}

void collect(const json& node, const std::string& label, std::size_t depth,
             std::vector<TerraformCluster>& found) {
  if (depth > kMaxDepth || found.size() == kMaxClusters) return;
  if (is_module(node)) found.push_back(cluster_of(node, label));
  if (!node.is_structured()) return;
  for (const auto& [name, child] : node.items()) {
    collect(child, label.empty() ? name : label + "-" + name, depth + 1, found);
  }
}

}  // namespace

OrWhyNot<std::vector<TerraformCluster>> read_terraform_outputs(std::string_view text) {
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded()) {
    return std::string("this is no JSON: write it with `terraform output -json` (mind the -json)");
  }
  std::vector<TerraformCluster> found;
  collect(values_of(root), "", 0, found);
  if (found.empty()) {
    return std::string(
        "there are no outputs of the module fw-ai-external/aws-cluster/fireworksai "
        "(fireworks_manager_role_arn, "
        "s3_bucket_arn and so on): re-export them in the root module, output \"fireworks_cluster\" { value = "
        "module.NAME }, and apply");
  }
  return found;
}

}  // namespace fwop::manifests
