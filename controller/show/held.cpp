#include "controller/show/held.hpp"

namespace fwop::controller {
namespace {

bool in_grace(const ClusterView& cluster) {
  return cluster.held && cluster.held->cause == HeldChange::Cause::Grace;
}

}  // namespace

std::string held_advice(const ClusterView& cluster) {
  if (!cluster.held) return {};
  const std::string& name = cluster.name;
  if (in_grace(cluster)) {
    return "To stop it put the manifest back, `suspend " + name + "` or `abandon " + name +
           "`; `brake release " + name + "` does it now.";
  }
  return "Check that it is meant; `brake release " + name + "` lets it go, once.";
}

std::string shown_message(const ClusterView& cluster) {
  if (!in_grace(cluster) || cluster.reason == Reason::RemovalPending) return cluster.message;
  return cluster.message + "; " + hold_text(*cluster.held);
}

std::string shown_next_step(const ClusterView& cluster) {
  const bool of_the_hold = cluster.reason == Reason::RemovalPending || cluster.reason == Reason::BrakeEngaged;
  return cluster.held && of_the_hold ? held_advice(cluster) : cluster.next_step;
}

std::string_view to_string(HeldChange::Cause cause) {
  switch (cause) {
    case HeldChange::Cause::Brake: return "brake";
    case HeldChange::Cause::Grace: return "grace";
  }
  return "brake";
}

}  // namespace fwop::controller
