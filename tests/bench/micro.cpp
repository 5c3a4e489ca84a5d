#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "cluster_tree.hpp"
#include "controller/engine/decide.hpp"
#include "controller/engine/work_queue.hpp"
#include "controller/journal/record_codec.hpp"
#include "fleet.hpp"
#include "manifests/decode.hpp"

namespace fwop::bench {
namespace {

void decode_one_file(benchmark::State& state) {
  const std::string text = manifest_text(1);
  for (auto _ : state) benchmark::DoNotOptimize(manifests::decode_file("c.yaml", text, {}));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(decode_one_file);

void snapshot_with_one_change(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  manifests::SnapshotBuilder builder({});
  builder.build(reading_of(count));
  manifests::SourceReading change;
  change.partial = true;
  change.files.push_back({.name = "c000000.yaml", .bytes = manifest_text(0)});
  for (auto _ : state) {
    change.files[0].bytes += "#";
    benchmark::DoNotOptimize(builder.build(change));
  }
}
BENCHMARK(snapshot_with_one_change)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void decide_one(benchmark::State& state) {
  controller::Situation situation;
  situation.ownership = controller::Ownership::Owned;
  situation.knowledge = controller::Knowledge::Read;
  situation.state = api::ClusterState::Ready;
  for (auto _ : state) {
    benchmark::DoNotOptimize(situation);
    benchmark::DoNotOptimize(controller::decide(situation));
  }
}
BENCHMARK(decide_one);

/// From nothing to all READY on the virtual clock: engine only.
void engine_converges(benchmark::State& state) {
  const auto snapshot = snapshot_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    Fleet fleet(snapshot);
    benchmark::DoNotOptimize(fleet.converge());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(engine_converges)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void engine_sweeps_settled_clusters(benchmark::State& state) {
  Fleet fleet(snapshot_of(static_cast<std::size_t>(state.range(0))));
  fleet.converge();
  for (auto _ : state) benchmark::DoNotOptimize(fleet.sweep());
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(engine_sweeps_settled_clusters)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);

api::Cluster a_cluster() {
  const auto snapshot = snapshot_of(1);
  api::Cluster cluster;
  cluster.name = api::to_string(snapshot->manifests[0]->key);
  cluster.spec = *snapshot->manifests[0]->spec;
  cluster.state = api::ClusterState::Ready;
  cluster.create_time = WallTime(std::chrono::hours(1));
  return cluster;
}

void parse_a_cluster(benchmark::State& state) {
  const std::string text = api::cluster_to_json(a_cluster()).dump();
  for (auto _ : state) benchmark::DoNotOptimize(api::parse_cluster(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(parse_a_cluster);

std::string a_page() {
  nlohmann::json clusters = nlohmann::json::array();
  for (int i = 0; i < 200; ++i) clusters.push_back(api::cluster_to_json(a_cluster()));
  return nlohmann::json{{"clusters", clusters}}.dump();
}

void parse_a_page(benchmark::State& state) {
  const std::string text = a_page();
  for (auto _ : state) benchmark::DoNotOptimize(api::parse_cluster_page(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(parse_a_page);

/// What parse_a_page saves: the same by way of nlohmann's tree.
void parse_a_page_as_a_tree(benchmark::State& state) {
  const std::string text = a_page();
  for (auto _ : state) {
    const nlohmann::json tree = nlohmann::json::parse(text);
    for (const nlohmann::json& cluster : tree.at("clusters"))
      benchmark::DoNotOptimize(api::cluster_from_json(cluster));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(parse_a_page_as_a_tree);

void write_a_create(benchmark::State& state) {
  const api::Cluster cluster = a_cluster();
  for (auto _ : state) benchmark::DoNotOptimize(api::create_body(cluster.spec, "c"));
}
BENCHMARK(write_a_create);

void write_a_record(benchmark::State& state) {
  controller::Record record;
  record.key = {"acme", "bench-cluster-000001"};
  record.applied = std::make_shared<const api::ClusterSpec>(a_cluster().spec);
  for (auto _ : state) benchmark::DoNotOptimize(controller::encode_record(record));
}
BENCHMARK(write_a_record);

void queue_push_and_take(benchmark::State& state) {
  controller::WorkQueue<int> queue;
  const auto count = static_cast<int>(state.range(0));
  for (auto _ : state) {
    for (int i = 0; i < count; ++i) queue.push(i, controller::Priority::InMotion, {});
    while (const auto top = queue.top()) queue.erase(top->item);
  }
  state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(queue_push_and_take)->Arg(1'000)->Arg(10'000);

}  // namespace
}  // namespace fwop::bench

BENCHMARK_MAIN();
