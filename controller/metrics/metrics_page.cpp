#include "controller/metrics/metrics_page.hpp"

#include <sstream>
#include <utility>

#include <prometheus/text_serializer.h>

#include "controller/metrics/fleet_families.hpp"
#include "controller/metrics/process_families.hpp"
#include "controller/show/state_label.hpp"

namespace fwop::controller {
namespace {

std::optional<ClusterFacts::Held> held_of(const ClusterView& cluster) {
  if (!cluster.held) return std::nullopt;
  return ClusterFacts::Held{cluster.held->verb, cluster.held->cause, cluster.held->due_at};
}

/// Writes families as text. Consecutive parts of one family become one.
class FamilyWriter {
 public:
  void write(prometheus::MetricFamily family) {
    if (family.metric.empty()) return;
    std::vector<prometheus::MetricFamily> one;
    one.push_back(std::move(family));
    std::ostringstream out;
    serializer_.Serialize(out, one);
    std::string text = std::move(out).str();
    // A family has only one head ("# HELP" and "# TYPE"): drop the head of a further part.
    if (one.front().name == last_) text.erase(0, text.find('\n', text.find('\n') + 1) + 1);
    last_ = one.front().name;
    pieces_.push_back(std::move(text));
  }
  TextPieces take() { return std::move(pieces_); }

 private:
  const prometheus::TextSerializer serializer_;
  std::string last_;
  TextPieces pieces_;
};

}  // namespace

ClusterFacts::ClusterFacts(const ClusterView& cluster)
    : key(cluster.key),
      name(cluster.name),
      region(cluster.region),
      state(state_label(cluster)),
      verdict(cluster.verdict),
      reason(cluster.reason),
      conditions(),
      held(held_of(cluster)) {
  for (std::size_t i = 0; i < conditions.size(); ++i)
    conditions[i] = cluster.conditions[kAllConditionTypes[i]].status;
}

MetricsPage::MetricsPage(std::vector<prometheus::MetricFamily> counted, FleetView fleet)
    : counted_(std::move(counted)), fleet_(std::move(fleet)) {}

TextPieces MetricsPage::text() const {
  FamilyWriter writer;
  const FamilySink sink = [&writer](prometheus::MetricFamily family) { writer.write(std::move(family)); };
  for (const prometheus::MetricFamily& family : counted_) sink(family);
  process_families(sink);
  fleet_families(fleet_, clusters_, sink);
  return writer.take();
}

}  // namespace fwop::controller
