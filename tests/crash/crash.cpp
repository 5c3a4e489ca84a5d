#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "api/standin/standin.hpp"
#include "controller/journal/open_journal.hpp"

// crash OPERATOR [ROUNDS [MILLISECONDS]]: kills the real program again and again, at random instants and at
// every named point between journal and socket, while the stand-in loses answers and manifests come and go.
// At the end the stand-in's log must hold one create for each cluster, a delete for each that was asked for,
// and no other.

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFirstClusters = 30;
constexpr int kAddEvery = 10;
constexpr int kRemoveEvery = 15;
constexpr std::chrono::seconds kSettleLimit{120};
constexpr const char* kPoints[] = {"before-commit", "after-commit", "before-send", "after-answer"};
constexpr const char* kFaults = R"({"seed": 4, "rules": [
  {"match": {"verb": "create"}, "probability": 0.25, "lostAnswer": true},
  {"match": {"verb": "delete"}, "probability": 0.25, "lostAnswer": true},
  {"match": {"verb": "create"}, "probability": 0.1, "cutRequest": true},
  {"match": {"verb": "list"}, "probability": 0.1, "status": 503},
  {"match": {"verb": "get"}, "probability": 0.1, "status": 500}]})";

class Directory {
 public:
  Directory() {
    std::string name = (fs::temp_directory_path() / "fireworks-crash-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
    fs::create_directory(path_ / "manifests");
  }
  ~Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  [[nodiscard]] fs::path manifests() const { return path_ / "manifests"; }
  [[nodiscard]] fs::path state() const { return path_ / "state"; }
  [[nodiscard]] fs::path log() const { return path_ / "log"; }

  void declare(const std::string& id) const {
    const fs::path hidden = manifests() / ("." + id);
    std::ofstream(hidden) << "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: "
                          << id << "}\nspec:\n  fakeCluster: {projectId: p, location: l, clusterName: " << id
                          << "}\n  policy: {deletion: Delete}\n";
    fs::rename(hidden, manifests() / (id + ".yaml"));
  }
  void remove(const std::string& id) const { fs::remove(manifests() / (id + ".yaml")); }

 private:
  fs::path path_;
};

class Rounds {
 public:
  Rounds(std::string program, fwop::api::Standin& standin) : program_(std::move(program)), standin_(standin) {
    for (int i = 0; i < kFirstClusters; ++i) add();
  }

  /// Each round lives for `longest` at most.
  void run(int rounds, std::chrono::milliseconds longest) {
    for (int round = 1; round <= rounds; ++round) {
      if (round % kAddEvery == 0) add();
      if (round % kRemoveEvery == 0) remove_one();
      // Every second round ends at a named point, the others at a random instant.
      const std::string point =
          round % 2 == 0 ? "" : kPoints[(round / 2) % 4] + (":" + std::to_string(1 + random_() % 6));
      kill_after(start(point), std::chrono::milliseconds(random_() % longest.count()));
    }
  }

