#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "manifests/directory/directory_source.hpp"

namespace fwop::manifests {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Only a change that is never seen waits as long.
constexpr auto kPatience = 20s;

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

class Watching : public testing::Test {
 protected:
  Watching() {
    std::string name = (fs::temp_directory_path() / "fwop-watch-XXXXXX").string();
    base_ = ::mkdtemp(name.data());
    root_ = base_ / "manifests";
    fs::create_directory(root_);
  }
  ~Watching() override { fs::remove_all(base_); }

  void watch(std::chrono::seconds rescan = 3600s) {
    watcher_.emplace(context_.get_executor(), std::vector<fs::path>{root_},
                     DirectoryWatcher::Options{.debounce = 5ms, .max_delay = 50ms, .rescan = rescan});
    reader_.emplace(std::vector<fs::path>{root_}, DecodeLimits{});
  }

  /// With what a partial reading, or an unchanged file, leaves as it was.
  SourceReading whole(SourceReading reading) {
    if (!reading.error.empty()) return reading;
    std::map<std::string, SourceFile> before;
    if (reading.partial) before = files_;
    for (SourceFile& file : reading.files) {
      const std::string name = file.name;
      before[name] = file.unchanged ? files_.at(name) : std::move(file);
    }
    files_ = std::move(before);
    reading.files.clear();
    for (const auto& [name, file] : files_) reading.files.push_back(file);
    return reading;
  }

