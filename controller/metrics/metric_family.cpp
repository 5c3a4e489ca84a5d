#include "controller/metrics/metric_family.hpp"

namespace fwop::controller {
namespace {

prometheus::MetricFamily make(std::string name, std::string help, prometheus::MetricType type) {
  prometheus::MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

}  // namespace

prometheus::MetricFamily gauge_family(std::string name, std::string help) {
  return make(std::move(name), std::move(help), prometheus::MetricType::Gauge);
}

prometheus::MetricFamily counter_family(std::string name, std::string help) {
  return make(std::move(name), std::move(help), prometheus::MetricType::Counter);
}

void add_series(prometheus::MetricFamily& family, MetricLabels labels, double value) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label.reserve(labels.size());
  for (const auto& [name, text] : labels) {
    metric.label.push_back({std::string(name), std::string(text)});
  }
  if (family.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

}  // namespace fwop::controller
