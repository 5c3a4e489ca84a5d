#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "controller/bus/bus.hpp"
#include "controller/daemon/cluster_lookup.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/daemon/health.hpp"
#include "controller/metrics/metrics.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// The objects that the status server reads from.
struct StatusParts {
  boost::asio::io_context& loop;
  Bus& bus;
  CurrentTerm& term;
  ClusterLookup& lookup;
  const Health& health;
  Metrics& metrics;
  /// See StatusSource::webhook.
  std::function<boost::asio::awaitable<bool>(WebhookRequest)> webhook;
};

/// The parts must outlive the result.
StatusSource status_source_of(const StatusParts& parts);

}  // namespace fwop::controller
