#pragma once

#include <string>

#include "controller/engine/engine.hpp"

namespace fwop::controller {

/// SHA-256 in hex over what is desired of each cluster and what was observed of it: equal for as long as
/// neither moves. What moves by itself (CREATING to READY), and who owns what, is no part of it.
std::string plan_hash(const Engine& engine);
/// The same over what is desired alone.
std::string declaration_hash(const Engine& engine);

}  // namespace fwop::controller
