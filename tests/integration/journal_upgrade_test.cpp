// Journals of earlier releases: they are brought up to date, and what they tell is told as it was.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "controller/journal/schema.hpp"
#include "controller/journal/sqlite.hpp"
#include "controller/show/story.hpp"
#include "controller/show/view_json.hpp"
#include "journal_fixture.hpp"

namespace fwop::controller::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const api::ClusterKey kStays{"acme", "stays"};
const api::ClusterKey kGoes{"acme", "goes"};
/// When `why` of the old release was asked: 2026-11-29T13:18:22.9Z.
constexpr std::int64_t kAsked = 1'795'958'302'900'000'000;

class JournalUpgrade : public JournalFiles, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    write(GetParam());
    journal_ = open({.now = [] { return at(kAsked); }});
    ASSERT_TRUE(journal_);
    EXPECT_TRUE(notices_.empty()) << notices_.front().message;
  }

  /// Makes the journal from the text that another release's was dumped to.
  void write(const std::string& commit) const {
    const std::string sql =
        read_whole(std::filesystem::path(FWOP_JOURNALS) / ("written_by_" + commit + ".sql"));
    ASSERT_FALSE(sql.empty()) << commit;
    auto database = SqliteDatabase::open(file().string());
    ASSERT_TRUE(database);
    const auto done = database->execute(sql.c_str());
    ASSERT_TRUE(done) << done.error().message;
  }

  json events_of(const api::ClusterKey& key) {
    json list = json::array();
    const auto events = journal_->events(key, 100);
    EXPECT_TRUE(events);
    for (const Event& event : *events) {
      EXPECT_FALSE(event.call) << "an earlier release knew no fields";
      list.push_back(event_json(event));
    }
    return list;
  }

  std::unique_ptr<Journal> journal_;
};

