#pragma once

#include <string>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/standin/field_mask.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

struct CreateBody {
  std::string cluster_id;
  ClusterSpec spec;
};
struct UpdateBody {
  ClusterSpec spec;
  Paths present;  ///< What the body names: the mask of an update without one that merges.
};

// Strictly: unknown and output-only fields are refused (contract, U14), since no client of ours sends any.

Answer<CreateBody> decode_create(std::string_view body);
Answer<UpdateBody> decode_update(std::string_view body);

}  // namespace fwop::api::standin
