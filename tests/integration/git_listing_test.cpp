#include <filesystem>
#include <vector>

#include <gmock/gmock.h>

#include "git_fetch_fixture.hpp"

namespace fwop::e2e {
namespace {

using manifests::SourceReading;
using testing::HasSubstr;

/// Which files of a commit are read.
using GitListing = GitFetch;

TEST_F(GitListing, LinksAreFollowedWithinTheCommit) {
  const auto link = [&](const std::string& target, const std::string& at) {
    std::filesystem::create_directories((upstream_.work() / at).parent_path());
    std::filesystem::create_symlink(target, upstream_.work() / at);
  };
  link("../base/prod", "clusters/prod");  // beside --git-path
  link("prod", "clusters/same");          // a second way to it
  link("../clusters", "clusters/round");  // to where it stands itself
  link("../../base/x.txt", "clusters/deep/x.yaml");
  link("base", "way");
  link("./", "clusters/here");
  link("/etc", "clusters/out");
  link("../../up", "clusters/up");
  link("loop", "clusters/loop");
  upstream_.push("base/x.txt", "x: 1\n", "First");
  const std::string commit = upstream_.push("base/prod/a.yaml", "a: 1\n", "Second");
  fetched({.url = upstream_.url()});
  const SourceReading reading = read(commit, "clusters");
  std::vector<std::string> files;
  for (const auto& one : reading.files)
    files.push_back(one.name.str() + (one.error.empty() ? "" : "!") + one.error);
  ASSERT_THAT(files,
              testing::ElementsAre(
                  "clusters/deep/x.yaml",
                  "clusters/loop!is a symbolic link that goes round in a circle, or over more than "
                  "40 links",
                  "clusters/out!is a symbolic link that leads out of the repository, to /etc",
                  "clusters/prod/a.yaml", "clusters/up!is a symbolic link that leads out of the repository"));
  EXPECT_EQ(reading.files[0].bytes, "x: 1\n");
  EXPECT_NE(file(read(commit, "way/prod"), "way/prod/a.yaml"), nullptr);
  EXPECT_THAT(
      read(commit, "clusters/out").error,
      HasSubstr("has no folder clusters/out, but a link that leads out of the repository, to /etc: check "
                "--git-path"));
}

TEST_F(GitListing, TheIgnoreFileOfTheFolderIsHeeded) {
  upstream_.push("clusters/.fireworksignore", "staging/\n/lib\n", "First");
  upstream_.push("clusters/staging/a.yaml", "a: 1\n", "Second");
  const std::string vendored = upstream_.push("clusters/b.yaml", "b: 1\n", "Third");
  upstream_.git({"update-index", "--add", "--cacheinfo", "160000," + vendored + ",clusters/lib"});
  upstream_.git({"commit", "-q", "-m", "Fourth"});
  upstream_.git({"push", "-q", "origin", "HEAD"});
  const std::string commit = fetched({.url = upstream_.url()});
  const SourceReading reading = read(commit, "clusters");
  EXPECT_FALSE(file(reading, "clusters/b.yaml")->ignored);
  EXPECT_TRUE(file(reading, "clusters/staging/a.yaml")->ignored);
  EXPECT_TRUE(file(reading, "clusters/lib")->ignored);
  // It is that of the folder that is read.
  EXPECT_FALSE(file(read(commit), "clusters/staging/a.yaml")->ignored);
}

}  // namespace
}  // namespace fwop::e2e
