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

/// Limits for one file. Beyond a limit there is an error, never a crash or a stall.
struct DecodeLimits {
  std::size_t max_file_bytes = 8 * 1024 * 1024;
  std::size_t max_scalar_bytes = 64 * 1024;
  std::size_t max_depth = 32;
  /// Nodes of one document after aliases are expanded.
  std::size_t max_nodes = 100'000;
  std::size_t max_documents = 10'000;
  /// Tokens of one flow collection (`[…]`, `{…}`), or of one line outside any: yaml-cpp keeps them all, about
  /// 140 bytes each, until it ends. In a JSON file: its names and values.
  std::size_t max_flow_tokens = 250'000;
};

struct DecodeOptions {
  /// For documents without spec.accountId; empty: such a document is an error.
  std::string default_account_id;
  DecodeLimits limits;
  /// If set, a document without any account is no error; the account of its key is empty.
  bool account_later = false;
  /// If set, a file that does not mention us, and a document without a kind, are not ours. For files that
  /// nobody named as manifests.
  bool only_ours = false;
  /// The time, to warn about a suspension that is over; nothing: no such warning.
  std::optional<WallTime> now = std::nullopt;
};

/// A document with an error in it, or the part of a file that cannot be read.
struct BrokenDocument {
  /// The cluster it declares; nothing if that is not certain.
  std::optional<api::ClusterKey> key;
  Origin origin;
};

/// A document that is not ours.
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

  /// True if at least one diagnostic is an error.
  [[nodiscard]] bool broken() const;
};

/// Decodes one YAML or JSON file strictly and applies the rules for one document alone (field_rules.hpp).
/// Never throws because of the content of `bytes`. A pure function, safe from several threads.
DecodedFile decode_file(const SharedText& file_name, std::string_view bytes, const DecodeOptions& options);

}  // namespace fwop::manifests
