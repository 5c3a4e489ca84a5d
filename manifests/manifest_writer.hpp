#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// One YAML document that decodes to `manifest` again (its origin and staleness aside). Canonical: the same
/// manifest is the same bytes in every release; fields in the order of the field table, the policy only where
/// it is not the default, quotes only where a reader of YAML 1.1 or 1.2 would take a value for something
/// else. Ends with a newline and does not begin with "---".
std::string to_yaml(const Manifest& manifest);

/// By path, such as "spec.eksCluster.region", what to write as a comment in the place of a field that is
/// not set: an example of its value, and what it is.
struct Placeholder {
  std::string example;
  std::string hint;
};
using Placeholders = std::map<std::string, Placeholder, std::less<>>;

/// The same, with `placeholders` for fields of `manifest` that are empty; of metadata.name,
/// spec.accountId, spec.displayName and what is below spec.eksCluster.
std::string to_yaml(const Manifest& manifest, const Placeholders& placeholders);

/// `text` as YAML writes it: plain where every reader takes it for this very string, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace fwop::manifests