  /// Lets the last one run until all is as asked; false when that takes too long.
  bool settle() {
    const pid_t child = start("");
    const auto until = std::chrono::steady_clock::now() + kSettleLimit;
    bool settled = false;
    while (!settled && std::chrono::steady_clock::now() < until) {
      ::usleep(50'000);
      settled = as_asked();
    }
    ::kill(child, SIGTERM);
    int status = 0;
    ::waitpid(child, &status, 0);
    return settled && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  /// The closing line, and whether it is what it must be.
  bool judge(int rounds) const {
    const json stats = json::parse(standin_.stats_json());
    std::map<std::string, int> creates;
    std::set<std::string> deletes;
    for (const json& create : stats.at("creates")) {
      if (create.at("status") == 200) ++creates[create.at("name")];
    }
    for (const json& gone : stats.at("deletes")) {
      if (gone.at("status") == 200) deletes.insert(gone.at("name"));
    }
    int total = 0;
    for (const auto& [name, times] : creates) {
      total += times;
      if (times > 1) std::cout << "created " << times << " times: " << name << '\n';
    }
    for (const std::string& name : deletes) {
      if (!asked_.contains(name)) std::cout << "deleted, though nobody asked: " << name << '\n';
    }
    const auto journal = fwop::controller::open_sqlite_journal(directory_.state());
    const bool intact = journal && journal->notices.empty() && journal->journal->load().has_value();
    if (!intact) std::cout << "the journal is not intact\n";
    std::cout << "crash: " << rounds << " rounds, " << total << " creates, " << declared_ever_
              << " clusters, " << deletes.size() << " deletes, " << asked_.size() << " asked" << std::endl;
    return intact && total == declared_ever_ && deletes == asked_;
  }

  [[nodiscard]] std::string last_log() const {
    std::ifstream file(directory_.log());
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  void add() {
    const std::string id = "c" + std::to_string(declared_ever_++);
    directory_.declare(id);
    declared_.push_back(id);
  }

  void remove_one() {
    const std::size_t which = random_() % declared_.size();
    const std::string id = declared_[which];
    // Asked for only if it is there: one that was never created goes without a delete.
    if (!exists(id)) return;
    directory_.remove(id);
    declared_.erase(declared_.begin() + static_cast<std::ptrdiff_t>(which));
    asked_.insert("accounts/acme/clusters/" + id);
  }

  [[nodiscard]] bool exists(const std::string& id) const {
    const json stats = json::parse(standin_.stats_json());
    for (const json& create : stats.at("creates")) {
      if (create.at("status") == 200 && create.at("name") == "accounts/acme/clusters/" + id) return true;
    }
    return false;
  }

  [[nodiscard]] bool as_asked() const {
    const json stats = json::parse(standin_.stats_json());
    std::set<std::string> created;
    std::set<std::string> deleted;
    for (const json& create : stats.at("creates")) {
      if (create.at("status") == 200) created.insert(create.at("name").get<std::string>());
    }
    for (const json& gone : stats.at("deletes")) {
      if (gone.at("status") == 200) deleted.insert(gone.at("name").get<std::string>());
    }
    return static_cast<int>(created.size()) == declared_ever_ && deleted == asked_;
  }

  pid_t start(const std::string& point) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::setenv("FIREWORKS_API_KEY", "k", 1);
    if (!point.empty()) ::setenv("FIREWORKS_OPERATOR_CRASH_AT", point.c_str(), 1);
    const int log = ::open(directory_.log().c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    const std::string manifests = directory_.manifests();
    const std::string state = directory_.state();
    const std::string url = standin_.base_url();
    ::execl(program_.c_str(), program_.c_str(), "run", manifests.c_str(), "--account-id", "acme", "--api-url",
            url.c_str(), "--state-dir", state.c_str(), "--status-address", "127.0.0.1:0", "--sweep-interval",
            "50ms", "--deletion-grace", "0s", "--api-budget", "0", "--max-in-flight", "16",
            "--max-delete-percent", "100", "--request-timeout", "2s", static_cast<char*>(nullptr));
    ::_exit(127);
  }

  static void kill_after(pid_t child, std::chrono::milliseconds time) {
    // The instant of the kill is what is random here: nothing is waited for.
    ::usleep(static_cast<useconds_t>(time.count() * 1000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }

  std::string program_;
  fwop::api::Standin& standin_;
  Directory directory_;
  std::mt19937 random_{20261123};
  std::vector<std::string> declared_;
  std::set<std::string> asked_;
  int declared_ever_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: crash OPERATOR [ROUNDS [MILLISECONDS]]\n";
    return 2;
  }
  const int rounds = argc > 2 ? std::stoi(argv[2]) : 300;
  const std::chrono::milliseconds longest(argc > 3 ? std::stoi(argv[3]) : 160);
  fwop::api::StandinOptions options;
  options.api_key = "k";
  options.provisioning = std::chrono::milliseconds(100);
  options.faults = *fwop::api::standin::parse_fault_script(kFaults);
  const auto standin = fwop::api::Standin::start(std::move(options));
  if (!standin) {
    std::cerr << standin.error() << '\n';
    return 2;
  }
  Rounds test(argv[1], **standin);
  test.run(rounds, longest);
  const bool settled = test.settle();
  if (!settled) std::cout << "it did not settle; the last log:\n" << test.last_log();
  return test.judge(rounds) && settled ? 0 : 1;
}
