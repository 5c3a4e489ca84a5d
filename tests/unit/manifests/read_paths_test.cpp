#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "manifests/directory/directory_source.hpp"

namespace fwop::manifests {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class ReadPaths : public testing::Test {
 protected:
  ReadPaths() {
    std::string name = (fs::temp_directory_path() / "fwop-read-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~ReadPaths() override { fs::remove_all(root_); }

  void write(const fs::path& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  /// Relative names, in the order of the reading.
  [[nodiscard]] std::vector<std::string> names(const SourceReading& reading) const {
    std::vector<std::string> result;
    for (const SourceFile& file : reading.files)
      result.push_back(fs::path(file.name.str()).lexically_relative(root_).string());
    return result;
  }
  [[nodiscard]] SourceReading read() const { return read_paths({root_}, DecodeLimits{}); }

  fs::path root_;
};

TEST_F(ReadPaths, TakesManifestsBelowTheFolderInNameOrder) {
  for (const char* name : {"b.yaml", "a.yml", "c.json", "README.md", "x.yaml.bak", "sub/deep/d.yaml",
                           ".hidden.yaml", ".git/e.yaml", "empty/README"}) {
    write(name, name);
  }
  const SourceReading reading = read();
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(names(reading), ElementsAre("a.yml", "b.yaml", "c.json", "sub/deep/d.yaml"));
  EXPECT_EQ(reading.files[3].bytes, "sub/deep/d.yaml");
  EXPECT_EQ(reading.revision.source, root_.string());
}

TEST_F(ReadPaths, TakesTheEndingsInAnyCase) {
  for (const char* name : {"a.YAML", "b.Yml", "c.JSON", "d.YAMLX", "e.yaml.j2", "yaml"}) write(name, name);
  EXPECT_THAT(names(read()), ElementsAre("a.YAML", "b.Yml", "c.JSON"));
}

TEST_F(ReadPaths, NamesALinkThatLeadsNowhereWhateverItIsCalled) {
  fs::create_directory_symlink("nowhere", root_ / "prod");
  fs::create_directory_symlink("loop", root_ / "loop");
  fs::create_symlink("user@host.1234", root_ / ".#a.yaml");  // Emacs' lock
  write("README", "x");
  fs::create_symlink("README", root_ / "link-to-no-manifest");
  const SourceReading reading = read();
  ASSERT_THAT(names(reading), ElementsAre("loop", "prod"));
  EXPECT_EQ(reading.files[1].error, "is a link that cannot be followed: No such file or directory");
}

TEST_F(ReadPaths, MarksWhatTheIgnoreFileCovers) {
  write(".fireworksignore", "# not ours\nstaging/\n*.tmp.yaml\n!kept.tmp.yaml\n/top.yaml\n");
  for (const char* name : {"a.yaml", "a.tmp.yaml", "kept.tmp.yaml", "sub/staging/b.yaml", "sub/top.yaml",
                           "staging/deep/c.yaml", "top.yaml"}) {
    write(name, "x");
  }
  // Ignored by one way and not by another: it counts.
  fs::create_directory_symlink("staging/deep", root_ / "way");
  fs::create_symlink("nowhere", root_ / "staging" / "dangling");
  std::vector<std::string> counted;
  std::vector<std::string> ignored;
  const SourceReading reading = read();
  ASSERT_EQ(reading.error, "");
  for (const SourceFile& file : reading.files) {
    (file.ignored ? ignored : counted)
        .push_back(fs::path(file.name.str()).lexically_relative(root_).string());
  }
  EXPECT_THAT(counted, ElementsAre("a.yaml", "kept.tmp.yaml", "sub/top.yaml", "way/c.yaml"));
  EXPECT_THAT(ignored, ElementsAre("a.tmp.yaml", "staging/dangling", "staging/deep/c.yaml",
                                   "sub/staging/b.yaml", "top.yaml"));
}

TEST_F(ReadPaths, ReadNothingWhileTheIgnoreFileCannotBeRead) {
  write("a.yaml", "x");
  const std::string file = (root_ / ".fireworksignore").string();
  fs::create_symlink("nowhere", file);
  EXPECT_EQ(read().error, file + ": cannot be read: No such file or directory");
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_EQ(read().error, file + ": cannot be read: Is a directory");
  fs::remove(file);
  write(".fireworksignore", std::string(2 * 1024 * 1024, '#'));
  EXPECT_EQ(read().error, file + ": is larger than the 1048576 bytes that are read");
  write(".fireworksignore", std::string("a\0b", 3));
  EXPECT_EQ(read().error, file + ": holds a NUL byte: save it as UTF-8");
}

TEST_F(ReadPaths, TakesAFileOfAnyNameWhenItIsGiven) {
  write("manifest.txt", "x");
  EXPECT_THAT(names(read_paths({root_ / "manifest.txt"}, {})), ElementsAre("manifest.txt"));
}

TEST_F(ReadPaths, FollowsTheLinksOfAMountedConfigMap) {
  write("..2026_01/a.yaml", "x");
  fs::create_directory_symlink("..2026_01", root_ / "..data");
  fs::create_symlink("..data/a.yaml", root_ / "a.yaml");
  const SourceReading reading = read();
  EXPECT_THAT(names(reading), ElementsAre("a.yaml"));
  EXPECT_EQ(reading.files[0].bytes, "x");
}

TEST_F(ReadPaths, FollowsNoCycleAndReadsNothingTwice) {
  write("sub/a.yaml", "x");
  fs::create_directory_symlink("..", root_ / "sub" / "up");
  fs::create_directory_symlink("sub", root_ / "also");
  fs::create_symlink("self.yaml", root_ / "self.yaml");
  const SourceReading reading = read_paths({root_, root_ / "sub" / "a.yaml"}, {});
  EXPECT_EQ(reading.error, "");
  EXPECT_THAT(names(reading), ElementsAre("also/a.yaml", "self.yaml"));
  EXPECT_THAT(reading.files[1].error, testing::StartsWith("is a link that cannot be followed: "));
}

TEST_F(ReadPaths, TellsAFileThatCannotBeRead) {
  fs::create_symlink("nowhere", root_ / "a.yaml");
  ASSERT_EQ(::mkfifo((root_ / "b.yaml").c_str(), 0600), 0);
  const SourceReading reading = read();
  EXPECT_EQ(reading.error, "");
  ASSERT_THAT(names(reading), ElementsAre("a.yaml", "b.yaml"));
  EXPECT_EQ(reading.files[0].error, "is a link that cannot be followed: No such file or directory");
  EXPECT_EQ(reading.files[1].error, "is not a regular file");
}

/// The system tells us by a lease who else has a file open. Asked of a file that nobody has.
bool knows_leases(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool known = ::fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
  ::close(fd);
  return known;
}

TEST_F(ReadPaths, TakesNoFileThatIsStillOpenForWriting) {
  write("probe", "x");
  if (!knows_leases(root_ / "probe")) GTEST_SKIP() << "this file system has no leases";
  std::ofstream writer(root_ / "a.yaml");
  writer << "half" << std::flush;
  const SourceReading half = read();
  writer.close();
  const SourceReading whole = read();
  ASSERT_EQ(whole.files.size(), 1U);
  EXPECT_EQ(whole.files[0].error, "");
  EXPECT_EQ(whole.files[0].bytes, "half");
  ASSERT_EQ(half.files.size(), 1U);
  EXPECT_EQ(half.files[0].error, "is open for writing: it is read once it is closed");
  EXPECT_EQ(half.files[0].bytes, "");
}

TEST_F(ReadPaths, TellsAPathThatDoesNotExistAndReturnsNoFiles) {
  write("a.yaml", "x");
  const SourceReading reading = read_paths({root_, root_ / "missing"}, {});
  EXPECT_EQ(reading.error, (root_ / "missing").string() + ": No such file or directory");
  EXPECT_THAT(reading.files, IsEmpty());
  EXPECT_EQ(read_paths({""}, {}).error, ": No such file or directory");
}

TEST_F(ReadPaths, TellsAFolderThatCannotBeListed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may list every folder";
  write("sub/a.yaml", "x");
  fs::permissions(root_ / "sub", fs::perms::none);
  const SourceReading reading = read();
  fs::permissions(root_ / "sub", fs::perms::owner_all);
  EXPECT_EQ(reading.error, (root_ / "sub").string() + ": Permission denied");
}

TEST_F(ReadPaths, ReadsOneByteMoreThanTheLimitSoThatDecodingTellsIt) {
  write("a.yaml", std::string(1000, 'x'));
  DecodeLimits limits;
  limits.max_file_bytes = 100;
  const SourceReading reading = read_paths({root_}, limits);
  ASSERT_EQ(reading.files.size(), 1U);
  EXPECT_EQ(reading.files[0].bytes.size(), 101U);
}

class ReadAgain : public ReadPaths {
 protected:
  ReadAgain() {
    for (const char* name : {"a.yaml", "b.yaml"}) write(name, "one");
    reader_.read();
  }

  DirectoryReader reader_{{root_}, DecodeLimits{}, std::chrono::seconds(0)};
};

TEST_F(ReadAgain, NothingThatIsAsItWas) {
  write("b.yaml", "three");
  const SourceReading reading = reader_.read();
  ASSERT_THAT(names(reading), ElementsAre("a.yaml", "b.yaml"));
  EXPECT_FALSE(reading.partial);
  EXPECT_TRUE(reading.files[0].unchanged);
  EXPECT_EQ(reading.files[0].bytes, "");
  EXPECT_FALSE(reading.files[1].unchanged);
  EXPECT_EQ(reading.files[1].bytes, "three");
}

TEST_F(ReadAgain, WhatWasWrittenTooRecentlyToTell) {
  DirectoryReader careful({root_}, DecodeLimits{});
  careful.read();
  EXPECT_EQ(careful.read().files.at(0).bytes, "one");
}

TEST_F(ReadAgain, EverythingAfterAReadingThatFailed) {
  DirectoryReader reader({root_, root_ / "other"}, DecodeLimits{}, std::chrono::seconds(0));
  fs::create_directory(root_ / "other");
  reader.read();
  fs::remove(root_ / "other");
  EXPECT_NE(reader.read().error, "");
  fs::create_directory(root_ / "other");
  EXPECT_FALSE(reader.read().files.at(0).unchanged);
}

TEST_F(ReadAgain, EverythingThatGotLost) {
  write("a.yaml", "a");
  reader_.read();
  ASSERT_TRUE(reader_.read().files.at(0).unchanged);
  reader_.forget();
  const SourceReading reading = reader_.read({.anything = false, .files = {root_ / "a.yaml"}});
  EXPECT_FALSE(reading.partial);
  EXPECT_EQ(reading.files.at(0).bytes, "a");
}

TEST_F(ReadAgain, OnlyTheFilesThatChanged) {
  write("b.yaml", "two");
  const SourceReading reading = reader_.read({.anything = false, .files = {root_ / "b.yaml"}});
  EXPECT_TRUE(reading.partial);
  EXPECT_THAT(names(reading), ElementsAre("b.yaml"));
  EXPECT_EQ(reading.files[0].bytes, "two");
}

TEST_F(ReadAgain, AllWhenAFileIsNewOrGone) {
  write("c.yaml", "new");
  const SourceReading grown = reader_.read({.anything = false, .files = {root_ / "c.yaml"}});
  EXPECT_FALSE(grown.partial);
  EXPECT_THAT(names(grown), ElementsAre("a.yaml", "b.yaml", "c.yaml"));
  fs::remove(root_ / "a.yaml");
  const SourceReading shrunk = reader_.read({.anything = false, .files = {root_ / "a.yaml"}});
  EXPECT_FALSE(shrunk.partial);
  EXPECT_THAT(names(shrunk), ElementsAre("b.yaml", "c.yaml"));
}

TEST_F(ReadAgain, AllWhenAFileHasBecomeALink) {
  write("elsewhere/target", "linked");
  fs::remove(root_ / "b.yaml");
  fs::create_symlink(root_ / "elsewhere" / "target", root_ / "b.yaml");
  const SourceReading reading = reader_.read({.anything = false, .files = {root_ / "b.yaml"}});
  EXPECT_FALSE(reading.partial);
  EXPECT_EQ(reading.files.at(1).bytes, "linked");
}

TEST_F(ReadAgain, AFileThatCannotBeReadIsNotTakenForUnchanged) {
  fs::remove(root_ / "b.yaml");
  fs::create_directory(root_ / "b.yaml");
  EXPECT_THAT(names(reader_.read()), ElementsAre("a.yaml"));
  fs::remove(root_ / "b.yaml");
  write("b.yaml", "back");
  const SourceReading reading = reader_.read();
  EXPECT_EQ(reading.files.at(1).bytes, "back");
}

TEST_F(ReadAgain, NothingThatIsNoManifest) {
  write("README.md", "text");
  const SourceReading reading = reader_.read({.anything = false, .files = {root_ / "README.md"}});
  EXPECT_TRUE(reading.partial);
  EXPECT_THAT(reading.files, IsEmpty());
}

}  // namespace
}  // namespace fwop::manifests
