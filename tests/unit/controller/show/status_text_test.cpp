#include "controller/show/status_text.hpp"

#include <functional>

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

/// What the status API says of an operator that is well.
struct Reply {
  OperatorView own;
  manifests::Snapshot snapshot;
  AccountView account = an_account();
  json manifests;

  Reply() {
    own.version = "1.2.3";
    own.started = kNoon - std::chrono::hours(2);
    own.control_socket = "/state/control.sock";
    own.conditions = {{"SourceReady", {ConditionStatus::True, Reason::SourceRead, {}, kNoon, 0}}};
    own.clusters = {{Verdict::Ready, 3}, {Verdict::Progressing, 1}};
    snapshot.revision = {"https://example.com/repo.git", "0123456789abcdef", "Ann", "Add prod", kNoon};
    snapshot.files = 4;
  }
  std::string text() const {
    const Texts texts = replies();
    return status_text({texts.own, texts.manifests, texts.accounts}, kNoon);
  }
  bool well() const {
    const Texts texts = replies();
    return all_is_well({texts.own, texts.manifests, texts.accounts});
  }

 private:
  struct Texts {
    json own;
    json manifests;
    json accounts;
  };
  Texts replies() const {
    return {operator_json(own),
            manifests.is_null() ? manifests_json(snapshot) : manifests,
            {{"accounts", json::array({account_json(account)})}}};
  }
};

HeldChange a_hold(HeldChange::Cause cause) {
  return {.key = {"acc", "old"}, .cause = cause, .since = kNoon, .due_at = kNoon};
}

TEST(StatusText, ShowsTheOperatorAtAGlance) {
  const Reply reply;
  EXPECT_THAT(reply.text(),
              AllOf(HasSubstr("fireworks-operator 1.2.3, running since 2026-11-23T10:00:00Z (2h)"),
                    HasSubstr("https://example.com/repo.git at 0123456789ab, \"Add prod\" by Ann"),
                    HasSubstr("SourceReady     True, SourceRead"), HasSubstr("acc: 4 clusters seen"),
                    HasSubstr("1 Progressing, 3 Ready"), HasSubstr("held            nothing"),
                    HasSubstr("commands        at /state/control.sock")));
  EXPECT_TRUE(reply.well());
}

TEST(StatusText, WhateverNeedsALookIsShownAndIsNotWell) {
  struct Case {
    const char* shown;
    std::function<void(Reply&)> spoil;
  };
  const std::vector<Case> cases = {
      {"False, GitUnreachable: no route",
       [](Reply& reply) {
         reply.own.conditions[0].condition = {ConditionStatus::False, Reason::GitUnreachable,
                                              std::string("no route"), kNoon, 0};
       }},
      {"a.yaml:3: ",
       [](Reply& reply) { reply.snapshot.diagnostics = {{.file = "a.yaml", .line = 3, .message = "no"}}; }},
      {"have not been read yet",
       [](Reply& reply) {
         reply.manifests = {{"error", "the manifests have not been read yet"}};
       }},
      {"calls wait: Throttled, 429",
       [](Reply& reply) {
         reply.account.gate_open = false;
         reply.account.gate_reason = Reason::Throttled;
         reply.account.gate_message = "429";
       }},
      {"changes wait: PermissionDenied, no",
       [](Reply& reply) {
         reply.account.gate_open = false;
         reply.account.gate_changes_only = true;
         reply.account.gate_reason = Reason::PermissionDenied;
         reply.account.gate_message = "no";
       }},
      {"cannot be listed: 404", [](Reply& reply) { reply.account.list_problem = "404"; }},
      {"held by the brake", [](Reply& reply) { reply.own.held = {a_hold(HeldChange::Cause::Brake)}; }},
      {"acc/old: will be deleted at ",
       [](Reply& reply) { reply.own.held = {a_hold(HeldChange::Cause::Grace)}; }},
      {"no plan was approved", [](Reply& reply) { reply.own.changes_held = "no plan was approved"; }},
      {"1 Failed", [](Reply& reply) { reply.own.clusters[Verdict::Failed] = 1; }},
      {"1 Degraded", [](Reply& reply) { reply.own.clusters[Verdict::Degraded] = 1; }},
      {"1 Unknown", [](Reply& reply) { reply.own.clusters[Verdict::Unknown] = 1; }}};
  for (const Case& one : cases) {
    Reply reply;
    one.spoil(reply);
    EXPECT_THAT(reply.text(), HasSubstr(one.shown));
    EXPECT_FALSE(reply.well()) << one.shown;
  }
}

TEST(StatusText, ALongListIsCut) {
  Reply reply;
  reply.own.held.assign(30, a_hold(HeldChange::Cause::Brake));
  reply.snapshot.diagnostics.assign(30, {.file = "a.yaml", .line = 3, .message = "no"});
  EXPECT_THAT(reply.text(),
              AllOf(HasSubstr("… and 20 more: `brake` lists all"), HasSubstr("… and 25 errors more")));
}

TEST(StatusText, OddJsonDoesNotThrow) {
  const json odd = json::array({1, "x"});
  EXPECT_NO_THROW(status_text({odd, odd, odd}, kNoon));
  EXPECT_NO_THROW(all_is_well({odd, odd, odd}));
}

}  // namespace
}  // namespace fwop::controller
