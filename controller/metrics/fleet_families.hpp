#pragma once

#include <functional>

#include <prometheus/metric_family.h>

#include "controller/metrics/metrics_page.hpp"

namespace fwop::controller {

/// Called with one family after the other, a large one in parts that follow each other; what it does not keep
/// is freed at once.
using FamilySink = std::function<void(prometheus::MetricFamily)>;

/// The metrics that follow from the fleet as it is now: nothing is kept between pages, so that the series
/// of a removed cluster go with it.
void fleet_families(const FleetView& fleet, const std::vector<ClusterFacts>& clusters,
                    const FamilySink& sink);

}  // namespace fwop::controller
