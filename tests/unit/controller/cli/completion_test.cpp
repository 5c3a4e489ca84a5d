#include "controller/cli/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/cli/command_set.hpp"

namespace fwop::controller::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Others = Completions::Others;

class Completion : public testing::Test {
 protected:
  std::vector<std::string> words(const std::vector<std::string>& typed) {
    asked_ = false;
    const Completions found = complete(commands_.app(), typed, [this] {
      asked_ = true;
      return std::vector<std::string>{"prod", "staging"};
    });
    others_ = found.others;
    std::vector<std::string> all;
    for (const auto& candidate : found.candidates) all.push_back(candidate.word);
    return all;
  }

  CommandSet commands_;
  bool asked_ = false;
  Others others_ = Others::None;
};

TEST_F(Completion, OfCommandsHasAllButTheHidden) {
  EXPECT_THAT(words({"re"}), ElementsAre("reconcile", "resume"));
  EXPECT_THAT(words({""}), Contains("plan"));
  EXPECT_THAT(words({"git"}), IsEmpty());
  EXPECT_THAT(words({"brake", ""}), ElementsAre("list", "release"));
  EXPECT_THAT(words({}), IsEmpty());
}

TEST_F(Completion, OfFlagsKnowsWhatEachTakes) {
  EXPECT_THAT(words({"get", "--ou"}), ElementsAre("--output"));
  EXPECT_THAT(words({"run", "--git-w"}), ElementsAre("--git-webhook-secret-file"));
  EXPECT_THAT(words({"run", "-"}), Not(Contains("--seed"))) << "is hidden";
  EXPECT_THAT(words({"get", "--output", ""}), ElementsAre("table", "wide", "name", "json", "yaml"));
  EXPECT_THAT(words({"get", "-o", "j"}), ElementsAre("json"));
  EXPECT_THAT(words({"get", "--output=j"}), ElementsAre("json"));
  EXPECT_THAT(words({"get", "--no-such-flag="}), IsEmpty());
  EXPECT_THAT(words({"run", "--state-dir", "x"}), IsEmpty());
  EXPECT_EQ(others_, Others::Folders);
  EXPECT_THAT(words({"run", "--api-key-file="}), IsEmpty());
  EXPECT_EQ(others_, Others::Files);
}

TEST_F(Completion, OfPositionalsAsksForClustersOnlyWhereOneStands) {
  EXPECT_THAT(words({"suspend", ""}), ElementsAre("prod", "staging"));
  EXPECT_THAT(words({"suspend", "--reason", "re", "p"}), ElementsAre("prod")) << "a flag's value is no name";
  EXPECT_THAT(words({"suspend", "--reason=x", "--", "p"}), ElementsAre("prod"));
  EXPECT_THAT(words({"suspend", "prod", ""}), IsEmpty()) << "it takes one";
  EXPECT_THAT(words({"export", "prod", ""}), ElementsAre("prod", "staging")) << "it takes several";
  EXPECT_THAT(words({"validate", ""}), IsEmpty());
  EXPECT_EQ(others_, Others::Files);
  EXPECT_FALSE(asked_);
  EXPECT_THAT(words({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
}

TEST_F(Completion, OfWhatNobodyKnowsIsNothing) {
  for (const std::vector<std::string>& typed :
       {std::vector<std::string>{"fly", ""}, {"--", "--"}, {"get", "--", "--ou"}, {"=", "="}, {"-", "-o="}}) {
    words(typed);
    EXPECT_EQ(others_, Others::None);
  }
}

}  // namespace
}  // namespace fwop::controller::cli
