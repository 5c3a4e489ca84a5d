#include "api/base/line_writer.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{60000};
constexpr std::size_t kLine = 100;

std::string line(int number) {
  std::string text = "line " + std::to_string(number);
  text.resize(kLine - 1, '.');
  return text + "\n";
}

/// A pipe that is full from the start, and that a test reads when it wants.
class FullPipe {
 public:
  FullPipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    const std::string filler(4096, '#');
    while (::write(ends_[1], filler.data(), filler.size()) > 0) filled_ += filler.size();
    ::fcntl(ends_[1], F_SETFL, 0);
  }
  ~FullPipe() {
    // Ends the write in which a writer's thread may be stuck.
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  FullPipe(const FullPipe&) = delete;
  FullPipe& operator=(const FullPipe&) = delete;

  [[nodiscard]] int write_end() const { return ends_[1]; }
  /// What comes after the filling, up to and with `last`.
  std::string read_until(const std::string& last) {
    std::string text;
    std::array<char, 4096> part{};
    while (text.size() < filled_ || !text.ends_with(last)) {
      const ssize_t size = ::read(ends_[0], part.data(), part.size());
      if (size <= 0) break;
      text.append(part.data(), static_cast<std::size_t>(size));
    }
    return text.substr(std::min(std::exchange(filled_, 0), text.size()));
  }

 private:
  std::array<int, 2> ends_{};
  std::size_t filled_ = 0;
};

LineWriter::Options of_ten_lines() {
  return {.most_waiting = 10 * kLine, .last_wait = milliseconds(20), .missing = [](std::uint64_t lines) {
            return std::to_string(lines) + " missing\n";
          }};
}

/// The sum of what all lines that tell of missing ones say: the thread may take a line at any moment.
std::uint64_t told_missing(const std::string& text) {
  std::uint64_t sum = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(" missing")) sum += std::stoull(line);
  }
  return sum;
}

// With a writer that waits for the reader, this test would never end.
TEST(LineWriter, DropsTheOldestWhenNobodyReadsAndSaysHowMany) {
  FullPipe pipe;
  LineWriter writer(pipe.write_end(), of_ten_lines());
  constexpr int kLines = 1000;
  for (int i = 0; i < kLines; ++i) writer.add(line(i));
  const auto lost = writer.lost();
  EXPECT_GE(lost, kLines - 11U) << "ten wait, and one may be in the thread's hands";
  EXPECT_LE(lost, kLines - 10U);

  const std::string text = pipe.read_until(line(kLines - 1));
  EXPECT_EQ(told_missing(text), lost) << text;
  for (int i = kLines - 10; i < kLines; ++i) EXPECT_NE(text.find(line(i)), std::string::npos) << i;
  ASSERT_TRUE(writer.flush(kPatience));
  EXPECT_EQ(writer.lost(), lost);
  writer.add("the last\n");
  EXPECT_EQ(pipe.read_until("the last\n").find("missing"), std::string::npos) << "told once";
}

TEST(LineWriter, EndsThoughItsThreadIsStuckInAWrite) {
  FullPipe pipe;
  LineWriter writer(pipe.write_end(), of_ten_lines());
  writer.add(line(1));
  EXPECT_FALSE(writer.flush(milliseconds(20)));
}

TEST(LineWriter, WritesAllInOrderBeforeItEnds) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  std::string expected;
  {
    LineWriter writer(ends[1], {.last_wait = kPatience, .missing = {}});
    for (int i = 0; i < 50; ++i) {
      expected += line(i);
      writer.add(line(i));
    }
  }
  ::close(ends[1]);
  std::string text(expected.size() + 1, '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(ends[0], text.data(), text.size()), 0)));
  EXPECT_EQ(text, expected);
  ::close(ends[0]);
}

TEST(LineWriter, CountsWhatCannotBeWritten) {
  const int closed = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  LineWriter writer(closed, of_ten_lines());
  writer.add(line(1));
  writer.add(line(2));
  EXPECT_TRUE(writer.flush(kPatience));
  EXPECT_EQ(writer.lost(), 2U);
  ::close(closed);
}

}  // namespace
}  // namespace fwop::controller
