#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/decode.hpp"

namespace fwop::manifests {

/// Lines 1 to 5 of a document whose spec is still to come.
inline constexpr std::string_view kHead =
    "apiVersion: fireworks.ai/v1alpha1\n"
    "kind: FireworksCluster\n"
    "metadata:\n"
    "  name: prod\n"
    "spec:\n";
/// Lines 6 to 8: the least that is valid.
inline constexpr std::string_view kEks =
    "  eksCluster:\n"
    "    awsAccountId: \"123456789012\"\n"
    "    region: us-east-1\n";

inline std::string head_and(std::string_view rest) { return std::string(kHead) + std::string(rest); }
inline std::string eks_and(std::string_view rest) { return head_and(std::string(kEks) + std::string(rest)); }

/// A valid document of that name, for cluster `id` of account "acme".
inline std::string document(const std::string& id, const std::string& rest = "") {
  return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: " + id +
         "\nspec:\n  eksCluster:\n    awsAccountId: \"123456789012\"\n    region: us-east-1\n" + rest;
}

inline DecodedFile decode(std::string_view text, std::string_view file = "f.yaml") {
  return decode_file(file, text, {.default_account_id = "acme", .limits = {}});
}

inline void PrintTo(const Diagnostic& diagnostic, std::ostream* out) { *out << to_string(diagnostic); }

/// Every diagnostic as a person sees it.
inline std::vector<std::string> diagnose(std::string_view text, std::string_view file = "f.yaml") {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : decode(text, file).diagnostics) lines.push_back(to_string(diagnostic));
  return lines;
}

}  // namespace fwop::manifests
