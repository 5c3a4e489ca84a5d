#include <gtest/gtest.h>

#include "engine_harness.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using namespace std::chrono_literals;

/// One declared cluster, created, and CREATING.
struct Created : ::testing::Test {
  std::shared_ptr<const manifests::Manifest> manifest = a_manifest("c1");
  EngineHarness harness;

  void SetUp() override {
    harness.declare({manifest});
    harness.list();
    harness.answer(harness.expect(Verb::Create),
                   harness.cluster("c1", ClusterState::Creating, *manifest->spec));
  }
  void become(ClusterState state) {
    harness.pass(1s);
    harness.answer(harness.expect(Verb::Get), harness.cluster("c1", state, *manifest->spec));
  }
};

TEST(Engine, ListsBeforeItCreates) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  EXPECT_EQ(harness.waiting(), "list");
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Unknown);
  harness.list();
  EXPECT_EQ(harness.waiting(), "create c1");
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Progressing);
}

TEST(Engine, DoesNotCreateWhatTheListShows) {
  EngineHarness harness;
  const auto manifest = a_manifest("c1").build();
  harness.declare({manifest});
  harness.list({harness.cluster("c1", ClusterState::Ready, *manifest->spec)});
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  EXPECT_TRUE(harness.journal.at({"acme", "c1"}).owned);
}

TEST_F(Created, PollsASecondLaterAndBecomesReady) {
  EXPECT_TRUE(harness.quiet());
  become(ClusterState::Ready);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  EXPECT_TRUE(harness.engine.settled());
}

TEST_F(Created, ReportsFailedWithItsStatusAndCallsNothing) {
  harness.pass(1s);
  auto failed = harness.cluster("c1", ClusterState::Failed, *manifest->spec);
  failed.status = {"PERMISSION_DENIED", "the role cannot be assumed"};
  harness.answer(harness.expect(Verb::Get), failed);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Failed);
  EXPECT_NE(harness.view("c1").message.find("the role cannot be assumed"), std::string::npos);
  harness.pass(30s);
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
}

TEST_F(Created, NeverTakesAStateItDoesNotKnowForReady) {
  become(ClusterState::Unrecognized);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Progressing);
}

TEST_F(Created, SettledMakesOnlyOneListASweep) {
  become(ClusterState::Ready);
  const std::size_t lists = harness.calls_of(Verb::List);
  for (int sweep = 0; sweep < 5; ++sweep) {
    harness.pass(66s);
    harness.list({harness.cluster("c1", ClusterState::Ready, *manifest->spec)});
  }
  EXPECT_EQ(harness.calls_of(Verb::List), lists + 5);
  EXPECT_EQ(harness.calls_of(Verb::Get), 1U);
}

TEST_F(Created, ReadyIsUnknownOnceItIsStale) {
  become(ClusterState::Ready);
  harness.pass(70s);
  for (int minute = 0; minute < 6; ++minute) {
    if (!harness.quiet()) harness.fail(harness.expect(Verb::List), ErrorKind::Unavailable, 503);
    harness.pass(60s);
  }
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Unknown);
  EXPECT_EQ(harness.view("c1").reason, Reason::ApiUnavailable);
}

TEST(Engine, ReadsAfterALostAnswerAndTakesItsOwnForItsOwn) {
  EngineHarness harness;
  const auto manifest = a_manifest("c1").build();
  harness.declare({manifest});
  harness.list();
  harness.fail(harness.expect(Verb::Create), ErrorKind::Lost);
  harness.pass(1s);
  harness.answer(harness.expect(Verb::Get), harness.cluster("c1", ClusterState::Creating, *manifest->spec));
  EXPECT_TRUE(harness.journal.at({"acme", "c1"}).owned);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
}

TEST(Engine, CreatesAgainOnlyAfterAReadSaysNotFound) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.list();
  harness.fail(harness.expect(Verb::Create), ErrorKind::Lost);
  harness.pass(1s);
  harness.fail(harness.expect(Verb::Get), ErrorKind::Unavailable, 500);
  harness.pass(5s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  // So early it may only lag behind the create.
  harness.fail(harness.expect(Verb::Get), ErrorKind::NotFound, 404);
  harness.pass(10s);
  EXPECT_TRUE(harness.quiet());
  harness.pass(20s);
  harness.fail(harness.expect(Verb::Get), ErrorKind::NotFound, 404);
  harness.pass(5s);
  EXPECT_EQ(harness.waiting(), "list");
  harness.list();
  EXPECT_EQ(harness.waiting(), "create c1");
  EXPECT_EQ(harness.journal.at({"acme", "c1"}).intent->attempt, 2U);
}

