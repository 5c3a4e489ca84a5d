#pragma once

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/standin/world.hpp"

namespace fwop::api::standin {

/// A world on a clock that only the test moves.
class WorldTest : public testing::Test {
 protected:
  using Milliseconds = std::chrono::milliseconds;
  using Seconds = std::chrono::seconds;

  static ClusterSpec a_spec() {
    ClusterSpec spec;
    spec.eks = EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"};
    return spec;
  }
  static ClusterKey key(const std::string& id) { return {"acme", id}; }

  Answer<Cluster> create(const std::string& id, ClusterSpec spec = a_spec()) {
    return world_.create(key(id), std::move(spec), now_);
  }
  Answer<Cluster> get(const std::string& id) { return world_.get(key(id), now_); }
  Answer<ListPage> list(const ListQuery& query = {}, Milliseconds lag = Milliseconds(0)) {
    return world_.list("acme", query, lag, now_);
  }
  Answer<Cluster> update(const std::string& id, const ClusterSpec& body, const Paths& paths) {
    return world_.update(key(id), body, paths, now_);
  }
  Answer<void> remove(const std::string& id) { return world_.remove(key(id), now_); }
  void pass(Milliseconds time) { now_ += time; }

  /// The ids of all pages, of that size.
  std::vector<std::string> ids(ListQuery query) {
    std::vector<std::string> found;
    do {
      auto page = list(query);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) break;
      for (const auto& cluster : page->clusters)
        found.push_back(parse_cluster_name(cluster.name)->cluster_id);
      query.page_token = page->next_page_token;
    } while (!query.page_token.empty());
    return found;
  }

  WallTime now_{std::chrono::seconds(1'800'000'000)};
  World world_{WorldOptions{.provisioning = Seconds(10), .deletion = Seconds(4)}};
};

}  // namespace fwop::api::standin
