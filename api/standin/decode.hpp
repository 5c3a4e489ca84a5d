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
  Paths present;  ///< The fields in the body: the mask of a merging update that has no mask.
};

// Strict: unknown and output-only fields are refused (contract, U14), because our clients never send any.

Answer<CreateBody> decode_create(std::string_view body);
Answer<UpdateBody> decode_update(std::string_view body);

}  // namespace fwop::api::standin
