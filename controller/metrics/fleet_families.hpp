#pragma once

#include <functional>

#include <prometheus/metric_family.h>

#include "controller/metrics/metrics_page.hpp"

namespace fwop::controller {

/// Called with one family after the other; a large one comes in consecutive parts. What the sink does not
/// keep is freed at once.
using FamilySink = std::function<void(prometheus::MetricFamily)>;

/// Makes the metrics of the fleet as it is now. Nothing is kept between pages, so the series of a removed
/// cluster disappear with it.
void fleet_families(const FleetView& fleet, const std::vector<ClusterFacts>& clusters,
                    const FamilySink& sink);

}  // namespace fwop::controller
