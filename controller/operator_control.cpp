#include "controller/operator.hpp"
#include "controller/surface/logging.hpp"

// What a person may ask of the daemon over its socket.

namespace fwop::controller {
namespace {

std::string called(const std::optional<api::ClusterKey>& key) {
  return key ? key->account_id + "/" + key->cluster_id : "all";
}

}  // namespace

boost::system::result<api::ClusterKey, std::string> Operator::named(const std::string& name) const {
  std::optional<api::ClusterKey> found;
  bool several = false;
  engine_.each_cluster(Runtime::now(), [&](const ClusterView& cluster) {
    const bool in_full = name == cluster.key.account_id + "/" + cluster.key.cluster_id;
    if (!in_full && name != cluster.name && name != cluster.key.cluster_id) return;
    several = several || found;
    found = cluster.key;
  });
  using Named = boost::system::result<api::ClusterKey, std::string>;
  if (!found)
    return Named(boost::system::in_place_error, "there is no cluster " + name + "; `get` lists all");
  if (several)
    return Named(boost::system::in_place_error,
                 "several clusters are called " + name + ": say ACCOUNT/CLUSTER_ID");
  return *found;
}

ControlActions Operator::control_actions() {
  const auto of = [this](const std::string& name, auto act) -> ControlActions::Answer {
    if (name.empty()) return act(std::optional<api::ClusterKey>());
    const auto key = named(name);
    if (!key) return key.error();
    return act(std::optional(*key));
  };
  return {.reconcile =
              [this, of](const std::string& name) {
                return of(name, [this](const std::optional<api::ClusterKey>& key) {
                  log(LogLevel::Info, "asked to reconcile now", {{"cluster", called(key)}});
                  return runtime_.reconcile_now(key);
                });
              },
          .release_brake =
              [this, of](const std::string& name) {
                return of(name, [this](const std::optional<api::ClusterKey>& key) {
                  const std::size_t released = runtime_.release_brake(key);
                  log(LogLevel::Warn, "asked to release the brake: it lets go what it holds now, once",
                      {{"cluster", called(key)}, {"clusters", released}});
                  return released;
                });
              },
          .suspend =
              [this, of](const std::string& name, const manifests::Suspension& suspension) {
                return of(name, [&](const std::optional<api::ClusterKey>& key) -> ControlActions::Answer {
                  log(LogLevel::Warn, "asked to suspend",
                      {{"cluster", called(key)}, {"owner", suspension.owner}, {"reason", suspension.reason}});
                  return runtime_.suspend(*key, suspension) ? 1 : 0;
                });
              },
          .resume =
              [this, of](const std::string& name) {
                return of(name, [this](const std::optional<api::ClusterKey>& key) -> ControlActions::Answer {
                  log(LogLevel::Info, "asked to resume", {{"cluster", called(key)}});
                  return runtime_.resume(*key) ? 1 : 0;
                });
              }};
}

void Operator::start_control() {
  if (!options_.state_dir) return;
  auto control = ControlServer::listen(loop_.get_executor(), *options_.state_dir, control_actions());
  // A daemon that cannot be asked is still worth having.
  if (!control) return log(LogLevel::Warn, control.error());
  control_.emplace(std::move(*control));
}

}  // namespace fwop::controller
