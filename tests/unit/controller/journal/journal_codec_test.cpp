#include <nlohmann/json.hpp>

#include "controller/journal/call_codec.hpp"
#include "controller/journal/record_codec.hpp"
#include "journal_builders.hpp"

namespace fwop::controller::test {
namespace {

using nlohmann::json;

/// What comes back when the body was changed on disk.
template <class Change>
boost::system::result<Record, JournalError> decode_changed(const Record& record, Change change) {
  RecordRow row = encode_record(record);
  json body = json::parse(row.body);
  change(body);
  row.body = body.dump();
  return decode_record(row);
}

TEST(RecordCodec, BringsEveryFieldBack) {
  constexpr int kRecords = 2'000;
  for (int seed = 1; seed <= kRecords; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Record record = RecordGenerator(static_cast<std::uint64_t>(seed)).record();
    const auto back = decode_record(encode_record(record));
    ASSERT_TRUE(back) << back.error().message;
    expect_same(*back, record);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(RecordCodec, KeepsTimesToTheNanosecond) {
  Record record = a_record(1);
  record.create_sent = at(1'700'000'000'000'000'001);
  record.ready_since = at(-1);
  const auto back = decode_record(encode_record(record));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->create_sent, at(1'700'000'000'000'000'001));
  EXPECT_EQ(back->ready_since, at(-1));
}

TEST(RecordCodec, IgnoresFieldsOfALaterRelease) {
  const auto back = decode_changed(a_record(1), [](json& body) {
    body["colour"] = "green";
    body["policy"]["colour"] = 7;
    body["conditions"]["Ready"]["colour"] = json::array({1, 2});
    body["conditions"]["Sparkling"] = {{"status", "True"}};
  });
  ASSERT_TRUE(back) << back.error().message;
  expect_same(*back, a_record(1));
}

// As in a journal of a release that decided reasons which are not decided any more.
TEST(RecordCodec, TakesAReasonOfAnotherReleaseForNotObservedYet) {
  const auto back = decode_changed(a_record(1), [](json& body) {
    body["conditions"]["Ready"] = {
        {"status", "False"}, {"reason", "ReplacedOutOfBand"}, {"message", "somebody made another"}};
  });
  ASSERT_TRUE(back) << back.error().message;
  const Condition& ready = back->conditions[ConditionType::Ready];
  EXPECT_EQ(ready.status, ConditionStatus::False);
  EXPECT_EQ(ready.reason, Reason::NotObservedYet);
  EXPECT_EQ(ready.text(), "somebody made another");
}

TEST(RecordCodec, TakesDefaultsForFieldsThatAreMissing) {
  RecordRow row = encode_record(a_record(1));
  row.body = "{}";
  const auto back = decode_record(row);
  ASSERT_TRUE(back) << back.error().message;
  Record expected;
  expected.key = key_of(1);
  expected.owned = true;
  expect_same(*back, expected);
}

// As written before there were commands that suspend and import.
constexpr const char* kBodyOfAnEarlierRelease =
    R"({"generation":3,"appliedGeneration":2,"digest":7,"policy":{"adoption":"Never","drift":"Report",)"
    R"("onFailed":"Hold","suspend":{"reason":"why","owner":"who","until":1700000000000000000}},)"
    R"("firstSeen":1700000000123456789,"conditions":{},"readySince":1700000000000000001})";

TEST(RecordCodec, ReadsARecordOfAnEarlierRelease) {
  RecordRow row = encode_record(a_record(1));
  row.body = kBodyOfAnEarlierRelease;
  const auto back = decode_record(row);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->generation, 3U);
  EXPECT_EQ(back->ready_since, at(1'700'000'000'000'000'001));
  EXPECT_EQ(back->policy.adoption, manifests::Adoption::Never);
  ASSERT_TRUE(back->policy.suspend);
  EXPECT_EQ(back->policy.suspend->owner, "who");
  EXPECT_FALSE(back->suspend);
  EXPECT_FALSE(back->adopt_once);
}

TEST(RecordCodec, WritesNothingOfACommandThatWasNotGiven) {
  const std::string body = encode_record(a_record(1)).body;
  EXPECT_EQ(body.find("suspend"), std::string::npos);
  EXPECT_EQ(body.find("adoptOnce"), std::string::npos);
}

TEST(RecordCodec, TakesAPolicyItDoesNotKnowForTheOneThatDoesTheLeast) {
  Record record = a_record(1);
  record.policy = {manifests::Adoption::Always,
                   manifests::Drift::Heal,
                   manifests::Deletion::Delete,
                   manifests::OnFailed::Recreate,
                   {}};
  RecordRow row = encode_record(record);
  row.deletion = "Explode";
  json body = json::parse(row.body);
  for (const char* field : {"adoption", "drift", "onFailed"}) body["policy"][field] = "Explode";
  row.body = body.dump();
  const auto back = decode_record(row);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->policy, (manifests::Policy{manifests::Adoption::Never,
                                             manifests::Drift::Report,
                                             manifests::Deletion::Retain,
                                             manifests::OnFailed::Hold,
                                             {}}));
}

TEST(RecordCodec, StoresReasonsByNameAndForgetsOnesItDoesNotKnow) {
  Record record = a_record(1);
  record.conditions[ConditionType::Ready].reason = Reason::SlowerThanUsual;
  EXPECT_NE(encode_record(record).body.find("\"SlowerThanUsual\""), std::string::npos);
  const auto back =
      decode_changed(record, [](json& body) { body["conditions"]["Ready"]["reason"] = "OfALaterRelease"; });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->conditions[ConditionType::Ready].reason, Reason::NotObservedYet);
}

