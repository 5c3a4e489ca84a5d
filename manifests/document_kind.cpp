#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "manifests/document.hpp"
#include "manifests/field_reader.hpp"
#include "manifests/ignore_rules.hpp"
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

std::string_view group_of(std::string_view api_version) {
  return api_version.substr(0, api_version.find('/'));
}

bool has_field(const Node& map, std::string_view name) {
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    if (map.children[i]->kind == Node::Kind::Scalar && map.children[i]->text == name) return true;
  }
  return false;
}

/// Something in a document of another kind that only our documents have; empty if there is nothing.
std::string_view likeness(const Node& root) {
  if (root.kind != Node::Kind::Map) return {};
  for (std::size_t i = 0; i + 1 < root.children.size(); i += 2) {
    const Node& value = *root.children[i + 1];
    if (root.children[i]->text != "spec" || value.kind != Node::Kind::Map) continue;
    if (has_field(value, "eksCluster")) return "spec.eksCluster";
    if (has_field(value, "fakeCluster")) return "spec.fakeCluster";
  }
  return {};
}

bool is_ours_or_like_it(const Node& node) {
  if (node.kind != Node::Kind::Map) return false;
  return text_of(only_child(node, "kind")) == kKind ||
         group_of(text_of(only_child(node, "apiVersion"))) == kGroup || !likeness(node).empty();
}

/// One of our documents within a list of a kind that we do not read; null if there is none.
const Node* one_of_ours_within(const Node& root) {
  const auto in_list = [](const Node& node) -> const Node* {
    if (node.kind != Node::Kind::Sequence) return nullptr;
    const auto found = std::find_if(node.children.begin(), node.children.end(),
                                    [](const auto& item) { return is_ours_or_like_it(*item); });
    return found == node.children.end() ? nullptr : found->get();
  };
  if (const Node* found = in_list(root)) return found;
  for (std::size_t i = 0; root.kind == Node::Kind::Map && i + 1 < root.children.size(); i += 2) {
    if (const Node* found = in_list(*root.children[i + 1])) return found;
  }
  return nullptr;
}

/// True for what `terraform output -json` writes: a map of outputs.
bool is_terraform_output(const Node& root) {
  if (root.children.empty()) return false;
  for (std::size_t i = 0; i + 1 < root.children.size(); i += 2) {
    const Node& output = *root.children[i + 1];
    if (output.kind != Node::Kind::Map || !has_field(output, "sensitive") || !has_field(output, "value"))
      return false;
  }
  return true;
}

/// Why the items of a list are not certain; nothing if they are.
std::optional<TreeProblem> problem_with_list(const Node& list) {
  Position items_key;
  static const std::vector<std::string_view> kFields = {"apiVersion", "kind", "metadata", "items"};
  for (std::size_t i = 0; i + 1 < list.children.size(); i += 2) {
    const Node& key = *list.children[i];
    if (key.kind == Node::Kind::Scalar &&
        std::find(kFields.begin(), kFields.end(), key.text) != kFields.end()) {
      if (key.text == "items") items_key = key.at;
      continue;
    }
    const std::string_view nearest = nearest_name(key.text, kFields);
    return TreeProblem{
        key.at, "UnknownField",
        (key.kind == Node::Kind::Scalar ? "unknown field " + quoted(key.text)
                                        : std::string(described(key)) + " for a field's name") +
            " in a list" + (nearest.empty() ? std::string() : "; did you mean " + quoted(nearest) + "?")};
  }
  const Node* items = only_child(list, "items");
  if (!items) {
    return TreeProblem{list.at, has_field(list, "items") ? "DuplicateField" : "RequiredField",
                       has_field(list, "items") ? "items is written twice: remove one of them"
                                                : "a list needs items: write items: [] if it has none"};
  }
  if (items->kind == Node::Kind::Sequence) return std::nullopt;
  return TreeProblem{items->kind == Node::Kind::Null ? items_key : items->at, "WrongType",
                     "items must be a list of documents, not " + std::string(described(*items))};
}

Identity list(const Node& root, bool of_ours) {
  if (auto problem = problem_with_list(root)) return {DocumentKind::Wrong, std::move(problem)};
  return {of_ours ? DocumentKind::OurList : DocumentKind::List, std::nullopt};
}

/// Identifies a document without a kind.
Identity identify_nameless(const Node& root, std::string_view group, bool kind_needed) {
  const bool like_ours = group == kGroup || !likeness(root).empty();
  if (!kind_needed && !like_ours && !one_of_ours_within(root)) return {DocumentKind::Other, std::nullopt};
  if (is_terraform_output(root)) {
    return wrong(
        root, "TerraformOutput",
        "this is what `terraform output -json` prints, and no manifest: `fireworks-operator init FILE` "
        "makes a manifest of it");
  }
  return wrong(root, "RequiredField",
               "the document has no kind: write kind: " + std::string(kKind) +
                   ", or leave the file out with " + std::string(kIgnoreFile));
}

