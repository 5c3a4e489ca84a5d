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

/// Where the status server finds what it shows.
struct StatusParts {
  boost::asio::io_context& loop;
  Bus& bus;
  CurrentTerm& term;
  ClusterLookup& lookup;
  const Health& health;
  Metrics& metrics;
  /// As StatusSource::webhook.
  std::function<boost::asio::awaitable<bool>(WebhookRequest)> webhook;
};

/// The parts outlive what is made of them.
StatusSource status_source_of(const StatusParts& parts);

}  // namespace fwop::controller