TEST(RecordCodec, NamesTheClusterOfARecordThatDoesNotRead) {
  RecordRow row = encode_record(a_record(7));
  row.body = "{\"generation\":";
  const auto cut = decode_record(row);
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("accounts/acc/clusters/cluster-7"), std::string::npos);

  EXPECT_FALSE(decode_changed(a_record(7), [](json& body) { body["generation"] = "three"; }));
  EXPECT_FALSE(decode_changed(a_record(7), [](json& body) { body["applied"] = 3; }));
  EXPECT_FALSE(decode_changed(a_record(7), [](json& body) { body = json::array(); }));
  EXPECT_FALSE(decode_changed(a_record(7), [](json& body) { body["conditions"]["Ready"] = 1; }));
}

TEST(RecordCodec, NeverTakesAnIntentItDoesNotKnowForNone) {
  RecordRow row = encode_record(with_create_intent(a_record(1)));
  row.intent = "explode";
  EXPECT_FALSE(decode_record(row));
}

TEST(RecordCodec, ReplacesWhatIsNotUtf8) {
  Record record = a_record(1);
  record.conditions[ConditionType::Ready].message = std::string("bad \xff byte");
  const auto back = decode_record(encode_record(record));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->conditions[ConditionType::Ready].text(), "bad \xEF\xBF\xBD byte");
}

TEST(CallCodec, LeavesOutWhatIsEmpty) {
  ApiCall call;
  call.verb = api::Verb::Delete;
  EXPECT_EQ(encode_call(call), R"(["delete",null,0])");
  EXPECT_EQ(decode_call(encode_call(call)), call);
}

TEST(CallCodec, TakesNothingForACallThatIsNone) {
  for (const char* text : {"", "[", "[]", "{}", "7", R"(["explode"])", R"(["get","x"])", R"([7])"})
    EXPECT_EQ(decode_call(text), std::nullopt) << text;
}

TEST(ReasonLookup, FindsEveryReasonByItsName) {
  for (const CatalogueEntry& entry : catalogue()) EXPECT_EQ(reason_from_name(entry.name), entry.reason);
  EXPECT_EQ(reason_from_name("NoSuchReason"), std::nullopt);
}

}  // namespace
}  // namespace fwop::controller::test