TEST(Engine, TrustsABareNotFoundOnlyWhereAListLacksTheClusterToo) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.list();
  harness.fail(harness.expect(Verb::Create), ErrorKind::Lost);
  const api::Error bare{.kind = ErrorKind::NotFound, .http_status = 404, .message = "<html>"};
  for (int i = 0; i < 3; ++i) {
    harness.pass(5s);
    harness.answer(harness.expect(Verb::Get), bare);
  }
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  // Once a LIST lacks it as well, a GET counts that began after that LIST, and another LIST after the GET.
  for (int i = 0; i < 12 && harness.calls_of(Verb::Create) == 1; ++i) {
    harness.pass(30s);
    while (harness.waiting().find("list") != std::string::npos) harness.list();
    if (harness.waiting().find("get") != std::string::npos) harness.answer(harness.expect(Verb::Get), bare);
  }
  EXPECT_EQ(harness.calls_of(Verb::Create), 2U);
}

TEST(Engine, AFirstCreateThatFindsAClusterFindsSomebodyElses) {
  EngineHarness harness;
  manifests::Policy never;
  never.adoption = manifests::Adoption::Never;
  const auto manifest = a_manifest("c1").with_policy(never).build();
  harness.declare({manifest});
  harness.list();
  harness.fail(harness.expect(Verb::Create), ErrorKind::AlreadyExists, 409);
  harness.pass(2s);
  harness.answer(harness.expect(Verb::Get), harness.cluster("c1", ClusterState::Creating, *manifest->spec));
  EXPECT_EQ(harness.view("c1").reason, Reason::ExistsUnmanaged);
  EXPECT_FALSE(harness.view("c1").owned);
}

TEST(Engine, AConflictWithAStrangersClusterIsReportedNotOverwritten) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").with_display_name("mine")});
  const auto other = a_manifest("c1").with_display_name("theirs").build();
  harness.list({harness.cluster("c1", ClusterState::Ready, *other->spec)});
  EXPECT_EQ(harness.view("c1").reason, Reason::ExistsDifferent);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Degraded);
  EXPECT_NE(harness.view("c1").message.find("displayName"), std::string::npos);
  EXPECT_TRUE(harness.quiet());
}

struct AccountTrouble : ::testing::TestWithParam<std::tuple<ErrorKind, int, Reason>> {};

TEST_P(AccountTrouble, ClosesTheGateAndCreatesNothingUntilAProbeGetsThrough) {
  const auto [kind, status, reason] = GetParam();
  EngineHarness harness;
  harness.declare({a_manifest("c1"), a_manifest("c2")});
  for (int attempt = 0; attempt < 4; ++attempt) {
    EXPECT_EQ(harness.waiting(), "list");
    harness.fail(harness.expect(Verb::List), kind, status);
    EXPECT_EQ(harness.view("c1").verdict, Verdict::Unknown);
    EXPECT_EQ(harness.view("c1").reason, reason);
    EXPECT_FALSE(harness.engine.accounts(harness.now()).front().gate_open);
    harness.pass(130s);
  }
  EXPECT_EQ(harness.calls_of(Verb::Create), 0U);
  harness.list();
  harness.find_nothing();
  EXPECT_EQ(harness.waiting(), "create c1, create c2");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, AccountTrouble,
    ::testing::Values(std::tuple{ErrorKind::Unauthenticated, 401, Reason::Unauthenticated},
                      std::tuple{ErrorKind::PermissionDenied, 403, Reason::PermissionDenied},
                      std::tuple{ErrorKind::NotFound, 404, Reason::AccountNotFound},
                      std::tuple{ErrorKind::Throttled, 429, Reason::Throttled},
                      std::tuple{ErrorKind::Unavailable, 500, Reason::ApiUnavailable},
                      std::tuple{ErrorKind::Unreachable, 0, Reason::ApiUnreachable},
                      std::tuple{ErrorKind::Lost, 200, Reason::AnswerLost}));

