#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/base/characters.hpp"
#include "api/base/take_until.hpp"
#include "api/base/trimmed.hpp"

namespace fwop {
namespace {

TEST(Trimmed, TakesWhiteSpaceFromBothEndsOnly) {
  EXPECT_EQ(trimmed(" \t\r\n\f\va b\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Trimmed, TakesOnlyWhatItIsTold) {
  EXPECT_EQ(trimmed("\t a \n", kBlanks), "a \n");
  EXPECT_EQ(trimmed("\t a ", " "), "\t a");
}

TEST(Trimmed, SeesWhetherAnythingStandsThere) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \f"));
  EXPECT_FALSE(is_blank(" \f", kWhiteSpaceOfJson));
  EXPECT_FALSE(is_blank(" x "));
}

TEST(Trimmed, TakesTheByteOrderMarkOnce) {
  EXPECT_EQ(without_byte_order_mark("\xEF\xBB\xBF\xEF\xBB\xBFx"), "\xEF\xBB\xBFx");
  EXPECT_EQ(without_byte_order_mark("x\xEF\xBB\xBF"), "x\xEF\xBB\xBF");
  EXPECT_EQ(without_byte_order_mark(""), "");
}

TEST(Characters, AreThoseOfAscii) {
  std::string letters, digits;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (is_letter(c)) letters += c;
    if (is_digit(c)) digits += c;
    EXPECT_EQ(is_alphanumeric(c), is_letter(c) || is_digit(c)) << byte;
  }
  EXPECT_EQ(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(digits, "0123456789");
}

TEST(Characters, AreLoweredWhereTheyAreUpper) {
  EXPECT_EQ(to_lower("Git.Example.COM:\xC3\x84"), "git.example.com:\xC3\x84");
}

TEST(Characters, MakeANumberWhenThereAreOnlyDigits) {
  EXPECT_TRUE(is_number("012345678901"));
  for (const char* text : {"", "-1", "1.5", "12a", " 1"}) EXPECT_FALSE(is_number(text)) << text;
}

TEST(Characters, AreAllLookedAt) {
  EXPECT_TRUE(consists_of("abc", is_lower));
  EXPECT_FALSE(consists_of("abC", is_lower));
  EXPECT_TRUE(consists_of("", is_lower));
}

TEST(TakeUntil, GivesATextPieceByPiece) {
  const auto pieces_of = [](std::string_view rest) {
    std::vector<std::string> pieces;
    while (!rest.empty()) pieces.emplace_back(take_until(rest, ','));
    return pieces;
  };
  EXPECT_EQ(pieces_of("a,,bc"), (std::vector<std::string>{"a", "", "bc"}));
  EXPECT_EQ(pieces_of("a,"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(pieces_of(""), (std::vector<std::string>{}));
}

TEST(TakeUntil, LeavesWhatFollows) {
  std::string_view rest = "name=a=b";
  EXPECT_EQ(take_until(rest, '='), "name");
  EXPECT_EQ(rest, "a=b");
}

}  // namespace
}  // namespace fwop
