#include "controller/model/reason.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "reference_table.hpp"

namespace fwop::controller {
namespace {

TEST(Catalogue, HasEachReasonOnceInTheOrderOfTheEnumerators) {
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(catalogue()[i].reason), i) << catalogue()[i].name;
  }
}

TEST(Catalogue, NamesAreUniqueCamelCase) {
  std::set<std::string_view> names;
  for (const CatalogueEntry& entry : catalogue()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    ASSERT_FALSE(entry.name.empty());
    EXPECT_TRUE(entry.name.front() >= 'A' && entry.name.front() <= 'Z') << entry.name;
    EXPECT_EQ(entry.name.find_first_of(" _-"), std::string_view::npos) << entry.name;
  }
}

TEST(Catalogue, SaysWhatEachReasonMeansAndWhatToDo) {
  for (const CatalogueEntry& entry : catalogue()) {
    SCOPED_TRACE(entry.name);
    ASSERT_FALSE(entry.meaning.empty());
    ASSERT_FALSE(entry.fix.empty());
    EXPECT_EQ(entry.meaning.back(), '.');
    EXPECT_EQ(entry.fix.back(), '.');
  }
}

TEST(Catalogue, IsTheTableOfTheReference) {
  std::string table = "| reason | meaning | what to do |\n|---|---|---|\n";
  for (const CatalogueEntry& entry : catalogue()) {
    table += "| `" + std::string(entry.name) + "` | " + std::string(entry.meaning) + " | " +
             std::string(entry.fix) + " |\n";
  }
  fwop::testing::expect_reference(FWOP_SOURCES "/controller/model/README.md", "reasons", table);
}

TEST(Catalogue, IsFoundByReason) {
  EXPECT_EQ(to_string(Reason::CreatePending), "CreatePending");
  EXPECT_EQ(catalogue_entry(Reason::JournalUnavailable).name, "JournalUnavailable");
}

}  // namespace
}  // namespace fwop::controller
