#include "manifests/decode_trial.hpp"

#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/base/parallel.hpp"
#include "manifest_texts.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::manifests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Says of each file what the test has set; the others pass.
class Trials : public testing::Test {
 protected:
  std::shared_ptr<const Snapshot> build(std::vector<SourceFile> files) {
    tried_.clear();
    return builder_.build({.files = std::move(files), .error = "", .revision = {.source = "src"}});
  }
  static SourceFile file(const std::string& name, std::string bytes) {
    return {.name = name, .bytes = std::move(bytes), .error = ""};
  }
  static std::vector<std::string> in_force(const std::shared_ptr<const Snapshot>& snapshot) {
    std::vector<std::string> ids;
    for (const auto& manifest : snapshot->manifests)
      ids.push_back(manifest->key.cluster_id + (manifest->stale ? "*" : ""));
    return ids;
  }
  static std::vector<std::string> rules(const std::shared_ptr<const Snapshot>& snapshot) {
    std::vector<std::string> names;
    for (const Diagnostic& diagnostic : snapshot->diagnostics)
      names.push_back(diagnostic.file + " " + diagnostic.rule);
    return names;
  }

  std::map<std::string, TrialVerdict> verdicts_;  ///< By file.
  std::vector<std::string> tried_;
  bool short_of_memory_ = false;
  SnapshotBuilder builder_{{.decode = {.default_account_id = "acme", .limits = {}},
                            .allow_empty = false,
                            .trial = [this](const std::vector<TrialFile>& files, const DecodeOptions&) {
                              if (std::exchange(short_of_memory_, false)) throw std::bad_alloc();
                              std::vector<TrialVerdict> verdicts;
                              for (const TrialFile& each : files) {
                                tried_.emplace_back(each.name);
                                verdicts.push_back(verdicts_[tried_.back()]);
                              }
                              return verdicts;
                            }}};
};

TEST_F(Trials, ACulpritStopsNothingButItself) {
  build({file("a.yaml", document("a")), file("b.yaml", document("b")), file("c.yaml", document("c"))});
  verdicts_["b.yaml"] = {TrialVerdict::Kind::Refused, "signal 11"};
  const auto snapshot =
      build({file("a.yaml", document("a2")), file("b.yaml", document("b2")), file("d.yaml", document("d"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a2", "b*", "d"));
  EXPECT_THAT(rules(snapshot), ElementsAre("b.yaml Undecodable"));
  EXPECT_EQ(snapshot->diagnostics.at(0).message, "signal 11");
  EXPECT_EQ(snapshot->broken_files, 1U);
  EXPECT_EQ(snapshot->untried_files, 0U);
  EXPECT_FALSE(snapshot->absence_is_meaningful) << "c may have moved into b.yaml";
  EXPECT_THAT(snapshot->removal_hold, HasSubstr("b.yaml"));
}

TEST_F(Trials, TheSameBytesAreNotTriedTwice) {
  verdicts_["b.yaml"] = {TrialVerdict::Kind::Refused, "signal 11"};
  build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  EXPECT_THAT(tried_, ElementsAre("a.yaml", "b.yaml"));
  const auto snapshot = build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  EXPECT_THAT(tried_, IsEmpty());
  EXPECT_THAT(rules(snapshot), ElementsAre("b.yaml Undecodable"));
  verdicts_.clear();
  EXPECT_THAT(in_force(build({file("a.yaml", document("a")), file("b.yaml", document("b2"))})),
              ElementsAre("a", "b2"));
  EXPECT_THAT(tried_, ElementsAre("b.yaml"));
}

TEST_F(Trials, WhatCouldNotBeTriedIsTriedAgain) {
  verdicts_["a.yaml"] = {TrialVerdict::Kind::Untried, "there is no process left"};
  auto snapshot = build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("b"));
  EXPECT_THAT(rules(snapshot), ElementsAre("a.yaml Untried"));
  EXPECT_EQ(snapshot->untried_files, 1U);
  EXPECT_FALSE(snapshot->absence_is_meaningful);
  verdicts_.clear();
  snapshot = build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  EXPECT_THAT(tried_, ElementsAre("a.yaml"));
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b"));
  EXPECT_EQ(snapshot->untried_files, 0U);
  EXPECT_TRUE(snapshot->absence_is_meaningful);
}

TEST_F(Trials, MemoryThatIsShortOnceLosesNothing) {
  build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  short_of_memory_ = true;
  const std::vector<SourceFile> changed = {file("a.yaml", document("a2")), file("c.yaml", document("c"))};
  EXPECT_THROW(build(changed), std::bad_alloc);
  const auto snapshot = build(changed);
  EXPECT_THAT(in_force(snapshot), ElementsAre("a2", "c"));
  EXPECT_THAT(rules(snapshot), IsEmpty());
}

TEST(InParallel, AnExceptionOfAnyThreadArrives) {
  for (const std::size_t culprit : {0U, 999U}) {
    EXPECT_THROW(for_each_in_parallel(1000,
                                      [&](std::size_t i) {
                                        if (i == culprit) throw std::bad_alloc();
                                      }),
                 std::bad_alloc);
  }
}

}  // namespace
}  // namespace fwop::manifests
