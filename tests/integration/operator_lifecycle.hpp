#pragma once

#include <csignal>

#include "operator_fixture.hpp"

namespace fwop::e2e {

/// The whole life of a cluster, with the journal on disk and sweeps short enough to wait for.
class OperatorLifecycle : public OperatorTest {
 protected:
  void declare_with(const std::string& name, const std::string& spec, const std::string& file = "") {
    replace_text(folder_ / ((file.empty() ? name : file) + ".yaml"),
                 "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
                     "}\nspec:\n  fakeCluster: {projectId: p, location: l, clusterName: " + name + "}\n" +
                     spec);
  }
  void remove(const std::string& name) { std::filesystem::remove(folder_ / (name + ".yaml")); }

  Daemon start_lasting(std::vector<std::string> more = {}, const std::string& key = kKey) {
    more.insert(more.end(), {"--sweep-interval=300ms", "--deletion-grace=0s", "--api-budget=0"});
    return start_daemon(std::move(more), key);
  }
  std::size_t effective_deletes() const {
    std::size_t count = 0;
    const nlohmann::json seen = stats();
    for (const nlohmann::json& entry : seen.at("deletes")) count += entry.at("status") == 200 ? 1 : 0;
    return count;
  }
  static void stop(Daemon& daemon) {
    daemon.process().signal(SIGTERM);
    EXPECT_EQ(daemon.process().wait(), 0);
  }

  const std::filesystem::path state_ = temp_.path() / "state";
};

}  // namespace fwop::e2e
