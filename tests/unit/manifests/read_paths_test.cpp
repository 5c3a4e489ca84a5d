#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "manifests/directory_source.hpp"

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
      result.push_back(fs::path(file.name).lexically_relative(root_).string());
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
  EXPECT_THAT(reading.files[1].error, testing::StartsWith("cannot be read: "));
}

TEST_F(ReadPaths, TellsAFileThatCannotBeRead) {
  fs::create_symlink("nowhere", root_ / "a.yaml");
  ASSERT_EQ(::mkfifo((root_ / "b.yaml").c_str(), 0600), 0);
  const SourceReading reading = read();
  EXPECT_EQ(reading.error, "");
  ASSERT_THAT(names(reading), ElementsAre("a.yaml", "b.yaml"));
  EXPECT_EQ(reading.files[0].error, "cannot be read: No such file or directory");
  EXPECT_EQ(reading.files[1].error, "is not a regular file");
}

TEST_F(ReadPaths, TakesNoFileThatIsStillOpenForWriting) {
  std::ofstream writer(root_ / "a.yaml");
  writer << "half" << std::flush;
  const SourceReading half = read();
  writer.close();
  const SourceReading whole = read();
  ASSERT_EQ(whole.files.size(), 1U);
  EXPECT_EQ(whole.files[0].error, "");
  EXPECT_EQ(whole.files[0].bytes, "half");
  if (half.files.at(0).error.empty()) GTEST_SKIP() << "this file system has no leases";
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

}  // namespace
}  // namespace fwop::manifests
