#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "manifests/document.hpp"
#include "manifests/field_reader.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

constexpr std::string_view kGroup = "fireworks.ai";
constexpr std::string_view kListKind = "FireworksClusterList";

/// The value of the only field of that name; null when there is none, or when several contradict each other.
const Node* only_child(const Node& map, std::string_view name) {
  if (map.kind != Node::Kind::Map) return nullptr;
  const Node* found = nullptr;
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    if (map.children[i]->kind != Node::Kind::Scalar || map.children[i]->text != name) continue;
    if (found) return nullptr;
    found = map.children[i + 1].get();
  }
  return found;
}

std::string_view text_of(const Node* node) {
  return node && node->kind == Node::Kind::Scalar ? std::string_view(node->text) : std::string_view();
}

Identity wrong(const Node& node, std::string rule, std::string message) {
  return {DocumentKind::Wrong, TreeProblem{node.at, std::move(rule), std::move(message)}};
}

}  // namespace

Identity identify_document(const Node& root) {
  if (root.kind == Node::Kind::Null) return {DocumentKind::Empty, std::nullopt};
  if (root.kind != Node::Kind::Map) {
    return wrong(root, "WrongType",
                 "the document must be a map with apiVersion and kind, not " + std::string(described(root)));
  }
  const Node* api_version_node = only_child(root, "apiVersion");
  const Node* kind_node = only_child(root, "kind");
  const std::string_view api_version = text_of(api_version_node);
  const std::string_view kind = text_of(kind_node);
  const std::string_view group = api_version.substr(0, api_version.find('/'));

  if (kind.empty()) {
    return wrong(root, "RequiredField",
                 "the document does not tell its kind: write kind: " + std::string(kKind) +
                     ", or keep the file elsewhere");
  }
  if (kind == kKind && api_version == kApiVersion) return {DocumentKind::Ours, std::nullopt};
  if (kind == "List" && api_version == "v1") return {DocumentKind::List, std::nullopt};
  if (kind == kListKind && api_version == kApiVersion) return {DocumentKind::List, std::nullopt};
  if (kind == kKind) {
    const std::string hint = "write apiVersion: " + std::string(kApiVersion);
    if (api_version.empty()) {
      return wrong(root, "RequiredField", "apiVersion is required: " + hint);
    }
    return wrong(
        *api_version_node, "WrongApiVersion",
        "this release does not know " + quoted(api_version) + " of " + std::string(kKind) + ": " + hint);
  }
  // A half-written file ends within the kind's name.
  if (group == kGroup && (kKind.starts_with(kind) || !nearest_name(kind, {kKind}).empty())) {
    return wrong(*kind_node, "WrongKind",
                 quoted(kind) + " is not a kind; did you mean " + quoted(kKind) + "?");
  }
  return {DocumentKind::Other, std::nullopt};
}

std::optional<api::ClusterKey> key_of_broken_document(const Node& root, const DecodeOptions& options) {
  const Node* spec = only_child(root, "spec");
  const Node* metadata = only_child(root, "metadata");
  if (!spec || spec->kind != Node::Kind::Map || !metadata) return std::nullopt;
  const auto has = [&](std::string_view name) {
    return std::any_of(spec->children.begin(), spec->children.end(), [&](const auto& node) {
      return node->kind == Node::Kind::Scalar && node->text == name;
    });
  };
  api::ClusterKey key{.account_id = options.default_account_id,
                      .cluster_id = std::string(text_of(only_child(*metadata, "name")))};
  if (has("accountId")) key.account_id = text_of(only_child(*spec, "accountId"));
  if (has("clusterId")) key.cluster_id = text_of(only_child(*spec, "clusterId"));
  if (key.account_id.empty() || key.cluster_id.empty()) return std::nullopt;
  return key;
}

std::vector<std::shared_ptr<const Node>> items_of(const Node& list) {
  const Node* items = only_child(list, "items");
  return items && items->kind == Node::Kind::Sequence ? items->children
                                                      : std::vector<std::shared_ptr<const Node>>();
}

}  // namespace fwop::manifests