TEST_P(JournalUpgrade, KeepsItsRecordsMarksAndLearnedTimes) {
  const auto contents = journal_->load();
  ASSERT_TRUE(contents) << contents.error().message;
  ASSERT_EQ(contents->records.size(), 1u);
  const Record& record = contents->records[0];
  EXPECT_EQ(record.key, kStays);
  EXPECT_TRUE(record.owned && record.ever_seen && record.was_ready);
  EXPECT_EQ(record.generation, 2u);
  EXPECT_EQ(record.applied_generation, 1u);
  EXPECT_EQ(record.digest, 18'285'014'078'907'605'610ull);
  EXPECT_EQ(record.policy.deletion, manifests::Deletion::Delete);
  EXPECT_EQ(record.incarnation, at(1'795'958'283'189'000'000));
  ASSERT_TRUE(record.applied);
  EXPECT_EQ(record.applied->display_name, "Cluster that stays");
  ASSERT_TRUE(record.intent);
  EXPECT_EQ(record.intent->verb, api::Verb::Update);
  EXPECT_EQ(record.intent->written, at(1'795'958'290'226'785'546));
  ASSERT_TRUE(record.intent->spec);
  EXPECT_EQ(record.intent->spec->display_name, "Renamed");
  EXPECT_EQ(record.conditions[ConditionType::Stalled].reason, Reason::PermissionDenied);
  EXPECT_EQ(contents->brake_marks,
            (std::vector{BrakeMark{api::Verb::Delete, kGoes, at(1'795'958'296'356'735'785)}}));
  ASSERT_EQ(contents->ready_samples.size(), 2u);
  EXPECT_EQ(contents->ready_samples[0].took.count(), 1'052);
  EXPECT_EQ(contents->let_through, "");
}

// Word for word what `why stays` of that release printed.
TEST_P(JournalUpgrade, TellsOldEventsAsTheReleaseThatWroteThem) {
  const std::string why = why_text(json::object(), events_of(kStays), at(kAsked));
  EXPECT_THAT(
      why,
      HasSubstr(
          "  last call     update: HTTP 403 PERMISSION_DENIED: quota of GPUs, 0 ms, request id standin-11\n"
          "  which sent    PATCH /v1/accounts/acme/clusters/stays?updateMask=display_name "
          "{\"displayName\":\"Renamed\",\"fakeCluster\":{\"clusterName\":\"stays\",\"location\":\"l\","
          "\"projectId\":\"p\"}}\n"));
  EXPECT_THAT(
      why,
      HasSubstr(
          "what happened, newest first\n"
          "  2026-11-29T13:18:10Z  12s   PermissionDenied        HTTP 403 PERMISSION_DENIED: quota of GPUs\n"
          "  2026-11-29T13:18:10Z  12s   PermissionDenied        update failed: HTTP 403 PERMISSION_DENIED: "
          "quota of GPUs\n"
          "  2026-11-29T13:18:10Z  12s   ApiCall                 update: HTTP 403 PERMISSION_DENIED: quota "
          "of "
          "GPUs, 0 ms, request id standin-11\n"
          "  2026-11-29T13:18:10Z  12s   Declared                the declaration changed: displayName "
          "\"Cluster that stays\" -> \"Renamed\"\n"
          "  2026-11-29T13:18:04Z  18s   AsDeclared              READY as declared\n"
          "  2026-11-29T13:18:03Z  19s   Creating                created; it is coming up\n"
          "  2026-11-29T13:18:03Z  19s   ApiCall                 create: HTTP 200, 0 ms, request id "
          "standin-3\n"));
}

TEST_P(JournalUpgrade, TellsOfOneThatIsGone) {
  const std::string gone = gone_text(events_of(kGoes), at(kAsked));
  EXPECT_THAT(gone, HasSubstr("acme/goes: deleted, and gone\n"));
  EXPECT_THAT(gone, HasSubstr("  by the call   delete: HTTP 200, 0 ms, request id standin-20\n"
                              "  which sent    DELETE /v1/accounts/acme/clusters/goes\n"));
}

TEST_P(JournalUpgrade, GoesOnWithNewEventsBesideTheOldOnes) {
  commit(*journal_, {.events = {a_call_event(kStays, 1)}, .let_through = "a"});
  const auto events = journal_->events(kStays, 2);
  ASSERT_TRUE(events);
  EXPECT_EQ(events->at(0).call, a_call_event(kStays, 1).call);
  EXPECT_FALSE(events->at(1).call);
  EXPECT_EQ(journal_->load()->let_through, "a");
}

INSTANTIATE_TEST_SUITE_P(Commits, JournalUpgrade, ::testing::Values("38d788b", "a364d98"),
                         [](const auto& commit) { return "Of_" + std::string(commit.param); });

// ReplacedOutOfBand was a reason of earlier releases.
TEST_F(JournalFiles, TellsAnEventWhoseReasonThisReleaseDoesNotKnow) {
  commit(*open(), {.events = {an_event(kStays, 1)}});
  {
    auto database = SqliteDatabase::open(file().string());
    ASSERT_TRUE(database);
    const auto done = database->execute("UPDATE events SET reason = 'ReplacedOutOfBand'");
    ASSERT_TRUE(done) << done.error().message;
  }
  const auto journal = open();
  EXPECT_TRUE(notices_.empty());
  const auto events = journal->events(kStays, 10);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().reason, Reason::NotObservedYet);
  EXPECT_EQ(events->front().message, an_event(kStays, 1).message);
}

// Whatever of a record the release of a364d98 wrote beside what 38d788b did.
class JournalOfA364d98 : public JournalUpgrade {};

TEST_P(JournalOfA364d98, KeepsTheFieldsThatCameSince38d788b) {
  const auto contents = journal_->load();
  ASSERT_TRUE(contents);
  const Record& record = contents->records.at(0);
  ASSERT_TRUE(record.intent);
  EXPECT_TRUE(record.intent->ended && record.intent->answer_lost && !record.intent->accepted);
  EXPECT_EQ(record.intent->arrives_by, at(1'795'958'320'000'000'001));
  EXPECT_EQ(record.intent->open_until, at(1'795'958'330'000'000'001));
  EXPECT_EQ(record.intent->asked,
            (ServerMoment{at(1'795'958'290'000'000'000), at(1'795'958'291'000'000'000)}));
  EXPECT_EQ(record.adopt_once, (AdoptOnce{at(1'795'958'283'189'000'000), 7}));
  ASSERT_TRUE(record.suspend);
  EXPECT_EQ(record.suspend->owner, "ann");
  EXPECT_EQ(record.brake, (BrakeHold{api::Verb::Update, true}));
  EXPECT_EQ(record.bounces, 2u);
  EXPECT_FALSE(record.ready_since);
}

INSTANTIATE_TEST_SUITE_P(Commit, JournalOfA364d98, ::testing::Values("a364d98"),
                         [](const auto& commit) { return "Of_" + std::string(commit.param); });

}  // namespace
}  // namespace fwop::controller::test
