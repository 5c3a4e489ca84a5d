#include "api/base/logging.hpp"

#include <algorithm>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/base/redaction.hpp"
#include "api/base/text_width.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Logging, AJsonLineHasItsFieldsAsValues) {
  std::ostringstream out;
  Logger log({.format = LogFormat::Json}, out);
  log.log(
      LogLevel::Warn, "created \"it\"\n",
      {{"cluster", "acc/prod"}, {"reconcile_id", 42U}, {"reason", std::string("Creating")}, {"took", 0.5}});
  const json line = json::parse(out.str());
  EXPECT_EQ(line["level"], "warn");
  EXPECT_EQ(line["message"], "created \"it\"\n");
  EXPECT_EQ(line["cluster"], "acc/prod");
  EXPECT_EQ(line["reconcile_id"], 42);
  EXPECT_EQ(line["took"], 0.5);
  EXPECT_THAT(line["time"].get<std::string>(), EndsWith("Z"));
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(Logging, ALineForPeopleEndsInItsFields) {
  std::ostringstream out;
  Logger log({.format = LogFormat::Text}, out);
  log.log(LogLevel::Info, "created", {{"cluster", "acc/prod"}, {"error", "two words"}, {"id", 7}});
  EXPECT_THAT(out.str(), EndsWith("created  cluster=acc/prod  error=\"two words\"  id=7\n"));
}

TEST(Logging, OneMessageIsOneLineWhateverItHolds) {
  std::ostringstream out;
  Logger log({.format = LogFormat::Text}, out);
  log.log(LogLevel::Info, "first\nsecond\x1b[31m", {{"message", "a\r\nb"}});
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Logging, ALineForPeopleNeverSteersATerminal) {
  struct Case {
    std::string_view what;
    std::string steers;
    std::string shown;
  };
  const std::vector<Case> cases = {
      {"an escape sequence", "\x1b[31m", " [31m"},
      {"a bell", "\a", " "},
      {"a carriage return", "\r", " "},
      {"a line feed", "\n", " "},
      {"DEL", "\x7f", " "},
      {"the first of C1", "\xc2\x80", " "},
      {"a next line of C1", "\xc2\x85", " "},
      {"a sequence that C1 begins",
       "\xc2\x9b"
       "31m",
       " 31m"},
      {"the last of C1", "\xc2\x9f", " "},
      {"what is just after C1", "\xc2\xa0", "\xc2\xa0"},
      {"the first override of direction", "\u202a", " "},
      {"right to left", "\u202e", " "},
      {"the first isolate", "\u2066", " "},
      {"the last isolate", "\u2069", " "},
      {"what is just after them", "\u206a", "\u206a"},
      {"a byte that is no UTF-8", "\x9b", "?"},
      {"letters", "größe 東京", "größe 東京"},
  };
  for (const Case& each : cases) {
    std::ostringstream out;
    Logger log({.format = LogFormat::Text}, out);
    log.log(LogLevel::Info, "a" + each.steers + "b", {{"name", "x" + each.steers + "y"}});
    EXPECT_THAT(out.str(), HasSubstr("a" + each.shown + "b  name=")) << each.what;
    const std::string text = out.str().substr(0, out.str().size() - 1);
    EXPECT_EQ(printable(text), text) << each.what;
  }
}

TEST(Logging, AValueThatLooksLikeAnotherFieldIsQuoted) {
  std::ostringstream out;
  Logger log({.format = LogFormat::Text}, out);
  log.log(LogLevel::Info, "read", {{"name", "x\xc2\x85y"}});
  EXPECT_THAT(out.str(), EndsWith("read  name=\"x y\"\n"));
}

TEST(Logging, WhatIsBelowTheLevelIsNotWritten) {
  std::ostringstream out;
  Logger log({.level = LogLevel::Warn}, out);
  log.log(LogLevel::Info, "quiet");
  EXPECT_EQ(out.str(), "");
}

TEST(Logging, ASecretIsInNoLineHoweverItGotThere) {
  for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    std::ostringstream out;
    Logger log({.format = format}, out);
    log.hide("fw_se\"cret\\1");
    log.log(LogLevel::Error, "the key is fw_se\"cret\\1!", {{"header", "Bearer fw_se\"cret\\1"}});
    EXPECT_THAT(out.str(), Not(HasSubstr("fw_se")));
    EXPECT_THAT(out.str(), HasSubstr("***"));
  }
}

TEST(Logging, LinesThatCannotBeWrittenAreCounted) {
  const int before = ::dup(STDERR_FILENO);
  const int unwritable = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(unwritable, STDERR_FILENO);
  {
    Logger log({.format = LogFormat::Text});
    EXPECT_EQ(log.lost(), 0U);
    log.log(LogLevel::Info, "first");
    log.log(LogLevel::Info, "second");
    log.flush();
    EXPECT_EQ(log.lost(), 2U);
  }
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  ::close(unwritable);
}

TEST(Redaction, ALongSecretThatBeginsWithAnotherIsHiddenWhole) {
  Redaction redaction;
  redaction.add("abcdef");
  redaction.add("abcdefghi");
  redaction.add("");
  EXPECT_EQ(redaction.apply("x abcdefghi y abcdef z"), "x *** y *** z");
}

TEST(Redaction, WhatIsTooShortForAKeyDoesNotTearWordsApart) {
  Redaction redaction;
  redaction.add("k");
  EXPECT_EQ(redaction.apply("broken key"), "broken key");
}

TEST(Redaction, ReplacedKeysStayHiddenUpToABound) {
  Redaction redaction;
  for (std::size_t i = 0; i <= Redaction::kMaxSecrets; ++i) redaction.add("key-" + std::to_string(100 + i));
  EXPECT_EQ(redaction.apply("key-101"), "***");
  EXPECT_EQ(redaction.apply("key-100"), "key-100");
}

TEST(Logging, BytesThatAreNoUtf8DoNotThrow) {
  std::ostringstream out;
  Logger log({.format = LogFormat::Json}, out);
  log.log(LogLevel::Info, "bad \xff", {{"value", "\xfe"}});
  EXPECT_TRUE(json::accept(out.str()));
}

}  // namespace
}  // namespace fwop::controller
