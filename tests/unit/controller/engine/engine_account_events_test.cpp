#include <gtest/gtest.h>

#include "controller/engine/gate.hpp"
#include "truthful_api.hpp"

// What the engine gives to the log about an account: each change once, however often it tries.

namespace fwop::controller {
namespace {

using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using testing::TruthfulApi;
using namespace std::chrono_literals;

/// Fails the LIST that is due `times` times, and lets the time pass that the engine waits for between.
void fail_lists(EngineHarness& harness, int times, ErrorKind kind, int status = 0) {
  for (int i = 0; i < times; ++i) {
    harness.fail(harness.expect(Verb::List), kind, status);
    while (harness.quiet()) harness.pass(1s);
  }
}

TEST(EngineAccountEvents, AnApiThatIsDownIsOneEventWhateverTheNumberOfTries) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").build()});
  fail_lists(harness, 5, ErrorKind::Unreachable);
  ASSERT_EQ(harness.account_events.size(), 1U);
  const AccountEvent& event = harness.account_events[0];
  EXPECT_EQ(event.account_id, "acme");
  EXPECT_EQ(event.type, EventType::Warning);
  EXPECT_EQ(event.reason, Reason::ApiUnreachable);
  EXPECT_TRUE(event.message.starts_with("calls to the API fail: ")) << event.message;
  EXPECT_GT(event.retry_in, Duration(0));
}

TEST(EngineAccountEvents, ItAnswersAgainIsOneEventToo) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").build()});
  fail_lists(harness, 2, ErrorKind::Unreachable);
  harness.list();
  ASSERT_EQ(harness.account_events.size(), 2U);
  EXPECT_EQ(harness.account_events[1].type, EventType::Normal);
  EXPECT_EQ(harness.account_events[1].reason, Reason::ApiUnreachable);
  EXPECT_EQ(harness.account_events[1].message, "calls to the API succeed again");
}

TEST(EngineAccountEvents, EachReasonForWhichAGateIsClosedIsAnEventOnce) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").build()});
  fail_lists(harness, 2, ErrorKind::Unreachable);
  fail_lists(harness, 2, ErrorKind::Unauthenticated, 401);
  fail_lists(harness, 2, ErrorKind::Unreachable);
  ASSERT_EQ(harness.account_events.size(), 2U);
  EXPECT_EQ(harness.account_events[1].reason, Reason::Unauthenticated);
}

TEST(EngineAccountEvents, ALaterPageThatFailsIsAnEventAndSoIsTheFirstWholeList) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").build()});
  const auto first_page = [&] {
    api::ClusterPage page;
    page.next_page_token = "more";
    page.date = harness.date();
    return page;
  };
  for (int i = 0; i < 3; ++i) {
    harness.answer(harness.expect(Verb::List), first_page());
    harness.fail(harness.expect(Verb::List), ErrorKind::Unavailable, 500);
    while (harness.quiet()) harness.pass(1s);
  }
  ASSERT_EQ(harness.account_events.size(), 1U);
  EXPECT_EQ(harness.account_events[0].type, EventType::Warning);
  EXPECT_TRUE(harness.account_events[0].message.starts_with("the clusters cannot be listed: "));
  harness.list();
  ASSERT_EQ(harness.account_events.size(), 2U);
  EXPECT_EQ(harness.account_events[1].message, "the clusters can be listed again");
}

TEST(EngineAccountEvents, ChangesThatAreRefusedAreToldApartFromReads) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").build()});
  TruthfulApi world(harness);
  world.live(2s);
  harness.fail(harness.expect(Verb::Create, "c1"), ErrorKind::Unauthenticated, 401);
  ASSERT_EQ(harness.account_events.size(), 1U);
  EXPECT_TRUE(harness.account_events[0].message.starts_with("changes at the API fail: "));
}

TEST(EngineAccountEvents, AGateSaysWhichFailureIsNews) {
  constexpr Instant kNow{};
  AccountGate gate;
  EXPECT_TRUE(gate.close(Reason::ApiUnreachable, "down", kNow, kNow + 1s));
  EXPECT_FALSE(gate.close(Reason::ApiUnreachable, "down", kNow + 1s, kNow + 2s));
  EXPECT_TRUE(gate.close(Reason::Unauthenticated, "401", kNow + 2s, kNow + 3s));
  EXPECT_FALSE(gate.close(Reason::ApiUnreachable, "down", kNow + 3s, kNow + 4s));
  gate.open_up(kNow + 4s);
  EXPECT_TRUE(gate.close(Reason::ApiUnreachable, "down", kNow + 5s, kNow + 6s));
}

}  // namespace
}  // namespace fwop::controller
