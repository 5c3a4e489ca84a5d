#pragma once

#include <string>

#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// The manifest as a YAML document, beginning with `apiVersion`, such that decode_file() reads the same
/// manifest out of it: fields in the order of the design, what is not set and policies that are the default
/// left out, and quotes wherever a reader would take a text for something else. Labels come along; where it
/// stood and what comments were beside it do not.
std::string to_yaml(const Manifest& manifest);

/// `text` as one scalar of YAML, in double quotes unless every reader takes it for that very text.
std::string yaml_scalar(const std::string& text);

}  // namespace fwop::manifests