TEST(Engine, AfterAnOutageACreateRestsOnANewRead) {
  EngineHarness harness;
  harness.declare({a_manifest("c1").with_display_name("mine")});
  harness.tell("c1", SuspendCommand{{.reason = "", .owner = "alice", .until = {}}});
  harness.list();
  for (int attempt = 0; attempt < 4; ++attempt) {
    harness.pass(130s);
    harness.fail(harness.expect(Verb::List), ErrorKind::Unreachable);
  }
  harness.tell("c1", ResumeCommand{"alice"});
  harness.pass(130s);
  // The first page opens the gate; c1 would come on a later one.
  harness.answer(harness.expect(Verb::List), api::ClusterPage{{}, "next", harness.date()});
  EXPECT_EQ(harness.calls_of(Verb::Create), 0U);
  const auto theirs = a_manifest("c1").with_display_name("theirs").build();
  harness.answer(harness.expect(Verb::Get), harness.cluster("c1", ClusterState::Ready, *theirs->spec));
  EXPECT_EQ(harness.calls_of(Verb::Create), 0U);
  EXPECT_EQ(harness.view("c1").reason, Reason::ExistsDifferent);
}

TEST(Engine, HonoursRetryAfterWhateverTheRefusal) {
  for (const auto& [kind, status] : {std::pair{ErrorKind::Throttled, 429}, {ErrorKind::Unavailable, 503}}) {
    EngineHarness harness;
    harness.declare({a_manifest("c1")});
    harness.fail(harness.expect(Verb::List), kind, status, 45s);
    harness.pass(44s);
    EXPECT_TRUE(harness.quiet()) << status;
    harness.pass(2s);
    EXPECT_EQ(harness.waiting(), "list") << status;
  }
}

TEST(Engine, ARefusedCreateIsTerminalAndTriedAgainHourlyOrOnAChange) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.list();
  harness.fail(harness.expect(Verb::Create), ErrorKind::Invalid, 400);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Failed);
  EXPECT_EQ(harness.view("c1").reason, Reason::RequestRejected);
  EXPECT_TRUE(harness.engine.settled());
  harness.pass(10min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  harness.list();
  harness.declare({a_manifest("c1").with_display_name("mended")});
  harness.find_nothing();
  EXPECT_EQ(harness.waiting(), "create c1");
}

TEST_F(Created, AnUpdateReadsThenPatchesAllWithTheMaskOfWhatChangedThenReads) {
  become(ClusterState::Ready);
  const auto changed = a_manifest("c1").with_display_name("new name").build();
  harness.pass(15s);
  harness.declare({changed});
  harness.answer(harness.expect(Verb::Get), harness.cluster("c1", ClusterState::Ready, *manifest->spec));
  const Call update = harness.expect(Verb::Update);
  EXPECT_EQ(update.mask, std::vector<std::string>{"display_name"});
  EXPECT_EQ(update.spec->eks->region, "us-east-1");
  harness.answer(update, harness.cluster("c1", ClusterState::Ready, *changed->spec));
  harness.answer(harness.expect(Verb::Get), harness.cluster("c1", ClusterState::Ready, *changed->spec));
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  EXPECT_EQ(harness.view("c1").generation, 2U);
}

TEST_F(Created, ARemovedManifestIsFollowedOnlyAfterAFullSweep) {
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  manifest = a_manifest("c1").with_policy(policy);
  harness.declare({manifest});
  become(ClusterState::Ready);
  const auto shown = harness.cluster("c1", ClusterState::Ready, *manifest->spec);
  harness.declare({});
  harness.declare({manifest});
  harness.pass(66s);
  harness.list({shown});
  EXPECT_TRUE(harness.quiet()) << "put back within one sweep, yet: " << harness.waiting();
  harness.declare({});
  EXPECT_TRUE(harness.quiet());
  harness.pass(66s);
  harness.list({shown});
  harness.answer(harness.expect(Verb::Get), shown);
  harness.answer(harness.expect(Verb::Delete), Accepted{});
  harness.pass(1s);
  harness.fail(harness.expect(Verb::Get), ErrorKind::NotFound, 404);
  EXPECT_FALSE(harness.engine.cluster({"acme", "c1"}, harness.now()).has_value());
  EXPECT_TRUE(harness.journal.empty());
}

