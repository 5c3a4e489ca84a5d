#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>

#include "controller/journal/open_journal.hpp"
#include "journal_builders.hpp"

namespace fwop::controller::test {

/// 2026-11-23T12:00:00Z.
inline constexpr std::int64_t kNow = 1'795'435'200'000'000'000;

inline JournalOptions options() {
  return {.now = [] { return at(kNow); }, .busy_timeout = std::chrono::milliseconds(20)};
}

inline std::string read_whole(const std::filesystem::path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  std::string bytes(failed ? 0 : size, '\0');
  std::ifstream(file, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

inline void write_whole(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// A state directory with a journal in it, to be opened, closed and harmed.
class JournalFiles : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const std::string& suffix = "") const {
    return directory_.path() / ("journal.db" + suffix);
  }

  /// Opens it; a failure of the test when that fails.
  std::unique_ptr<Journal> open(JournalOptions wanted = options()) {
    auto opened = open_sqlite_journal(directory_.path(), std::move(wanted));
    if (!opened) {
      ADD_FAILURE() << opened.error().message;
      return nullptr;
    }
    notices_ = std::move(opened->notices);
    return std::move(opened->journal);
  }

  std::string error_of_open() {
    auto opened = open_sqlite_journal(directory_.path(), options());
    return opened ? "" : opened.error().message;
  }

  static void commit(Journal& journal, const JournalBatch& batch) {
    const auto kept = journal.commit(batch);
    ASSERT_TRUE(kept) << kept.error().message;
  }

  static std::size_t count_records(Journal& journal) {
    const auto contents = journal.load();
    EXPECT_TRUE(contents) << contents.error().message;
    return contents ? contents->records.size() : 0;
  }

  /// A sound journal with that many records, closed.
  void make_journal(int records) {
    const auto journal = open();
    JournalBatch batch;
    for (int number = 0; number < records; ++number)
      batch.upserts.push_back(with_create_intent(a_record(number)));
    commit(*journal, batch);
  }

  /// The files of the directory whose names begin like that, sorted.
  [[nodiscard]] std::vector<std::string> names(const std::string& beginning) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      std::string name = entry.path().filename().string();
      if (name.starts_with(beginning)) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TemporaryDirectory directory_;
  std::vector<JournalNotice> notices_;
};

}  // namespace fwop::controller::test
