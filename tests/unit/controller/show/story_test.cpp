#include "controller/show/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/show/view_json.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

json an_event(Reason reason, const std::string& message, int minutes_ago) {
  return event_json({.key = {"acc", "old"},
                     .time = kNoon - std::chrono::minutes(minutes_ago),
                     .reason = reason,
                     .message = message});
}

json a_call(ApiCall call, int minutes_ago) {
  Event event;
  event.key = {"acc", "old"};
  event.time = kNoon - std::chrono::minutes(minutes_ago);
  event.reason = Reason::ApiCall;
  event.call = std::move(call);
  return event_json(event);
}

ApiCall a_delete() {
  return {.verb = api::Verb::Delete,
          .http_status = 200,
          .duration = std::chrono::milliseconds(12),
          .request_id = "r7",
          .error = "",
          .request = "DELETE /v1/x",
          .body = ""};
}

TEST(Story, OneThatIsGoneIsToldFromItsEvents) {
  const json events = {
      an_event(Reason::Deleted, "the cluster is deleted, as its policy says", 1),
      an_event(Reason::ApiCall, "get: NOT_FOUND", 2),
      an_event(Reason::ApiCall, "delete: HTTP 200, 12 ms, request id r7; it sent DELETE /v1/x", 3),
      an_event(Reason::HoldReleased, "delete released by alice", 4),
      an_event(Reason::RemovalPending, "will be deleted at noon; by commit 0123 by Ann: Remove it", 5)};
  EXPECT_THAT(gone_text(events, kNoon),
              AllOf(HasSubstr("acc/old: deleted, and gone\n"),
                    HasSubstr("deleted       2026-11-23T11:59:00Z (60s ago): the cluster is deleted"),
                    HasSubstr("because       will be deleted at noon; by commit 0123 by Ann: Remove it"),
                    HasSubstr("released      delete released by alice"),
                    HasSubstr("by the call   delete: HTTP 200, 12 ms, request id r7\n"),
                    HasSubstr("which sent    DELETE /v1/x")));
}

// A journal of an earlier release has the sentence, a newer one the fields.
TEST(Story, ACallIsToldAlikeWhetherItsFieldsAreKnownOrOnlyItsSentence) {
  ApiCall create = a_delete();
  create.verb = api::Verb::Create;
  create.request = "POST /v1/x";
  create.body = R"({"cluster":{}})";
  const json facts = {a_call(a_delete(), 1), a_call(create, 2)};
  json sentences = {
      an_event(Reason::ApiCall, "delete: HTTP 200, 12 ms, request id r7; it sent DELETE /v1/x", 1),
      an_event(Reason::ApiCall, "create: HTTP 200, 12 ms, request id r7; it sent POST /v1/x {\"cluster\":{}}",
               2)};
  EXPECT_EQ(gone_text(facts, kNoon), gone_text(sentences, kNoon));
  const json cluster = cluster_json(a_cluster("prod", Verdict::Ready));
  const std::string why = why_text(cluster, facts, kNoon);
  EXPECT_EQ(why, why_text(cluster, sentences, kNoon));
  EXPECT_EQ(description_text(cluster, facts, kNoon), description_text(cluster, sentences, kNoon));
  EXPECT_THAT(why, AllOf(HasSubstr("last call     delete: HTTP 200, 12 ms, request id r7\n"),
                         HasSubstr("which sent    DELETE /v1/x\n")));
  // And clients that know no fields read what they read before.
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(facts[i].at("message"), sentences[i].at("message"));
}

TEST(Story, TheFieldsOfACallSayMoreThanItsMessage) {
  json event = a_call(a_delete(), 1);
  event["message"] = "another text";
  EXPECT_THAT(gone_text(json::array({event}), kNoon),
              AllOf(HasSubstr("by the call   delete: HTTP 200, 12 ms"), Not(HasSubstr("another text"))));
}

TEST(Story, AMessageThatIsNoCallIsNotCut) {
  const json events = {an_event(Reason::ClusterFailed, "the server says; it sent nothing", 1)};
  EXPECT_THAT(gone_text(events, kNoon), HasSubstr("the server says; it sent nothing\n"));
}

TEST(Story, OneThatWasLetGoWasNotDeleted) {
  const json events = {an_event(Reason::Released, "it stays and is not managed any more", 1)};
  EXPECT_THAT(gone_text(events, kNoon),
              AllOf(HasSubstr("not managed any more"), HasSubstr("let go"), Not(HasSubstr("deleted"))));
}

// It may well exist: whose it is was never ours to say.
TEST(Story, OneThatWasNeverOursIsNotCalledGone) {
  const json events = {
      an_event(Reason::ExistsUnmanaged, "a cluster of this id exists and is not ours; adoption is Never", 1)};
  EXPECT_THAT(gone_text(events, kNoon),
              AllOf(HasSubstr("acc/old: not declared, and not ours\n"), Not(HasSubstr("gone"))));
}

TEST(Story, WithoutAnErrorNoneIsAnnounced) {
  ClusterView cluster = a_cluster("prod", Verdict::Degraded);
  cluster.failures = 1;
  const json none = json::array();
  EXPECT_THAT(why_text(cluster_json(cluster), none, kNoon),
              AllOf(HasSubstr("1 in a row\n"), Not(HasSubstr("the last"))));
  cluster.last_error = "409 of the API";
  EXPECT_THAT(why_text(cluster_json(cluster), none, kNoon),
              HasSubstr("1 in a row; the last: 409 of the API"));
}

TEST(Story, TheDeclarationIsNamedWithItsLineWhereThereIsOne) {
  ClusterView cluster = a_cluster("prod");
  const json none = json::array();
  for (const auto& text : {why_text, description_text}) {
    cluster.origin = {"clusters/prod.yaml", 3, 1};
    EXPECT_THAT(text(cluster_json(cluster), none, kNoon), HasSubstr(" clusters/prod.yaml:3\n"));
    cluster.origin = {.file = "team-a/prod"};
    EXPECT_THAT(text(cluster_json(cluster), none, kNoon), HasSubstr(" team-a/prod\n"));
  }
}

}  // namespace
}  // namespace fwop::controller
