#pragma once

#include <string>

#include "controller/engine/engine.hpp"

namespace fwop::controller {

/// SHA-256 in hex over what is desired of each cluster and what was observed of it: it changes only if one of
/// them does. It leaves out what changes by itself (CREATING to READY) and which clusters are ours.
std::string plan_hash(const Engine& engine);
/// The same over what is desired alone.
std::string declaration_hash(const Engine& engine);

}  // namespace fwop::controller
