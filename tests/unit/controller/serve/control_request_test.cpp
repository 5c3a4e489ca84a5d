#include "controller/serve/control_request.hpp"

#include <pwd.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace fwop::controller {
namespace {

using testing::HasSubstr;

constexpr const char* kPeer = "alice";

std::string refused(std::string_view path, std::string_view body) {
  const auto command = command_of(path, body, kPeer);
  return command ? "" : command.error();
}

TEST(ControlRequest, ReadsASuspension) {
  const auto command = command_of(
      "/v1/suspend", R"({"reason": "why", "owner": "bob", "until": "2026-12-24T18:00:00Z"})", kPeer);
  ASSERT_TRUE(command) << command.error();
  const manifests::Suspension& suspension = std::get<SuspendCommand>(*command).suspension;
  EXPECT_EQ(suspension.reason, "why");
  EXPECT_EQ(suspension.owner, "bob");
  EXPECT_EQ(suspension.until, parse_rfc3339("2026-12-24T18:00:00Z"));
}

TEST(ControlRequest, TheOwnerIsThePeerUnlessSaid) {
  for (const char* body : {"", "{}", R"({"owner": ""})"}) {
    const auto command = command_of("/v1/suspend", body, kPeer);
    ASSERT_TRUE(command) << body;
    EXPECT_EQ(std::get<SuspendCommand>(*command).suspension.owner, kPeer);
    EXPECT_FALSE(std::get<SuspendCommand>(*command).suspension.until);
  }
}

TEST(ControlRequest, ReadsTheOtherCommands) {
  EXPECT_EQ(std::get<ResumeCommand>(*command_of("/v1/resume", "", kPeer)).who, kPeer);
  EXPECT_EQ(std::get<AbandonCommand>(*command_of("/v1/abandon", "{}", kPeer)).who, kPeer);
  EXPECT_FALSE(std::get<ImportCommand>(*command_of("/v1/import", "{}", kPeer)).dry_run);
  EXPECT_TRUE(std::get<ImportCommand>(*command_of("/v1/import", R"({"dryRun": true})", kPeer)).dry_run);
}

TEST(ControlRequest, SaysWhatIsWrongWithABody) {
  EXPECT_THAT(refused("/v1/suspend", "{"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(refused("/v1/resume", "[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(refused("/v1/suspend", R"({"untill": "x"})"), HasSubstr("unknown field \"untill\""));
  EXPECT_THAT(refused("/v1/abandon", R"({"force": true})"), HasSubstr("unknown field \"force\""));
  EXPECT_THAT(refused("/v1/suspend", R"({"reason": 7})"), HasSubstr("of the wrong type"));
  EXPECT_THAT(refused("/v1/import", R"({"dryRun": "yes"})"), HasSubstr("of the wrong type"));
  EXPECT_THAT(refused("/v1/suspend", R"({"until": "tomorrow"})"), HasSubstr("until must be a time such as"));
  EXPECT_THAT(refused("/v1/suspend", R"({"owner": "a\nb"})"), HasSubstr("the owner has a line break"));
  EXPECT_EQ(refused("/v1/suspend", R"({"reason": "é 漢"})"), "");
}

TEST(ControlRequest, EveryPathOfACommandIsRead) {
  for (const std::string_view path : kCommandPaths) EXPECT_TRUE(command_of(path, "", kPeer)) << path;
}

TEST(ControlRequest, ReadsARelease) {
  const auto release = release_of(R"({"includeDeletes": true, "dryRun": true})", kPeer);
  ASSERT_TRUE(release) << release.error();
  EXPECT_TRUE(release->include_deletes);
  EXPECT_TRUE(release->dry_run);
  EXPECT_EQ(release->who, kPeer);
  const auto usual = release_of("", kPeer);
  ASSERT_TRUE(usual);
  EXPECT_FALSE(usual->include_deletes);
  EXPECT_FALSE(usual->dry_run);
  for (const char* body : {"[]", "{", R"({"all": true})", R"({"dryRun": 1})"})
    EXPECT_FALSE(release_of(body, kPeer)) << body;
}

TEST(ControlRequest, NamesTheUserAtTheOtherEnd) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const passwd* entry = ::getpwuid(::geteuid());
  EXPECT_EQ(peer_user(ends[0]), entry != nullptr ? entry->pw_name : "uid " + std::to_string(::geteuid()));
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_EQ(peer_user(-1), "somebody");
}

}  // namespace
}  // namespace fwop::controller