TEST_F(Created, AbsenceFromABrokenSourceMeansNothing) {
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  manifest = a_manifest("c1").with_policy(policy);
  harness.declare({manifest});
  become(ClusterState::Ready);
  harness.declare({}, false);
  for (int sweep = 0; sweep < 3; ++sweep) {
    harness.pass(66s);
    harness.list({harness.cluster("c1", ClusterState::Ready, *manifest->spec)});
  }
  EXPECT_TRUE(harness.quiet());
  EXPECT_EQ(harness.view("c1").reason, Reason::RemovalHeld);
}

TEST(Engine, AUsersChangeComesBeforeEverythingElse) {
  EngineOptions options;
  options.max_calls_in_flight = 1;
  EngineHarness harness(options);
  const auto c1 = a_manifest("c1").build();
  const auto c2 = a_manifest("c2").build();
  harness.declare({c1, c2});
  harness.list();
  harness.answer(harness.expect(Verb::Create, "c1"),
                 harness.cluster("c1", ClusterState::Creating, *c1->spec));
  harness.answer(harness.expect(Verb::Create, "c2"),
                 harness.cluster("c2", ClusterState::Creating, *c2->spec));
  harness.pass(1s);
  harness.declare({c1, c2, a_manifest("c3")});
  const Call first = harness.expect(Verb::List);
  harness.answer(first, api::ClusterPage{{harness.cluster("c1", ClusterState::Creating, *c1->spec),
                                          harness.cluster("c2", ClusterState::Creating, *c2->spec)},
                                         ""});
  EXPECT_EQ(harness.waiting(), "create c3");
}

TEST(Engine, SpendsNoMoreThanItsBudget) {
  EngineOptions options;
  options.max_calls_in_flight = 1000;
  options.budget_per_second = 10;
  options.budget_burst = 20;
  EngineHarness harness(options);
  std::vector<std::shared_ptr<const manifests::Manifest>> manifests;
  for (int i = 0; i < 100; ++i) manifests.push_back(a_manifest("c" + std::to_string(i)).build());
  harness.declare(manifests);
  harness.list();
  EXPECT_EQ(harness.calls_of(Verb::Create), 19U);
  harness.pass(1s);
  EXPECT_LE(harness.calls_of(Verb::Create), 29U);
  EXPECT_GE(harness.calls_of(Verb::Create), 28U);
}

TEST(Engine, OneAccountInTroubleDoesNotSlowAnother) {
  EngineHarness harness;
  harness.declare(
      {testing::ManifestBuilder("c1", "broken").build(), testing::ManifestBuilder("c2", "sound").build()});
  harness.fail(harness.expect(Verb::List), ErrorKind::Unauthenticated, 401);
  harness.list();
  EXPECT_EQ(harness.waiting(), "create c2");
}

TEST(Engine, AfterARestartItListsOnceAndMakesNoOtherCall) {
  JournalContents contents;
  std::vector<std::shared_ptr<const manifests::Manifest>> all;
  EngineHarness first;
  std::vector<api::Cluster> shown;
  for (int i = 0; i < 50; ++i) {
    all.push_back(a_manifest("c" + std::to_string(i)).build());
    shown.push_back(first.cluster("c" + std::to_string(i), ClusterState::Ready, *all.back()->spec));
  }
  first.declare(all);
  first.list(shown);
  for (const auto& [key, record] : first.journal) contents.records.push_back(record);
  ASSERT_EQ(contents.records.size(), 50U);

  EngineHarness second(testing::without_grace(), contents);
  second.declare(all);
  EXPECT_EQ(second.waiting(), "list");
  second.list(shown);
  EXPECT_TRUE(second.quiet());
  EXPECT_TRUE(second.events.empty()) << second.events.front().message;
  EXPECT_EQ(second.view("c7").verdict, Verdict::Ready);
}