  /// The names of the files, relative to the root, and their bytes, once `wanted` holds; whatever is there
  /// when patience ends.
  SourceReading read_until(const std::function<bool(const SourceReading&)>& wanted) {
    SourceReading reading;
    bool done = false;
    asio::steady_timer deadline(context_, kPatience);
    deadline.async_wait([&](const auto& error) {
      if (!error) context_.stop();
    });
    auto loop = [&]() -> asio::awaitable<void> {
      while (!done) {
        const Changes changes = co_await watcher_->changed();
        reading = whole(reader_->read(changes));
        done = wanted(reading);
      }
      deadline.cancel();
    };
    asio::co_spawn(context_, loop(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
    context_.restart();
    while (!done && !context_.stopped()) context_.run_one();
    EXPECT_TRUE(done) << "not seen within patience; last error: " << reading.error;
    return reading;
  }

  static std::function<bool(const SourceReading&)> holds(std::string name, std::string bytes) {
    return [name, bytes](const SourceReading& reading) {
      for (const SourceFile& file : reading.files) {
        if (file.name.str().ends_with(name) && file.bytes == bytes) return true;
      }
      return false;
    };
  }
  static std::function<bool(const SourceReading&)> count_is(std::size_t count) {
    return [count](const SourceReading& reading) {
      return reading.error.empty() && reading.files.size() == count;
    };
  }

  asio::io_context context_;
  fs::path base_;
  fs::path root_;
  std::optional<DirectoryWatcher> watcher_;
  std::optional<DirectoryReader> reader_;
  std::map<std::string, SourceFile> files_;
};

TEST_F(Watching, SeesAFileThatIsWritten) {
  watch();
  write(root_ / "a.yaml", "one");
  read_until(holds("a.yaml", "one"));
  write(root_ / "a.yaml", "two");
  read_until(holds("a.yaml", "two"));
}

TEST_F(Watching, TellsWhichFilesWereReplaced) {
  write(root_ / "a.yaml", "one");
  write(root_ / "b.yaml", "one");
  watch();
  whole(reader_->read());
  write(base_ / "new", "two");
  fs::rename(base_ / "new", root_ / "b.yaml");
  std::optional<Changes> changes;
  asio::co_spawn(context_, watcher_->changed(),
                 [&](const std::exception_ptr&, Changes told) { changes = std::move(told); });
  while (!changes && context_.run_one_for(kPatience) > 0) {
  }
  ASSERT_TRUE(changes);
  EXPECT_FALSE(changes->anything);
  EXPECT_EQ(changes->files, (std::vector<fs::path>{root_ / "b.yaml"}));
  const SourceReading reading = reader_->read(*changes);
  EXPECT_TRUE(reading.partial);
  ASSERT_EQ(reading.files.size(), 1U);
  EXPECT_EQ(reading.files[0].bytes, "two");
}

TEST_F(Watching, SeesWhatChangedBeforeAnybodyWaited) {
  watch();
  write(root_ / "a.yaml", "one");
  context_.poll();
  read_until(holds("a.yaml", "one"));
}

TEST_F(Watching, SeesAnAtomicRename) {
  write(root_ / "a.yaml", "one");
  watch();
  write(root_ / ".a.yaml.tmp", "two");
  fs::rename(root_ / ".a.yaml.tmp", root_ / "a.yaml");
  read_until(holds("a.yaml", "two"));
}

TEST_F(Watching, SeesADeletion) {
  write(root_ / "a.yaml", "one");
  write(root_ / "b.yaml", "one");
  watch();
  fs::remove(root_ / "a.yaml");
  read_until(count_is(1));
}

TEST_F(Watching, SeesFilesInDirectoriesThatAreNewThemselves) {
  watch();
  fs::create_directories(root_ / "team" / "prod" / "eu");
  write(root_ / "team" / "prod" / "eu" / "a.yaml", "one");
  read_until(holds("eu/a.yaml", "one"));
  write(root_ / "team" / "prod" / "eu" / "a.yaml", "two");
  read_until(holds("eu/a.yaml", "two"));
}

TEST_F(Watching, SeesADirectoryThatIsMovedInAndOut) {
  watch();
  fs::create_directory(base_ / "elsewhere");
  write(base_ / "elsewhere" / "a.yaml", "one");
  fs::rename(base_ / "elsewhere", root_ / "in");
  read_until(holds("in/a.yaml", "one"));
  fs::rename(root_ / "in", base_ / "elsewhere");
  read_until(count_is(0));
}

TEST_F(Watching, SeesTheSwapOfAMountedConfigMap) {
  fs::create_directory(root_ / "..2026_01");
  write(root_ / "..2026_01" / "a.yaml", "one");
  fs::create_directory_symlink("..2026_01", root_ / "..data");
  fs::create_symlink("..data/a.yaml", root_ / "a.yaml");
  watch();
  for (const std::string version : {"..2026_02", "..2026_03"}) {
    const fs::path before = fs::read_symlink(root_ / "..data");
    fs::create_directory(root_ / version);
    write(root_ / version / "a.yaml", version);
    fs::create_directory_symlink(version, root_ / "..data_tmp");
    fs::rename(root_ / "..data_tmp", root_ / "..data");
    fs::remove_all(root_ / before);
    read_until(holds("a.yaml", version));
  }
}

TEST_F(Watching, SeesAWriteToTheTargetOfALinkOutsideTheFolder) {
  fs::create_directory(base_ / "outside");
  write(base_ / "outside" / "target.yaml", "one");
  fs::create_symlink(base_ / "outside" / "target.yaml", root_ / "a.yaml");
  watch();
  write(base_ / "outside" / "target.yaml", "two");
  read_until(holds("a.yaml", "two"));
}

TEST_F(Watching, SeesARootThatIsALinkBeingSwapped) {
  fs::create_directory(base_ / "v1");
  fs::create_directory(base_ / "v2");
  write(base_ / "v1" / "a.yaml", "one");
  write(base_ / "v2" / "a.yaml", "two");
  fs::remove(root_);
  fs::create_directory_symlink("v1", root_);
  watch();
  fs::create_directory_symlink("v2", base_ / "next");
  fs::rename(base_ / "next", root_);
  read_until(holds("a.yaml", "two"));
  write(base_ / "v2" / "a.yaml", "three");
  read_until(holds("a.yaml", "three"));
}

TEST_F(Watching, SeesADirectoryThatVanishesAndComesBack) {
  write(root_ / "a.yaml", "one");
  watch();
  fs::remove_all(root_);
  read_until([](const SourceReading& reading) { return !reading.error.empty(); });
  fs::create_directory(root_);
  write(root_ / "a.yaml", "two");
  read_until(holds("a.yaml", "two"));
  write(root_ / "a.yaml", "three");
  read_until(holds("a.yaml", "three"));
}

TEST_F(Watching, SeesADirectoryThatComesBackTogetherWithItsParents) {
  root_ = base_ / "x" / "y" / "z";
  watch();
  fs::create_directories(root_);
  write(root_ / "a.yaml", "one");
  read_until(holds("a.yaml", "one"));
}

TEST_F(Watching, SeesASingleFileBeingReplaced) {
  root_ = root_ / "a.yaml";
  write(root_, "one");
  watch();
  write(base_ / "new", "two");
  fs::rename(base_ / "new", root_);
  read_until(holds("a.yaml", "two"));
  write(root_, "three");
  read_until(holds("a.yaml", "three"));
}

TEST_F(Watching, ReportsARescanWhenNothingHappens) {
  watch(0s);
  read_until(count_is(0));
  EXPECT_EQ(watcher_->problem(), "");
}

TEST_F(Watching, FallsBackToRescansAndSaysSoWithoutInotify) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers need descriptors of their own to look at memory";
#endif
  const asio::posix::stream_descriptor reactor(context_);  // has its own descriptors before none are left
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const int next_descriptor = ::dup(0);
  ::close(next_descriptor);
  rlimit none_left = limit;
  none_left.rlim_cur = static_cast<rlim_t>(next_descriptor);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
  watch(0s);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_THAT(watcher_->problem(), testing::StartsWith("inotify is not available"));
  write(root_ / "a.yaml", "one");
  read_until(holds("a.yaml", "one"));
}

TEST_F(Watching, EndsWithItsWaiter) {
  watch();
  bool aborted = false;
  asio::co_spawn(context_, watcher_->changed(),
                 [&](const std::exception_ptr& error, const Changes&) { aborted = error != nullptr; });
  context_.poll();
  watcher_.reset();
  context_.restart();
  context_.run();
  EXPECT_TRUE(aborted);
}

TEST_F(Watching, CanBeCancelled) {
  watch();
  asio::cancellation_signal stop;
  bool aborted = false;
  asio::co_spawn(
      context_, watcher_->changed(),
      asio::bind_cancellation_slot(
          stop.slot(), [&](const std::exception_ptr& error, const Changes&) { aborted = error != nullptr; }));
  context_.poll();
  stop.emit(asio::cancellation_type::terminal);
  context_.restart();
  while (!aborted && context_.run_one_for(kPatience) > 0) {
  }
  EXPECT_TRUE(aborted);
}

}  // namespace
}  // namespace fwop::manifests
