#include <gmock/gmock.h>

#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Real shells, in a folder with a file and a folder, beside a daemon that has clusters.
class OperatorShell : public OperatorLifecycle {
 protected:
  void SetUp() override {
    OperatorLifecycle::SetUp();
    std::filesystem::create_directories(here_ / "sub");
    write_text(here_ / "a.yaml", "");
  }
  /// What `shell` prints that sourced its completion script and then ran `script`.
  std::vector<std::string> shell(const std::string& name, std::vector<std::string> arguments,
                                 const std::string& script, const std::string& address = "127.0.0.1:1") {
    auto completion = start({"completion", name});
    EXPECT_EQ(completion.wait(), 0);
    write_text(temp_.path() / "completion", completion.out());
    write_text(temp_.path() / "script", script);
    arguments.push_back((temp_.path() / "script").string());
    arguments.push_back((temp_.path() / "completion").string());
    ProcessOptions options;
    options.program = "/usr/bin/" + name;
    options.arguments = std::move(arguments);
    options.environment = {
        {"PATH", std::filesystem::path(FWOP_BINARY).parent_path().string() + ":/usr/bin:/bin"},
        {"HOME", temp_.path().string()},
        {"TERM", "dumb"},
        {"FIREWORKS_OPERATOR_STATUS_ADDRESS", address}};
    options.folder = here_;
    options.output_prefix = temp_.path() / name;
    Process process(std::move(options));
    EXPECT_EQ(process.wait(), 0) << process.err();
    EXPECT_EQ(process.err(), "");
    return lines_of(process.out());
  }
  Daemon daemon_with(const std::vector<std::string>& names) {
    start_standin();
    for (const std::string& name : names) declare(name);
    auto daemon = start_lasting();
    EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", names.size()); }));
    return daemon;
  }

  std::filesystem::path here_ = temp_.path() / "here";
};

TEST_F(OperatorShell, BashCompletes) {
  const auto daemon = daemon_with({"prod", "staging"});
  // As readline calls it; the equals sign is a word of its own there.
  const auto replies = shell("bash", {"--norc"}, R"(source "$1"
try() { COMP_WORDS=(fireworks-operator "$@"); COMP_CWORD=$#; _fireworks_operator; echo "${COMPREPLY[*]}"; }
try va
try get --output = j
try get --output =
try get --output ""
try validate a
try run --state-dir = s
try suspend ""
try brake ""
)",
                             daemon.address());
  EXPECT_THAT(replies,
              ElementsAre("validate", "json", "table wide name json yaml", "table wide name json yaml",
                          "a.yaml", "sub", "prod staging", "list release"));
}

TEST_F(OperatorShell, FishCompletes) {
  const auto daemon = daemon_with({"prod", "staging"});
  const auto replies = shell("fish", {"--no-config"}, R"(source $argv[1]
for typed in va 'get --output=j' 'get --output ' 'validate a' 'run --state-dir=s' 'suspend p'
    complete -C "fireworks-operator $typed"
end
)",
                             daemon.address());
  EXPECT_THAT(replies, ElementsAre("validate\tcheck manifests, offline", "--output=json", "json", "name",
                                   "table", "wide", "yaml", "a.yaml", "--state-dir=sub/", "prod"));
}

TEST_F(OperatorShell, ZshCompletes) {
  const auto daemon = daemon_with({"prod", "staging"});
  // An interactive one, to whom a tab is typed: what stands there then is printed instead of run.
  const auto replies = shell("zsh", {"-f"}, R"(zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT=; autoload -Uz compinit; compinit -u -D; source $1; print REA''DY"
zpty -r -m z line '*READY*'
for typed in va 'get --output=j' 'get --out' 'validate a' 'run --state-dir=s' 'suspend p'; do
  zpty -w -n z "fireworks-operator $typed"$'\t\C-a'"print -r -- '<"$'\C-e'">'"$'\n'
  zpty -r -m z line $'*\n<*>*'
  line=${line##*$'\n'<fireworks-operator }
  print -r -- "${line%%>*}"
done
zpty -d z
)",
                             daemon.address());
  EXPECT_THAT(replies, ElementsAre("validate", "get --output=json", "get --output", "validate a.yaml",
                                   "run --state-dir=sub", "suspend prod"));
}

TEST_F(OperatorShell, WithoutADaemonThereAreNoNamesAndNothingIsSaid) {
  EXPECT_THAT(shell("bash", {"--norc"},
                    "source \"$1\"\nCOMP_WORDS=(fireworks-operator suspend '')\nCOMP_CWORD=2\n"
                    "_fireworks_operator\necho \"(${COMPREPLY[*]})\"\n"),
              ElementsAre("()"));
  auto unknown = start({"completion", "tcsh"});
  EXPECT_EQ(unknown.wait(), 2);
  EXPECT_THAT(unknown.err(), HasSubstr("tcsh"));
}

TEST_F(OperatorShell, TheManualPageIsAsManExpects) {
  auto page = start({"man"});
  ASSERT_EQ(page.wait(), 0);
  write_text(temp_.path() / "fireworks-operator.1", page.out());
  ProcessOptions options;
  options.program = "/usr/bin/mandoc";
  options.arguments = {"-T", "lint", "-W", "warning", (temp_.path() / "fireworks-operator.1").string()};
  options.output_prefix = temp_.path() / "lint";
  Process lint(std::move(options));
  lint.wait();
  for (const std::string& line : lines_of(lint.out() + lint.err()))
    EXPECT_THAT(line, HasSubstr("missing date")) << "a page made by the program has none";
}

}  // namespace
}  // namespace fwop::e2e
