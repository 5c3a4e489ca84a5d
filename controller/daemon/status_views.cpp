#include "controller/daemon/status_views.hpp"

#include <utility>

#include "controller/daemon/standby.hpp"

namespace fwop::controller {

StatusSource status_source_of(const StatusParts& parts) {
  CurrentTerm& term = parts.term;
  return {.metrics_page = [&metrics = parts.metrics,
                           &health = parts.health] { return metrics.page(health.fleet()); },
          .ready_checks = [&health = parts.health] { return health.ready_checks(); },
          .standby = [&term] { return std::string(term.engine() == nullptr ? kStandby : ""); },
          .version = [&bus = parts.bus] { return bus.version(); },
          .subscribe = [&bus = parts.bus, &loop = parts.loop] { return bus.subscribe(loop.get_executor()); },
          .cluster = [&term](const api::ClusterKey& key) { return term.cluster(key); },
          .clusters_after = [&term](const std::optional<api::ClusterKey>& after,
                                    std::size_t most) { return term.clusters_after(after, most); },
          .clusters_called =
              [&lookup = parts.lookup](const std::string& name) { return lookup.views_called(name); },
          .accounts = [&term] { return term.accounts(); },
          .snapshot = [&term] { return term.snapshot(); },
          .history = [&lookup = parts.lookup](std::string name) { return lookup.history(std::move(name)); },
          .webhook = parts.webhook,
          .own = [&health = parts.health] { return health.operator_view(); }};
}

}  // namespace fwop::controller