/// Identifies a document with a kind that is not ours.
Identity identify_other(const Node& root, const Node& kind_node, const Node* api_version_node) {
  const std::string& kind = kind_node.text;
  const std::string_view api_version = text_of(api_version_node);
  const std::string_view group = group_of(api_version);
  constexpr std::size_t kMistakes = 2;
  const bool near_kind = is_nearly(kind, kKind, kMistakes);
  const std::string meant = "apiVersion: " + std::string(kApiVersion) + ", kind: " + std::string(kKind);
  if (group == kGroup) {
    // A half-written file may end within the kind's name.
    const bool hint = kKind.starts_with(kind) || !nearest_name(kind, {kKind}).empty();
    return wrong(
        kind_node, "WrongKind",
        quoted(kind) + " is not a kind of " + std::string(kGroup) +
            (hint ? "; did you mean " + quoted(kKind) + "?" : ": the only one is " + std::string(kKind)));
  }
  if (is_nearly(group, kGroup, kMistakes)) {
    return wrong(*api_version_node, "WrongApiVersion",
                 quoted(api_version) + " is not ours; did you mean " + quoted(kApiVersion) + "?");
  }
  if (near_kind || (api_version.empty() && kKind.starts_with(kind))) {
    return wrong(kind_node, "WrongKind", quoted(kind) + " is not a kind; did you mean " + meant + "?");
  }
  const std::string otherwise = ", or leave the file out with " + std::string(kIgnoreFile);
  if (const std::string_view field = likeness(root); !field.empty()) {
    return wrong(kind_node, "WrongKind",
                 "this looks like a " + std::string(kKind) + ", for it has " + std::string(field) +
                     ", but says that it is a " + quoted(kind) +
                     (api_version.empty() ? std::string() : " of " + quoted(api_version)) + ": write " +
                     meant + otherwise);
  }
  if (const Node* item = one_of_ours_within(root)) {
    return wrong(*item, "WrongKind",
                 "a " + std::string(kKind) + " in a list of kind " + quoted(kind) +
                     " is not read: write apiVersion: v1, kind: List" + otherwise);
  }
  return {DocumentKind::Other, std::nullopt};
}

}  // namespace

Identity identify_document(const Node& root, bool kind_needed) {
  if (root.kind == Node::Kind::Null) return {DocumentKind::Empty, std::nullopt};
  if (root.kind != Node::Kind::Map) {
    if (!kind_needed && !one_of_ours_within(root)) return {DocumentKind::Other, std::nullopt};
    return wrong(root, "WrongType",
                 "the document must be a map with apiVersion and kind, not " + std::string(described(root)));
  }
  const Node* api_version_node = only_child(root, "apiVersion");
  const Node* kind_node = only_child(root, "kind");
  const std::string_view api_version = text_of(api_version_node);
  const std::string_view kind = text_of(kind_node);
  if (kind.empty()) return identify_nameless(root, group_of(api_version), kind_needed);
  if (kind == kKind && api_version == kApiVersion) return {DocumentKind::Ours, std::nullopt};
  if (kind == kListKind && api_version == kApiVersion) return list(root, /*of_ours=*/true);
  if (kind == "List" && api_version == "v1") return list(root, /*of_ours=*/false);
  if (kind == kKind || kind == kListKind || kind == "List") {
    const std::string hint = "write apiVersion: " + std::string(kind == "List" ? "v1" : kApiVersion);
    if (api_version.empty()) return wrong(root, "RequiredField", "apiVersion is required: " + hint);
    return wrong(
        *api_version_node, "WrongApiVersion",
        "this release does not know " + quoted(api_version) + " of " + std::string(kind) + ": " + hint);
  }
  return identify_other(root, *kind_node, api_version_node);
}

Identity identify_item(const Node& item, bool of_our_list) {
  if (item.kind == Node::Kind::Null)
    return wrong(item, "WrongType", "this item of the list is empty: write a document, or remove its '-'");
  Identity identity = identify_document(item);
  if (of_our_list && identity.kind != DocumentKind::Ours && identity.kind != DocumentKind::Wrong)
    return wrong(item, "WrongKind", "a " + std::string(kListKind) + " holds only a " + std::string(kKind));
  return identity;
}

std::string name_of_document(const Node& root) {
  const Node* metadata = only_child(root, "metadata");
  return metadata ? std::string(text_of(only_child(*metadata, "name"))) : std::string();
}

std::string kind_of_document(const Node& root) { return std::string(text_of(only_child(root, "kind"))); }

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
  const bool known = !key.account_id.empty() || (options.account_later && !has("accountId"));
  if (!known || key.cluster_id.empty()) return std::nullopt;
  return key;
}

std::vector<std::shared_ptr<const Node>> items_of(const Node& list) {
  return only_child(list, "items")->children;
}

}  // namespace fwop::manifests
