#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// One YAML document that decodes to `manifest` again (except its origin and staleness). Canonical: the same
/// manifest gives the same bytes in every release. Fields are in the order of the field table; the policy is
/// written only where it is not the default; quotes are written only where a reader of YAML 1.1 or 1.2 would
/// misread a value. Ends with a newline and does not begin with "---".
std::string to_yaml(const Manifest& manifest);

/// What to write as a comment in place of a field that is not set: an example of its value, and what it is.
/// The key is the field's path, such as "spec.eksCluster.region".
struct Placeholder {
  std::string example;
  std::string hint;
};
using Placeholders = std::map<std::string, Placeholder, std::less<>>;

/// The same, with `placeholders` for empty fields of `manifest`. They work for metadata.name, spec.accountId,
/// spec.displayName and the fields of spec.eksCluster.
std::string to_yaml(const Manifest& manifest, const Placeholders& placeholders);

/// `text` as a YAML scalar: plain if every reader takes it for exactly this string, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace fwop::manifests
