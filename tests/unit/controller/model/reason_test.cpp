#include "controller/model/reason.hpp"

#include <set>

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

TEST(Catalogue, HasAnEntryForEveryReasonInOrder) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    const CatalogueEntry& entry = catalogue()[i];
    EXPECT_EQ(static_cast<std::size_t>(entry.reason), i) << entry.name;
    EXPECT_FALSE(entry.name.empty());
    EXPECT_FALSE(entry.meaning.empty()) << entry.name;
    EXPECT_FALSE(entry.fix.empty()) << entry.name;
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
  }
}

}  // namespace
}  // namespace fwop::controller
