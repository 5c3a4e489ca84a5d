#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "manifest_texts.hpp"
#include "manifests/directory/directory_source.hpp"

namespace fwop::manifests {
namespace {

/// One small accident to a text.
std::string mutated(std::string text, std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"\t",
                                                   "\n",
                                                   "---\n",
                                                   "...\n",
                                                   ": ",
                                                   "- ",
                                                   "\"",
                                                   "'",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   "&a ",
                                                   "*a",
                                                   "!",
                                                   "!!str ",
                                                   "|\n",
                                                   ">-\n",
                                                   "#",
                                                   "? ",
                                                   "%YAML 1.2\n",
                                                   "\\u",
                                                   "\\",
                                                   "~",
                                                   ",",
                                                   "<<: ",
                                                   std::string(1, '\0'),
                                                   "\xEF\xBB\xBF",
                                                   "\xFF",
                                                   "\r",
                                                   "\x04",
                                                   "é"};
  const auto below = [&](std::size_t bound) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(bound, 1));
  };
  const std::size_t at = below(text.size() + 1);
  switch (below(6)) {
    case 0: return text.insert(at, kPieces[below(kPieces.size())]);
    case 1: return text.erase(at, below(20));
    case 2: return text.substr(0, at);
    case 3: return text.insert(at, text.substr(below(text.size()), below(40)));
    case 4:
      if (at < text.size()) text[at] = static_cast<char>(random());
      return text;
    default:
      if (at < text.size()) text[at] = kPieces[below(kPieces.size())].front();
      return text;
  }
}

/// What must hold of whatever is decoded.
void check(const DecodedFile& file) {
  EXPECT_EQ(file.broken(), !file.broken_documents.empty());
  for (const auto& manifest : file.manifests) {
    EXPECT_FALSE(manifest->key.account_id.empty());
    EXPECT_FALSE(manifest->key.cluster_id.empty());
    EXPECT_NE(manifest->spec->eks.has_value(), manifest->spec->fake.has_value());
    EXPECT_EQ(manifest->digest, digest_of(*manifest->spec, manifest->policy));
    EXPECT_GT(manifest->origin.line, 0);
  }
  for (const Diagnostic& diagnostic : file.diagnostics) {
    EXPECT_FALSE(diagnostic.message.empty());
    EXPECT_FALSE(diagnostic.rule.empty());
    EXPECT_GT(diagnostic.line, 0) << to_string(diagnostic);
    EXPECT_GT(diagnostic.column, 0) << to_string(diagnostic);
  }
}

class Mutations : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Mutations, OfTheExamplesNeverCrashAndNeverContradictThemselves) {
  const SourceReading examples = read_paths({FWOP_EXAMPLES_DIR}, DecodeLimits{});
  ASSERT_FALSE(examples.files.empty());
  std::mt19937_64 random(GetParam());
  constexpr int kRounds = 1500;
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    const SourceFile& example = examples.files[random() % examples.files.size()];
    std::string text = example.bytes;
    for (std::uint64_t i = random() % 4; i-- > 0;) text = mutated(text, random);
    SCOPED_TRACE(testing::Message() << "seed " << GetParam() << ", round " << round << ":\n" << text);
    check(decode(text, example.name));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Mutations, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace fwop::manifests
