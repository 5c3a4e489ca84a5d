#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/diagnostic.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// Bounds on one file; what is over a bound is an error, never a crash or a stall.
struct DecodeLimits {
  std::size_t max_file_bytes = 4 * 1024 * 1024;
  std::size_t max_scalar_bytes = 64 * 1024;
  std::size_t max_depth = 32;
  /// Nodes of one document after aliases are expanded.
  std::size_t max_nodes = 100'000;
  std::size_t max_documents = 10'000;
};

struct DecodeOptions {
  /// For documents without spec.accountId; empty: such a document is an error.
  std::string default_account_id;
  DecodeLimits limits;
};

/// What one file holds. Documents of other kinds are counted and left alone.
struct DecodedFile {
  /// The documents without an error, in file order.
  std::vector<std::shared_ptr<const Manifest>> manifests;
  /// Keys (possibly of documents with errors) that could be read at all, so that the last good version of
  /// the rest of a broken file can stay in force.
  std::vector<api::ClusterKey> broken_keys;
  std::vector<Diagnostic> diagnostics;
  std::size_t other_documents = 0;

  /// At least one diagnostic is an error.
  [[nodiscard]] bool broken() const;
};

/// Decodes one YAML or JSON file strictly and applies the rules that concern one document alone
/// (rules.hpp). Never throws for what `bytes` holds. Pure, and safe from several threads at once.
DecodedFile decode_file(std::string_view file_name, std::string_view bytes, const DecodeOptions& options);

}  // namespace fwop::manifests
