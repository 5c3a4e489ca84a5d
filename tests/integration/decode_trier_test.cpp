#include "controller/sources/decode_trier.hpp"

#include <cstdlib>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/sources/decode_trial_protocol.hpp"

namespace fwop::controller {
namespace {

using manifests::TrialFile;
using manifests::TrialVerdict;
using testing::HasSubstr;
using Kind = TrialVerdict::Kind;
using namespace std::chrono_literals;

/// The real program tries, and fails in the way that the test asks for.
class DecodeTrials : public testing::Test {
 protected:
  ~DecodeTrials() override { ::unsetenv(kTrialFault); }

  static void ask_for(const std::string& fault) { ::setenv(kTrialFault, fault.c_str(), 1); }
  /// The three files a, bad and c; the verdict on the second, when the others passed.
  static TrialVerdict verdict_on_bad(const std::string& bytes = "a: 1\n",
                                     const TrialLimits& limits = kLimits) {
    const auto verdicts = DecodeTrier(limits, FWOP_BINARY)
                              .try_all({{.name = "a.yaml", .bytes = "a: 1\n"},
                                        {.name = "bad.yaml", .bytes = bytes},
                                        {.name = "c.json", .bytes = "{}"}},
                                       {});
    EXPECT_EQ(verdicts.size(), 3U);
    for (const std::size_t good : {0U, 2U}) {
      EXPECT_EQ(verdicts.at(good).kind, Kind::Passed) << verdicts.at(good).why;
      EXPECT_EQ(verdicts.at(good).why, "");
    }
    return verdicts.at(1);
  }

  static constexpr TrialLimits kLimits{.memory = 64 << 20U, .processor = 1s, .silence = 60s};
};

TEST_F(DecodeTrials, WhatIsWrongInAFileIsNoHarm) {
  EXPECT_EQ(verdict_on_bad("kind: [\n").kind, Kind::Passed);
  EXPECT_EQ(verdict_on_bad(std::string(9 << 20U, 'a')).kind, Kind::Passed);
}

TEST_F(DecodeTrials, ManyFilesAreTriedOneAfterAnother) {
  const std::vector<TrialFile> files(2000, {.name = "a.yaml", .bytes = "a: 1\n"});
  for (const TrialVerdict& verdict : DecodeTrier(kLimits, FWOP_BINARY).try_all(files, {}))
    ASSERT_EQ(verdict.kind, Kind::Passed) << verdict.why;
}

TEST_F(DecodeTrials, ASignalIsNamedAndTheRestGoesOn) {
  ask_for("signal:bad.yaml");
  const TrialVerdict verdict = verdict_on_bad();
  EXPECT_EQ(verdict.kind, Kind::Refused);
  // A sanitizer takes the signal and exits.
  EXPECT_THAT(verdict.why, HasSubstr(FWOP_SANITIZED ? "exit status" : "signal 11"));
}

TEST_F(DecodeTrials, MemoryHasALimit) {
  ask_for("memory:bad.yaml");
  const TrialVerdict verdict = verdict_on_bad();
  EXPECT_EQ(verdict.kind, Kind::Refused);
  EXPECT_THAT(verdict.why, HasSubstr(FWOP_SANITIZED ? "exit status" : "it needed more than 64 MiB"));
}

TEST_F(DecodeTrials, AFileThatReallyNeedsMoreThanTheLimitIsRefused) {
  std::string costly = "- [a";
  while (costly.size() < 300'000) costly += ",a";
  costly += "]\n";
  TrialLimits limits = kLimits;
  limits.processor = 60s;
  limits.memory = 256 << 20U;
  EXPECT_EQ(verdict_on_bad(costly, limits).kind, Kind::Passed);
  limits.memory = 4 << 20U;
  const TrialVerdict verdict = verdict_on_bad(costly, limits);
  EXPECT_EQ(verdict.kind, Kind::Refused);
  EXPECT_THAT(verdict.why, HasSubstr(FWOP_SANITIZED ? "exit status" : "it needed more than 4 MiB"));
}

TEST_F(DecodeTrials, ProcessorTimeHasALimit) {
  ask_for("processor:bad.yaml");
  const TrialVerdict verdict = verdict_on_bad();
  EXPECT_EQ(verdict.kind, Kind::Refused);
  EXPECT_THAT(verdict.why, HasSubstr("it took longer than 1 s of processor time"));
}

TEST_F(DecodeTrials, SilenceHasALimit) {
  ask_for("silence:bad.yaml");
  TrialLimits impatient = kLimits;
  impatient.silence = 5s;
  const TrialVerdict verdict = verdict_on_bad("a: 1\n", impatient);
  EXPECT_EQ(verdict.kind, Kind::Refused);
  EXPECT_THAT(verdict.why, HasSubstr("it took longer than 5 s"));
}

TEST_F(DecodeTrials, OneThatWasKilledFromOutsideBlamesNoFile) {
  ask_for("kill:bad.yaml");
  const TrialVerdict verdict = verdict_on_bad();
  EXPECT_EQ(verdict.kind, Kind::Untried);
  EXPECT_THAT(verdict.why, HasSubstr("killed from outside"));
}

TEST_F(DecodeTrials, AProgramThatCannotBeStartedOrIsAnotherBlamesNoFile) {
  for (const char* program : {"/nonexistent/fireworks-operator", "/bin/false", "/bin/echo"}) {
    const auto verdicts =
        DecodeTrier(kLimits, program)
            .try_all({{.name = "a.yaml", .bytes = "a: 1\n"}, {.name = "b.yaml", .bytes = "b: 1\n"}}, {});
    ASSERT_EQ(verdicts.size(), 2U);
    for (const TrialVerdict& verdict : verdicts) {
      EXPECT_EQ(verdict.kind, Kind::Untried);
      EXPECT_THAT(verdict.why, HasSubstr(program));
    }
  }
}

TEST_F(DecodeTrials, NothingIsTriedOnceStopped) {
  DecodeTrier trier(kLimits, FWOP_BINARY);
  trier.stop();
  const auto verdicts = trier.try_all({{.name = "a.yaml", .bytes = "a: 1\n"}}, {});
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].kind, Kind::Untried);
}

TEST(DecodeTrialProtocol, AHeaderIsReadAsItWasWritten) {
  const std::string line = write_trial_header({.name = "a\n\xff.json", .bytes = "12345", .only_ours = true},
                                              {.default_account_id = "acme \"x\"", .account_later = true});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto header = read_trial_header(std::string_view(line).substr(0, line.size() - 1));
  ASSERT_TRUE(header);
  EXPECT_TRUE(header->name.ends_with(".json"));
  EXPECT_EQ(header->size, 5U);
  EXPECT_TRUE(header->options.only_ours);
  EXPECT_TRUE(header->options.account_later);
  EXPECT_EQ(header->options.default_account_id, "acme \"x\"");
  for (const char* none : {"", "{}", "[]", "{\"size\":-1}", "{\"size\":\"1\"}"})
    EXPECT_FALSE(read_trial_header(none)) << none;
}

}  // namespace
}  // namespace fwop::controller
