#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "controller/journal/journal.hpp"

namespace fwop::controller::test {

/// A directory of its own for one test, removed afterwards.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "fwop-journal-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline WallTime at(std::int64_t nanoseconds) { return WallTime(std::chrono::nanoseconds(nanoseconds)); }

inline api::ClusterKey key_of(int number) { return {"acc", "cluster-" + std::to_string(number)}; }

inline Record a_record(int number) {
  Record record;
  record.key = key_of(number);
  record.owned = true;
  record.generation = 1;
  record.first_seen = at(1'700'000'000'123'456'789);
  return record;
}

inline Record with_create_intent(Record record, std::uint32_t attempt = 1) {
  auto spec = std::make_shared<api::ClusterSpec>();
  spec->display_name = "Production " + record.key.cluster_id;
  spec->eks = api::EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"};
  record.intent = Intent{api::Verb::Create, spec, at(1'700'000'001'000'000'001), attempt};
  return record;
}

inline Event an_event(const api::ClusterKey& key, std::uint64_t number) {
  return {key,
          at(static_cast<std::int64_t>(number)),
          EventType::Warning,
          Reason::ClusterFailed,
          "event " + std::to_string(number),
          number};
}

/// One with every field of a call.
inline Event a_call_event(const api::ClusterKey& key, std::uint64_t number) {
  Event event = an_event(key, number);
  event.reason = Reason::ApiCall;
  event.message.clear();
  event.call = ApiCall{.verb = api::Verb::Update,
                       .http_status = 503,
                       .duration = std::chrono::milliseconds(1'234),
                       .request_id = "r-7",
                       .error = "HTTP 503: \"busy\"\nlater",
                       .request = "PATCH /v1/accounts/acc/clusters/c",
                       .body = R"({"displayName":"漢"})"};
  return event;
}

/// Any record at all, every field of it, from a seed.
class RecordGenerator {
 public:
  explicit RecordGenerator(std::uint64_t seed) : random_(seed) {}

  Record record() {
    Record record;
    record.key = {text(), text()};
    record.owned = flip();
    record.ever_seen = flip();
    if (flip()) record.incarnation = time();
    if (flip()) {
      constexpr api::Verb kVerbs[] = {api::Verb::Create, api::Verb::Get, api::Verb::List, api::Verb::Update,
                                      api::Verb::Delete};
      record.intent = Intent{kVerbs[below(5)], spec(), time(), static_cast<std::uint32_t>(random_())};
      record.intent->answer_lost = flip();
      record.intent->accepted = flip();
      record.intent->ended = flip();
      if (flip()) record.intent->asked = ServerMoment{time(), time()};
      if (flip()) record.intent->arrives_by = time();
      if (flip()) record.intent->open_until = time();
    }
    record.applied = spec();
    record.generation = random_();
    record.applied_generation = random_();
    record.digest = random_();
    record.policy = policy();
    record.suspend = suspension();
    if (flip()) record.adopt_once = AdoptOnce{flip() ? std::optional(time()) : std::nullopt, random_()};
    record.first_seen = time();
    if (flip()) record.create_sent = time();
    if (flip()) record.ready_since = time();
    record.was_ready = flip();
    record.recreations = static_cast<std::uint32_t>(random_());
    if (flip()) record.last_recreation = time();
    if (flip()) record.brake = BrakeHold{flip() ? api::Verb::Delete : api::Verb::Create, flip()};
    record.bounces = static_cast<std::uint32_t>(random_());
    for (Condition& condition : record.conditions.all) {
      condition = {static_cast<ConditionStatus>(below(3)), static_cast<Reason>(below(kReasonCount)), text(),
                   time(), random_()};
      if (condition.message->empty()) condition.message.reset();
    }
    return record;
  }

 private:
  bool flip() { return (random_() & 1) != 0; }
  std::size_t below(std::size_t end) { return random_() % end; }
  WallTime time() { return at(static_cast<std::int64_t>(random_())); }

  std::string text() {
    static const std::string kPieces[] = {
        "a", "Z", "-", "\"", "\\", "\n", "'", "é", "漢", "😀", std::string(1, '\0'), "{", "%", " "};
    std::string text;
    for (std::size_t left = below(12); left > 0; --left) text += kPieces[below(std::size(kPieces))];
    return text;
  }

  std::shared_ptr<const api::ClusterSpec> spec() {
    if (flip()) return nullptr;
    auto spec = std::make_shared<api::ClusterSpec>();
    spec->display_name = text();
    if (flip()) {
      spec->eks = api::EksCluster{text(), text(), text(), text(), text(), text(), text(), text(), text()};
    }
    if (flip()) spec->fake = api::FakeCluster{text(), text(), text()};
    return spec;
  }

  manifests::Policy policy() {
    manifests::Policy policy;
    policy.adoption = static_cast<manifests::Adoption>(below(3));
    policy.drift = static_cast<manifests::Drift>(below(2));
    policy.deletion = static_cast<manifests::Deletion>(below(2));
    policy.on_failed = static_cast<manifests::OnFailed>(below(2));
    policy.suspend = suspension();
    return policy;
  }

  Boxed<manifests::Suspension> suspension() {
    if (flip()) return {};
    manifests::Suspension suspension{text(), text(), std::nullopt};
    if (flip()) suspension.until = time();
    return suspension;
  }

  std::mt19937_64 random_;
};

inline bool same_spec(const std::shared_ptr<const api::ClusterSpec>& a,
                      const std::shared_ptr<const api::ClusterSpec>& b) {
  return a == b || (a && b && *a == *b);
}

inline void expect_same(const Record& a, const Record& b) {
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.owned, b.owned);
  EXPECT_EQ(a.ever_seen, b.ever_seen);
  EXPECT_EQ(a.incarnation, b.incarnation);
  ASSERT_EQ(a.intent.has_value(), b.intent.has_value());
  if (a.intent) {
    EXPECT_EQ(a.intent->verb, b.intent->verb);
    EXPECT_TRUE(same_spec(a.intent->spec, b.intent->spec));
    EXPECT_EQ(a.intent->written, b.intent->written);
    EXPECT_EQ(a.intent->attempt, b.intent->attempt);
    EXPECT_EQ(a.intent->answer_lost, b.intent->answer_lost);
    EXPECT_EQ(a.intent->accepted, b.intent->accepted);
    EXPECT_EQ(a.intent->ended, b.intent->ended);
    EXPECT_EQ(a.intent->asked, b.intent->asked);
    EXPECT_EQ(a.intent->arrives_by, b.intent->arrives_by);
    EXPECT_EQ(a.intent->open_until, b.intent->open_until);
  }
  EXPECT_TRUE(same_spec(a.applied, b.applied));
  EXPECT_EQ(a.generation, b.generation);
  EXPECT_EQ(a.applied_generation, b.applied_generation);
  EXPECT_EQ(a.digest, b.digest);
  EXPECT_EQ(a.policy, b.policy);
  EXPECT_EQ(a.suspend, b.suspend);
  EXPECT_EQ(a.adopt_once, b.adopt_once);
  EXPECT_EQ(a.first_seen, b.first_seen);
  EXPECT_EQ(a.create_sent, b.create_sent);
  EXPECT_EQ(a.ready_since, b.ready_since);
  EXPECT_EQ(a.was_ready, b.was_ready);
  EXPECT_EQ(a.recreations, b.recreations);
  EXPECT_EQ(a.last_recreation, b.last_recreation);
  EXPECT_EQ(a.brake, b.brake);
  EXPECT_EQ(a.bounces, b.bounces);
  EXPECT_EQ(a.conditions, b.conditions);
}

}  // namespace fwop::controller::test
