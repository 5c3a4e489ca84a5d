#include "api/net/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Routes<int> some_routes() {
  Routes<int> routes;
  routes.add("GET", "/", 1);
  routes.add("GET", "/things", 2);
  routes.add("POST", "/things", 3);
  routes.add("GET", "/things/{name}/parts", 4);
  routes.add("GET", "/things/{owner}/{name}", 5);
  return routes;
}

TEST(Routes, AreFoundByMethodAndPath) {
  const Routes<int> routes = some_routes();
  const auto number = [&](const char* method, const char* target) {
    const auto found = routes.find(method, target);
    return found.handler == nullptr ? 0 : *found.handler;
  };
  EXPECT_EQ(number("GET", "/"), 1);
  EXPECT_EQ(number("GET", "/?q=/things"), 1);
  EXPECT_EQ(number("GET", "/things"), 2);
  EXPECT_EQ(number("POST", "/things"), 3);
  EXPECT_EQ(number("GET", "/things/a/parts"), 4);
  EXPECT_EQ(number("GET", "/things/a/b"), 5);
  for (const char* target :
       {"", "things", "//", "/things/", "/things//parts", "/things/a", "/things/a/b/c", "/%zz"})
    EXPECT_EQ(number("GET", target), 0) << target;
}

TEST(Routes, ParametersAreDecodedAndInOrder) {
  const Routes<int> routes = some_routes();
  EXPECT_THAT(routes.find("GET", "/things/two%20words/a%2Fb").parameters, ElementsAre("two words", "a/b"));
}

TEST(Routes, OfAKnownPathTheMethodsAreTold) {
  const Routes<int> routes = some_routes();
  EXPECT_THAT(routes.find("PUT", "/things").methods, ElementsAre("GET", "POST"));
  EXPECT_THAT(routes.find("PUT", "/nothing").methods, IsEmpty());
}

TEST(Routes, PathsWithoutParametersAreListedOnce) {
  EXPECT_THAT(some_routes().plain_paths(), ElementsAre("/", "/things"));
}

}  // namespace
}  // namespace fwop::api
