#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <prometheus/metric_family.h>

namespace fwop::controller {

using MetricLabels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

prometheus::MetricFamily gauge_family(std::string name, std::string help);
prometheus::MetricFamily counter_family(std::string name, std::string help);

/// One series of a gauge or counter family.
void add_series(prometheus::MetricFamily& family, MetricLabels labels, double value);

}  // namespace fwop::controller
