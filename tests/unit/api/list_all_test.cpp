#include <map>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "api/clusters/clusters_api.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// Serves pages by their token, and nothing else.
class PagesOnly : public ClustersApi {
 public:
  explicit PagesOnly(std::map<std::string, Result<ClusterPage>> pages) : pages_(std::move(pages)) {}

  asio::awaitable<Result<ClusterPage>> list_page(std::string, std::string token, milliseconds) override {
    co_return pages_.at(token);
  }
  asio::awaitable<Result<Cluster>> create(ClusterKey, ClusterSpec, milliseconds) override {
    co_return Error{};
  }
  asio::awaitable<Result<Cluster>> get(ClusterKey, milliseconds) override { co_return Error{}; }
  asio::awaitable<Result<Cluster>> update(ClusterKey, ClusterSpec, std::vector<std::string>,
                                          milliseconds) override {
    co_return Error{};
  }
  asio::awaitable<Result<void>> remove(ClusterKey, milliseconds) override { co_return Error{}; }

 private:
  std::map<std::string, Result<ClusterPage>> pages_;
};

ClusterPage a_page(std::vector<std::string> names, std::string next) {
  ClusterPage page;
  for (auto& name : names) page.clusters.push_back({.name = std::move(name)});
  page.next_page_token = std::move(next);
  return page;
}

Result<std::vector<Cluster>> list_all_of(std::map<std::string, Result<ClusterPage>> pages) {
  PagesOnly api(std::move(pages));
  asio::io_context context;
  std::optional<Result<std::vector<Cluster>>> result;
  asio::co_spawn(context, list_all(api, "acme", milliseconds(1)),
                 [&](const std::exception_ptr&, Result<std::vector<Cluster>> listed) { result = listed; });
  context.run();
  return result.value();
}

TEST(ListAll, FollowsTheTokenThroughAnEmptyPage) {
  const auto clusters =
      list_all_of({{"", a_page({"a", "b"}, "2")}, {"2", a_page({}, "3")}, {"3", a_page({"c"}, "")}}).value();
  ASSERT_EQ(clusters.size(), 3U);
  EXPECT_EQ(clusters[2].name, "c");
}

TEST(ListAll, NeverGivesAShortListForAFailedPage) {
  const Error down{.kind = ErrorKind::Unavailable, .http_status = 503, .message = "down"};
  EXPECT_EQ(list_all_of({{"", a_page({"a"}, "2")}, {"2", down}}).error(), down);
}

TEST(ListAll, EndsOnARepeatedToken) {
  const auto listed =
      list_all_of({{"", a_page({"a"}, "2")}, {"2", a_page({"b"}, "3")}, {"3", a_page({"c"}, "2")}});
  ASSERT_TRUE(listed.has_error());
  EXPECT_EQ(listed.error().kind, ErrorKind::Lost);
}

TEST(Verbs, HaveNamesAndMethods) {
  EXPECT_EQ(verb_name(Verb::Update), "update");
  EXPECT_EQ(http_method(Verb::Update), "PATCH");
  EXPECT_EQ(http_method(Verb::List), "GET");
}

}  // namespace
}  // namespace fwop::api
