#include "controller/surface/held.hpp"

namespace fwop::controller {
namespace {

std::string second(api::WallTime time) {
  return api::format_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

bool in_grace(const ClusterView& cluster) {
  return cluster.held && cluster.held->cause == HeldChange::Cause::Grace && cluster.held->since &&
         cluster.held->due_at;
}

}  // namespace

std::string held_text(const ClusterView& cluster) {
  if (!cluster.held) return {};
  if (!in_grace(cluster)) return hold_text(*cluster.held);
  std::string text = "will be deleted at " + second(*cluster.held->due_at) +
                     " (its manifest was removed at " + second(*cluster.held->since);
  if (!cluster.origin.file.empty())
    text += ": " + cluster.origin.file.str() + ":" + std::to_string(cluster.origin.line);
  return text + ")";
}

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
  // What the brake holds is the message already.
  if (!in_grace(cluster)) return cluster.message;
  return cluster.reason == Reason::RemovalHeld ? held_text(cluster)
                                               : cluster.message + "; " + held_text(cluster);
}

std::string shown_next_step(const ClusterView& cluster) {
  const bool of_the_hold = cluster.reason == Reason::RemovalHeld || cluster.reason == Reason::BrakeEngaged;
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
