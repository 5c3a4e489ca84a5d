#include "document_text.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "api/clusters/types.hpp"

namespace fwop::simulation {
namespace {

std::string policy_text(const manifests::Policy& policy) {
  std::string text = "{adoption: " + std::string(to_string(policy.adoption)) +
                     ", drift: " + std::string(to_string(policy.drift)) +
                     ", deletion: " + std::string(to_string(policy.deletion)) +
                     ", onFailed: " + std::string(to_string(policy.on_failed));
  if (policy.suspend) {
    text += ", suspend: {reason: " + policy.suspend->reason + ", owner: " + policy.suspend->owner;
    if (policy.suspend->until) text += ", until: \"" + format_rfc3339(*policy.suspend->until) + "\"";
    text += "}";
  }
  return text + "}";
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

std::string document_text(const manifests::Manifest& manifest) {
  const api::ClusterSpec& spec = *manifest.spec;
  std::string text =
      "apiVersion: fireworks.ai/v1alpha1\n"
      "kind: FireworksCluster\n"
      "metadata: {name: " +
      manifest.key.cluster_id + "}\nspec:\n  accountId: " + manifest.key.account_id + "\n";
  if (!spec.display_name.empty()) text += "  displayName: \"" + spec.display_name + "\"\n";
  text += "  policy: " + policy_text(manifest.policy) + "\n";
  // What is required comes last, within brackets.
  text += "  eksCluster: {awsAccountId: \"" + spec.eks->aws_account_id.str() + "\"";
  if (!spec.eks->inference_role.str().empty())
    text += ", inferenceRole: \"" + spec.eks->inference_role.str() + "\"";
  return text + ", region: " + spec.eks->region.str() + "}\n";
}

std::string with_another_kind(std::string text, std::uint64_t chance) {
  constexpr std::string_view kKind = "kind: FireworksCluster\n";
  constexpr std::string_view kVersion = "apiVersion: fireworks.ai/v1alpha1\n";
  switch (chance % 6) {
    case 0: replace(text, kKind, "kind: Cluster\n"); break;
    case 1: replace(text, kKind, "kind: FireworksClusters\n"); break;
    case 2: replace(text, kVersion, "apiVersion: firework.ai/v1alpha1\n"); break;
    case 3: replace(text, kVersion, "apiVersion: fireworks.ai/v1beta1\n"); break;
    case 4: replace(text, kVersion, "apiVersion: fireworks.ai\n"); break;
    default:
      replace(text, kKind, "kind: Deployment\n");
      replace(text, kVersion, "apiVersion: apps/v1\n");
      break;
  }
  return text;
}

std::string list_of(const std::vector<std::string>& texts, const std::string& items_key) {
  std::string list = "apiVersion: v1\nkind: List\n" + items_key + ":\n";
  for (const std::string& text : texts) {
    std::string indent = "- ";
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at) + 1;
      list += std::exchange(indent, "  ") + text.substr(at, end - at);
      at = end;
    }
  }
  return list;
}

}  // namespace fwop::simulation
