#include "api/base/text_width.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

TEST(TextWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("größe"), 5U);
  EXPECT_EQ(display_width("東京"), 4U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);
}

TEST(TextWidth, FitCutsBetweenCharacters) {
  EXPECT_EQ(fit("größe", 5), "größe");
  EXPECT_EQ(fit("größer", 5), "größ…");
  EXPECT_EQ(fit("東京都", 4), "東…");
  EXPECT_EQ(fit("abc", 1), "…");
  EXPECT_EQ(fit("abc", 0), "");
}

TEST(TextWidth, PadFillsUpToTheWidth) {
  EXPECT_EQ(pad("ab", 4), "ab  ");
  EXPECT_EQ(display_width(pad("東京都", 4)), 4U);
}

TEST(TextWidth, ControlCharactersAndBrokenUtf8NeverReachATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc\x7f"), "a [2Jb c ");
  EXPECT_EQ(printable("a\xff\xc3"), "a??");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            " 31m");
  EXPECT_EQ(printable("\xed\xa0\x80"), "???");
  EXPECT_EQ(printable("\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbf"), "   ")
      << "what is no character is not XML";
}

}  // namespace
}  // namespace fwop::controller
