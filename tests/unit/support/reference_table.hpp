#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace fwop::testing {

/// Holds what stands in `file` between `<!-- NAME: begin -->` and `<!-- NAME: end -->` against `text`, which
/// is made from the tables of the program. With FWOP_UPDATE_REFERENCE=1 in the environment, writes it there
/// instead.
inline void expect_reference(const std::string& file, const std::string& name, const std::string& text) {
  std::ifstream in(file);
  std::string all{std::istreambuf_iterator<char>(in), {}};
  const std::string begin = "<!-- " + name + ": begin -->\n";
  const auto from = all.find(begin);
  const auto to = all.find("<!-- " + name + ": end -->");
  ASSERT_NE(from, std::string::npos) << file << " has no mark " << begin;
  ASSERT_NE(to, std::string::npos) << file << " has no end of " << begin;
  const auto start = from + begin.size();
  if (std::getenv("FWOP_UPDATE_REFERENCE") != nullptr) {
    all.replace(start, to - start, text);
    std::ofstream(file) << all;
    return;
  }
  EXPECT_EQ(all.substr(start, to - start), text)
      << "run this test once with FWOP_UPDATE_REFERENCE=1, and commit what it writes into " << file;
}

}  // namespace fwop::testing
