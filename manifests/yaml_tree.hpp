#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/decode.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {

/// One node of a YAML document. It keeps what yaml-cpp's own tree loses and strict decoding needs: duplicate
/// keys, the place of each node, and whether a scalar was quoted.
struct Node {
  enum class Kind { Null, Scalar, Sequence, Map };

  Kind kind = Kind::Null;
  Position at;
  std::string tag;      ///< An explicit one such as "tag:yaml.org,2002:str"; empty when the kind decides.
  bool quoted = false;  ///< Written with quotes or as a block: always a string.
  std::string text;     ///< Of a scalar.
  /// Items; of a map: key, value, key, value. An alias shares the node it names.
  std::vector<std::shared_ptr<const Node>> children;
  std::size_t expanded_size = 1;  ///< Nodes in it, itself included, after aliases are expanded.
};

/// A problem of a text or a tree, found before its meaning is looked at.
struct TreeProblem {
  Position at;
  std::string rule;
  std::string message;
};

/// One document of a stream. What is over a limit is left out of the tree and reported in `problems`, so that
/// the kind of document is still known.
struct YamlDocument {
  std::shared_ptr<const Node> root;  ///< Never null.
  std::vector<TreeProblem> problems;
};

/// Passes each document of `text` (valid UTF-8) to `consume`, in order. A syntax error ends the stream and is
/// returned: what comes after it cannot be read.
std::optional<TreeProblem> parse_yaml(std::string_view text, const DecodeLimits& limits,
                                      const std::function<void(const YamlDocument&)>& consume);

}  // namespace fwop::manifests
