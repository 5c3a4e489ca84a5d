#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/diagnostic.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// Bounds on one file; what is over a bound is an error, never a crash or a stall.
struct DecodeLimits {
  std::size_t max_file_bytes = 8 * 1024 * 1024;
  std::size_t max_scalar_bytes = 64 * 1024;
  std::size_t max_depth = 32;
  /// Nodes of one document after aliases are expanded.
  std::size_t max_nodes = 100'000;
  std::size_t max_documents = 10'000;
  /// Of one flow collection (`[…]`, `{…}`) or one line outside of any: yaml-cpp keeps all its tokens, some
  /// 140 bytes each, until it ends. Of a JSON file: its names and values.
  std::size_t max_flow_tokens = 250'000;
};

struct DecodeOptions {
  /// For documents without spec.accountId; empty: such a document is an error.
  std::string default_account_id;
  DecodeLimits limits;
  /// Without a default account such a document is no error; the account of its key is empty.
  bool account_later = false;
  /// A file that does not mention us, and a document without a kind, are somebody else's: for files that
  /// nobody chose to be manifests.
  bool only_ours = false;
  /// The time, to warn of a suspension that is over; nothing for no such warning.
  std::optional<WallTime> now = std::nullopt;
};

/// A document with an error in it, or the part of a file that cannot be read.
struct BrokenDocument {
  /// The cluster it declares; nothing when that cannot be told for certain.
  std::optional<api::ClusterKey> key;
  Origin origin;
};

/// A document of somebody else's.
struct OtherDocument {
  std::string kind;
  std::string name;
  Origin origin;
};

/// What one file holds.
struct DecodedFile {
  /// The documents without an error, in file order.
  std::vector<std::shared_ptr<const Manifest>> manifests;
  /// The others, so that their last good version can stay in force.
  std::vector<BrokenDocument> broken_documents;
  std::vector<Diagnostic> diagnostics;
  std::vector<OtherDocument> others;

  /// At least one diagnostic is an error.
  [[nodiscard]] bool broken() const;
};

/// Decodes one YAML or JSON file strictly and applies the rules that concern one document alone
/// (rules.hpp). Never throws for what `bytes` holds. Pure, and safe from several threads at once.
DecodedFile decode_file(const SharedText& file_name, std::string_view bytes, const DecodeOptions& options);

}  // namespace fwop::manifests
