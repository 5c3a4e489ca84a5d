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
  Empty,  ///< Nothing at all, or comments.
  Ours,   ///< FireworksCluster in the version we know.
  List,   ///< Its `items` are documents of their own: kubectl get -o yaml writes such.
  Other,  ///< Somebody else's.
  Wrong,  ///< Meant to be ours, or not telling its kind: an error.
};
struct Identity {
  DocumentKind kind = DocumentKind::Empty;
  std::optional<TreeProblem> problem;  ///< What is wrong when it is Wrong.
};
Identity identify_document(const Node& root);

/// Decodes one of our documents. Null when something in it is an error (reported).
std::shared_ptr<const Manifest> decode_document(const Node& root, Reporter& reporter,
                                                const api::SharedText& file, const DecodeOptions& options);

/// Which cluster a document declares that may be wrong in every other way; nothing unless that is certain.
std::optional<api::ClusterKey> key_of_broken_document(const Node& root, const DecodeOptions& options);

/// The `items` of a list; empty when it has none.
std::vector<std::shared_ptr<const Node>> items_of(const Node& list);

}  // namespace fwop::manifests