TEST(Engine, ViewsAreReadInSlicesByKeyWhereverTheLastOneWent) {
  EngineHarness harness;
  harness.declare({a_manifest("a"), a_manifest("b"), a_manifest("d"), a_manifest("e")});
  const auto names = [&](const std::optional<api::ClusterKey>& after, std::size_t most) {
    std::string text;
    for (const ClusterView& view : harness.engine.clusters_after(after, most, harness.now()))
      text += view.name;
    return text;
  };
  EXPECT_EQ(names(std::nullopt, 2), "ab");
  EXPECT_EQ(names(api::ClusterKey{"acme", "b"}, 2), "de");
  EXPECT_EQ(names(api::ClusterKey{"acme", "c"}, 9), "de") << "there is no such cluster";
  EXPECT_EQ(names(api::ClusterKey{"acme", "e"}, 2), "");
  EXPECT_EQ(harness.engine.verdicts(harness.now()), (std::map<Verdict, std::size_t>{{Verdict::Unknown, 4}}));
}

TEST(Engine, ARestartWithTenThousandSettledClustersCostsFiftyListsAndNothingElse) {
  constexpr int kClusters = 10'000;
  JournalContents contents;
  std::vector<std::shared_ptr<const manifests::Manifest>> all;
  std::vector<api::Cluster> shown;
  EngineOptions options;
  options.budget_per_second = 0;
  EngineHarness first(options);
  for (int i = 0; i < kClusters; ++i) {
    all.push_back(a_manifest("c" + std::to_string(i)).build());
    shown.push_back(first.cluster("c" + std::to_string(i), ClusterState::Ready, *all.back()->spec));
  }
  const auto answer_pages = [&](EngineHarness& harness) {
    for (int page = 0; page * api::kMaxPageSize < kClusters; ++page) {
      const auto begin = shown.begin() + page * api::kMaxPageSize;
      const bool last = (page + 1) * api::kMaxPageSize >= kClusters;
      harness.answer(harness.expect(Verb::List), api::ClusterPage{{begin, begin + api::kMaxPageSize},
                                                                  last ? "" : std::to_string(page + 1)});
    }
  };
  first.declare(all);
  answer_pages(first);
  for (const auto& [key, record] : first.journal) contents.records.push_back(record);
  ASSERT_EQ(contents.records.size(), static_cast<std::size_t>(kClusters));

  EngineHarness second(options, std::move(contents));
  second.declare(all);
  answer_pages(second);
  second.pass(30s);
  EXPECT_TRUE(second.quiet()) << second.waiting();
  EXPECT_EQ(second.calls_of(Verb::List), 50U);
  EXPECT_EQ(second.calls_of(Verb::Get) + second.calls_of(Verb::Create), 0U);
  EXPECT_TRUE(second.engine.settled());
}

TEST_F(Created, SaysWhenItIsExpectedAndWhenItIsSlowerThanUsual) {
  JournalContents contents;
  for (const auto took : {100s, 110s, 120s}) {
    contents.ready_samples.push_back({"eks", "us-east-1", took, harness.now().wall});
  }
  EngineHarness learned({}, contents);
  learned.declare({manifest});
  learned.list();
  const auto creating = learned.cluster("c1", ClusterState::Creating, *manifest->spec);
  learned.answer(learned.expect(Verb::Create), creating);
  ASSERT_TRUE(learned.view("c1").expected_ready.has_value());
  EXPECT_EQ(*learned.view("c1").expected_ready, learned.now().wall + 110s);
  for (int second = 0; second < 200; ++second) {
    learned.pass(1s);
    if (learned.quiet()) continue;
    const bool listing = learned.waiting() == "list";
    if (listing) {
      learned.list({creating});
    } else {
      learned.answer(learned.expect(Verb::Get), creating);
    }
  }
  EXPECT_EQ(learned.view("c1").reason, Reason::SlowerThanUsual);
  EXPECT_EQ(learned.view("c1").verdict, Verdict::Progressing);
}

TEST(Engine, MakesNoChangeThatItCannotWriteDown) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.list();
  harness.answer(harness.expect(Verb::Create), NotSent{"disk full", true});
  EXPECT_EQ(harness.view("c1").reason, Reason::JournalUnavailable);
  EXPECT_TRUE(harness.quiet());
  harness.pass(2s);
  EXPECT_EQ(harness.waiting(), "create c1");
}

}  // namespace
}  // namespace fwop::controller
