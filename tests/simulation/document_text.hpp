#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "manifests/manifest.hpp"

namespace fwop::simulation {

/// A manifest as a person writes it. Cut anywhere before its last character but one it is no valid document.
std::string document_text(const manifests::Manifest& manifest);
/// The same text under a kind, group or version that is not ours.
std::string with_another_kind(std::string text, std::uint64_t chance);
/// A `kind: List` of these texts, with its items under that key.
std::string list_of(const std::vector<std::string>& texts, const std::string& items_key);

}  // namespace fwop::simulation
