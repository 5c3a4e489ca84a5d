#include "api/clusters/types.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::sys_days;

WallTime noon() { return sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(12); }

TEST(ClusterKey, IsWrittenAndReadAsAResourceName) {
  const ClusterKey key{.account_id = "acme", .cluster_id = "prod-1"};
  EXPECT_EQ(to_string(key), "accounts/acme/clusters/prod-1");
  EXPECT_EQ(parse_cluster_name("accounts/acme/clusters/prod-1"), key);
}

TEST(ClusterKey, IsShortForPeople) { EXPECT_EQ(account_and_id({"acme", "prod-1"}), "acme/prod-1"); }

TEST(ClusterKey, IsNotReadFromAnyOtherForm) {
  for (const char* name : {"", "prod-1", "accounts/acme", "accounts/acme/clusters/", "accounts//clusters/x",
                           "accounts/a/b/clusters/x", "accounts/a/clusters/x/y", "accounts/a/models/x",
                           "/accounts/a/clusters/x", "Accounts/a/clusters/x"}) {
    EXPECT_EQ(parse_cluster_name(name), std::nullopt) << name;
  }
}

TEST(ClusterState, HasEachNameOfTheContractAndNoOther) {
  for (const auto state : {ClusterState::Unspecified, ClusterState::Creating, ClusterState::Ready,
                           ClusterState::Deleting, ClusterState::Failed}) {
    EXPECT_EQ(cluster_state_from_name(cluster_state_name(state)), state);
  }
  EXPECT_EQ(cluster_state_from_name(""), ClusterState::Unspecified);
  EXPECT_EQ(cluster_state_from_name("UPDATING"), ClusterState::Unrecognized);
  EXPECT_EQ(cluster_state_from_name("ready"), ClusterState::Unrecognized);
  EXPECT_EQ(cluster_state_name(ClusterState::Unrecognized), "UNRECOGNIZED");
}

TEST(Rfc3339, ReadsEveryFractionAndOffset) {
  const struct {
    const char* text;
    WallTime time;
  } cases[] = {
      {"2026-11-23T12:00:00Z", noon()},
      {"2026-11-23t12:00:00z", noon()},
      {"2026-11-23T12:00:00.5Z", noon() + milliseconds(500)},
      {"2026-11-23T12:00:00.000000001Z", noon() + nanoseconds(1)},
      {"2026-11-23T12:00:00.123456789Z", noon() + nanoseconds(123456789)},
      {"2026-11-23T13:00:00+01:00", noon()},
      {"2026-11-23T06:30:00-05:30", noon()},
      {"2026-11-23T11:59:60Z", noon()},
      {"1969-12-31T23:59:59.250Z", WallTime(milliseconds(-750))},
      {"2024-02-29T00:00:00Z", sys_days(std::chrono::year(2024) / 2 / 29)},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_rfc3339(c.text), c.time) << c.text;
}

TEST(Rfc3339, IsCutToTheSecondForALineThatIsRead) {
  EXPECT_EQ(format_to_the_second(noon() + milliseconds(999)), "2026-11-23T12:00:00Z");
  EXPECT_EQ(format_to_the_second(WallTime(milliseconds(-1))), "1969-12-31T23:59:59Z");
}

TEST(Rfc3339, RefusesWhatIsNotATime) {
  for (const char* text : {"", "now", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T12:00:00.Z",
                           "2026-11-23T12:00:00.1234567890Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
                           "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z", "2026-11-23T12:00:00Z ",
                           "2026-11-23T12:00:00+1:00", "2026-11-23T12:00:00+24:00", "-026-11-23T12:00:00Z",
                           "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(Rfc3339, WritesMillisecondsOnlyWhenThereAreAny) {
  EXPECT_EQ(format_rfc3339(noon()), "2026-11-23T12:00:00Z");
  EXPECT_EQ(format_rfc3339(noon() + milliseconds(7)), "2026-11-23T12:00:00.007Z");
  EXPECT_EQ(format_rfc3339(noon() + nanoseconds(999)), "2026-11-23T12:00:00Z");
  EXPECT_EQ(format_rfc3339(WallTime(milliseconds(-750))), "1969-12-31T23:59:59.250Z");
}

}  // namespace
}  // namespace fwop::api
