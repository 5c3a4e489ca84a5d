#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine_harness.hpp"

namespace fwop::controller::testing {

/// The clusters of an account and its server's clock: answers every read of the engine truthfully, and leaves
/// what would change something to the test.
class TruthfulApi {
 public:
  explicit TruthfulApi(EngineHarness& harness, Duration server_ahead = Duration(0))
      : harness_(harness), server_ahead_(server_ahead) {}

  /// What the server's clock says.
  [[nodiscard]] WallTime server_now() const { return harness_.now().wall + server_ahead_; }

  void put(const std::string& id, api::ClusterState state, const api::ClusterSpec& spec,
           std::optional<WallTime> create_time = std::nullopt) {
    api::Cluster cluster = harness_.cluster(id, state, spec);
    cluster.create_time = create_time.value_or(server_now());
    clusters_[id] = std::move(cluster);
  }
  api::Cluster& at(const std::string& id) { return clusters_.at(id); }
  void take_away(const std::string& id) { clusters_.erase(id); }

  /// Answers reads until none waits.
  void answer_reads() {
    for (;;) {
      const std::string waiting = harness_.waiting();
      if (waiting.find("list") != std::string::npos) {
        api::ClusterPage page;
        for (const auto& [id, cluster] : clusters_) page.clusters.push_back(cluster);
        page.date = date();
        harness_.answer(harness_.expect(api::Verb::List), std::move(page));
        continue;
      }
      const auto get = waiting.find("get ");
      if (get == std::string::npos) return;
      const auto begin = get + std::string("get ").size();
      const std::string id = waiting.substr(begin, waiting.find(',', begin) - begin);
      const auto found = clusters_.find(id);
      if (found == clusters_.end()) {
        fail(harness_.expect(api::Verb::Get, id), api::ErrorKind::NotFound, api::RpcCode::NotFound);
      } else {
        api::Cluster cluster = found->second;
        cluster.date = date();
        harness_.answer(harness_.expect(api::Verb::Get, id), std::move(cluster));
      }
    }
  }
  /// Lets time pass, a second at a time, and answers reads.
  void live(Duration time) {
    answer_reads();
    for (Duration passed{0}; passed < time; passed += std::chrono::seconds(1)) {
      harness_.pass(std::chrono::seconds(1));
      answer_reads();
    }
  }
  /// How the server refuses; with its Date, as every answer of a server has.
  void fail(const Call& call, api::ErrorKind kind, std::optional<api::RpcCode> code = std::nullopt,
            std::optional<std::chrono::milliseconds> retry_after = std::nullopt) {
    api::Error error{.kind = kind, .message = "made to fail", .retry_after = retry_after};
    if (code) error.code = *code;
    // What was lost on the way has no headers either.
    if (kind != api::ErrorKind::Lost) error.date = date();
    harness_.answer(call, std::move(error));
  }

 private:
  /// In whole seconds, as HTTP has it.
  [[nodiscard]] WallTime date() const { return std::chrono::floor<std::chrono::seconds>(server_now()); }

  EngineHarness& harness_;
  Duration server_ahead_;
  std::map<std::string, api::Cluster> clusters_;
};

}  // namespace fwop::controller::testing
