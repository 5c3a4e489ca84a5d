#include "api/clusters/credentials.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(CheckedKey, TrimsWhiteSpaceAround) {
  EXPECT_EQ(checked_key(" fw_abc\r\n", "it").value(), "fw_abc");
  EXPECT_EQ(checked_key("\xEF\xBB\xBF"
                        "fw_abc",
                        "it")
                .value(),
            "fw_abc");
}

TEST(CheckedKey, RefusesWhatCannotBeAHeaderAndDoesNotRepeatIt) {
  for (const char* text :
       {"", " \n", "fw_a\r\nX-Evil: 1", "fw_a fw_b", "fw_\x01", "fw_\x7f", "fw_\xC3\xA9"}) {
    const auto key = checked_key(text, "the API key");
    ASSERT_TRUE(key.has_error()) << text;
    EXPECT_EQ(key.error().kind, ErrorKind::Unauthenticated);
    EXPECT_THAT(key.error().message, HasSubstr("the API key"));
    EXPECT_THAT(key.error().message, Not(HasSubstr("fw_")));
  }
}

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() {
    std::string pattern = testing::TempDir() + "key_file_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ / "key"; }
  void write(const std::string& text) const {
    const auto fresh = folder_ / "fresh";
    std::ofstream(fresh) << text;
    std::filesystem::permissions(fresh, std::filesystem::perms::owner_read);
    std::filesystem::rename(fresh, path());
  }

  std::filesystem::path folder_;
};

TEST_F(KeyFileTest, IsReadAgainWhenItChanges) {
  write("fw_one\n");
  KeyFile file(path());
  EXPECT_EQ(file.bearer().value(), "fw_one");
  write("fw_two\n");
  EXPECT_EQ(file.bearer().value(), "fw_two");
}

TEST_F(KeyFileTest, KeepsTheLastGoodKeyAndSaysSoOnce) {
  write("fw_one");
  std::vector<std::string> warnings;
  KeyFile file(path(), [&](const std::string& text) { warnings.push_back(text); });
  EXPECT_EQ(file.bearer().value(), "fw_one");
  std::filesystem::remove(path());
  EXPECT_EQ(file.bearer().value(), "fw_one");
  EXPECT_EQ(file.bearer().value(), "fw_one");
  EXPECT_THAT(warnings, SizeIs(1));
  write("two words");
  EXPECT_EQ(file.bearer().value(), "fw_one");
  EXPECT_THAT(warnings, SizeIs(2));
  write("fw_two");
  EXPECT_EQ(file.bearer().value(), "fw_two");
  EXPECT_THAT(warnings, SizeIs(2));
}

TEST_F(KeyFileTest, ThatIsMissingIsAnErrorUntilItAppears) {
  KeyFile file(path());
  EXPECT_THAT(file.bearer().error().message, HasSubstr("No such file"));
  write("fw_one");
  EXPECT_EQ(file.bearer().value(), "fw_one");
}

TEST_F(KeyFileTest, RefusesAFolderAndAHugeFile) {
  EXPECT_THAT(KeyFile(folder_).bearer().error().message, HasSubstr("is not a file"));
  write(std::string(kMaxKeyFile + 1, 'k'));
  EXPECT_THAT(KeyFile(path()).bearer().error().message, HasSubstr("too large"));
  write(std::string(kMaxKeyFile, 'k'));
  EXPECT_EQ(KeyFile(path()).bearer().value().size(), kMaxKeyFile);
}

TEST_F(KeyFileTest, RefusesWhatEveryoneMayWriteAndKeepsTheKeyFromBefore) {
  write("fw_strange");
  std::filesystem::permissions(path(), std::filesystem::perms(0602));
  const auto refused = KeyFile(path()).bearer();
  ASSERT_TRUE(refused.has_error());
  EXPECT_THAT(refused.error().message, HasSubstr("chmod o-w"));

  write("fw_one");
  std::vector<std::string> warnings;
  KeyFile file(path(), [&](const std::string& warning) { warnings.push_back(warning); });
  EXPECT_EQ(file.bearer().value(), "fw_one");
  write("fw_strange");
  std::filesystem::permissions(path(), std::filesystem::perms(0602));
  EXPECT_EQ(file.bearer().value(), "fw_one");
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings[0], HasSubstr("chmod o-w"));
}

TEST_F(KeyFileTest, WarnsOnceThatEveryoneMayReadIt) {
  write("fw_secret");
  std::filesystem::permissions(path(), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  std::vector<std::string> warnings;
  KeyFile file(path(), [&](const std::string& text) { warnings.push_back(text); });
  EXPECT_EQ(file.bearer().value(), "fw_secret");
  file.refresh();
  EXPECT_EQ(file.bearer().value(), "fw_secret");
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings[0], HasSubstr("chmod o-r"));
  EXPECT_THAT(warnings[0], Not(HasSubstr("fw_secret")));
}

}  // namespace
}  // namespace fwop::api
