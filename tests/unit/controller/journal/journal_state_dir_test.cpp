#include <map>

#include <gtest/gtest.h>

#include "controller/journal/state_dir.hpp"

namespace fwop::controller {
namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

std::string resolved(const std::string& explicit_dir, std::map<std::string, std::string> variables) {
  const auto directory = resolve_state_dir(explicit_dir, environment(std::move(variables)));
  return directory ? directory->string() : "error: " + directory.error().message;
}

TEST(StateDir, TakesWhatIsAskedForFirst) {
  EXPECT_EQ(resolved("here", {{"STATE_DIRECTORY", "/s"}, {"XDG_STATE_HOME", "/x"}, {"HOME", "/h"}}), "here");
}

TEST(StateDir, TakesTheFirstOfSystemdsDirectories) {
  EXPECT_EQ(resolved("", {{"STATE_DIRECTORY", "/var/lib/a:/var/lib/b"}, {"XDG_STATE_HOME", "/x"}}),
            "/var/lib/a");
  EXPECT_EQ(resolved("", {{"STATE_DIRECTORY", "/var/lib/a"}}), "/var/lib/a");
}

TEST(StateDir, ThenTheUsersStateHome) {
  EXPECT_EQ(resolved("", {{"XDG_STATE_HOME", "/x"}, {"HOME", "/h"}}), "/x/fireworks-operator");
  EXPECT_EQ(resolved("", {{"HOME", "/h"}}), "/h/.local/state/fireworks-operator");
}

TEST(StateDir, TakesAnEmptyVariableForNone) {
  EXPECT_EQ(resolved("", {{"STATE_DIRECTORY", ""}, {"XDG_STATE_HOME", ""}, {"HOME", "/h"}}),
            "/h/.local/state/fireworks-operator");
}

TEST(StateDir, SaysWhatToDoWhenThereIsNoPlace) {
  EXPECT_NE(resolved("", {}).find("--state-dir"), std::string::npos);
  EXPECT_EQ(resolved("", {{"HOME", ""}}).find("error: "), 0u);
}

TEST(StateDir, RefusesAPlaceThatMovesWithTheWorkingDirectory) {
  for (const char* variable : {"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"}) {
    const std::string answer = resolved("", {{variable, "relative"}});
    EXPECT_EQ(answer.find(std::string("error: ") + variable), 0u) << answer;
  }
}

}  // namespace
}  // namespace fwop::controller
