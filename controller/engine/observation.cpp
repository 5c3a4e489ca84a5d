#include "controller/engine/observation.hpp"

namespace fwop::controller {

std::string Observation::state_text() const {
  return detail ? detail->state_text : std::string(api::cluster_state_name(state));
}

const api::ClusterStatus& Observation::status() const {
  static const api::ClusterStatus well;
  return detail ? detail->status : well;
}

Boxed<Observation::Detail> detail_of(const api::Cluster& cluster) {
  const bool usual =
      cluster.state_text == api::cluster_state_name(cluster.state) && cluster.status == api::ClusterStatus{};
  if (usual) return {};
  return Observation::Detail{cluster.state_text, cluster.status};
}

}  // namespace fwop::controller
