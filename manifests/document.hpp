#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manifests/decode.hpp"
#include "manifests/reporter.hpp"
#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {

/// What a document says it is.
enum class DocumentKind {
  Empty,    ///< Nothing at all, or comments.
  Ours,     ///< FireworksCluster in the version we know.
  List,     ///< Its `items` are documents of their own: kubectl get -o yaml writes such.
  OurList,  ///< FireworksClusterList, as Kubernetes' API answers: its `items` are all ours.
  Other,    ///< Certainly not ours.
  Wrong,    ///< Everything else: an error, because it may be meant as ours.
};
struct Identity {
  DocumentKind kind = DocumentKind::Empty;
  std::optional<TreeProblem> problem;  ///< Set if it is Wrong: what is wrong.
};
/// Without `kind_needed`, a document that has no kind and nothing of ours is Other.
Identity identify_document(const Node& root, bool kind_needed = true);
/// The same for an item of a list.
Identity identify_item(const Node& item, bool of_our_list);

/// Its metadata.name and kind; empty if they are not known.
std::string name_of_document(const Node& root);
std::string kind_of_document(const Node& root);

/// Decodes one of our documents. Null when something in it is an error (reported).
std::shared_ptr<const Manifest> decode_document(const Node& root, Reporter& reporter, const SharedText& file,
                                                const DecodeOptions& options);

/// The cluster that a broken document declares; nothing unless that is certain.
std::optional<api::ClusterKey> key_of_broken_document(const Node& root, const DecodeOptions& options);

/// The `items` of a List or OurList.
std::vector<std::shared_ptr<const Node>> items_of(const Node& list);

}  // namespace fwop::manifests
