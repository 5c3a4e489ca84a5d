#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/standin/standin.hpp"
#include "operator_process.hpp"

namespace fwop::e2e {

struct HttpAnswer {
  int status = 0;  ///< 0 when there was no whole answer.
  std::string body;
};

/// One request to this machine, on a connection of its own.
HttpAnswer request(std::uint16_t port, std::string_view method, const std::string& target,
                   const std::string& body = {});

/// A loopback port that nobody else gets, and that refuses connections.
class HeldPort {
 public:
  HeldPort();
  ~HeldPort();
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  int socket_;
  std::uint16_t number_ = 0;
};

/// Where the status is, as a log of JSON lines says; empty while it does not.
std::string logged_status_url(const std::string& log);
std::uint16_t port_of(const std::string& url);

/// A running operator and what it serves.
class Daemon {
 public:
  Daemon(Process process, std::uint16_t port) : process_(std::move(process)), port_(port) {}

  Process& process() { return process_; }
  const Process& process() const { return process_; }
  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  HttpAnswer get(const std::string& target) const { return request(port_, "GET", target); }
  /// The value of a series written out as on the page: `name{label="value"}`.
  std::optional<double> metric(const std::string& series) const;
  nlohmann::json clusters() const;
  /// Empty while there is no such cluster.
  nlohmann::json cluster(const std::string& name) const;
  bool all_are(const std::string& verdict, std::size_t how_many) const;
  /// Its log lines with that message.
  std::vector<nlohmann::json> logged(const std::string& message) const;

 private:
  Process process_;
  std::uint16_t port_;
};

/// The real program against a stand-in in this process, over real sockets.
class OperatorTest : public testing::Test {
 protected:
  static constexpr const char* kKey = "fw_e2e-7Qd2";

  OperatorTest();

  void start_standin(std::string_view faults = {},
                     std::chrono::milliseconds provisioning = std::chrono::milliseconds(100));
  void clear_faults();
  nlohmann::json stats() const { return nlohmann::json::parse(standin_->stats_json()); }
  std::uint64_t requests(const std::string& verb) const { return stats().at("requests").at(verb); }
  /// Creates that took effect.
  std::uint64_t effective_creates() const;

  static std::string manifest(const std::string& name);
  /// A file with one manifest.
  void declare(const std::string& name) { write_text(folder_ / (name + ".yaml"), manifest(name)); }

  /// Any command of the program.
  Process start(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {},
                const std::filesystem::path& err = {});
  /// `run` on the folder against the stand-in; its stderr goes to `err` when that is given.
  Process start_run(std::vector<std::string> more = {}, const std::string& key = kKey,
                    const std::filesystem::path& err = {});
  [[nodiscard]] std::vector<std::string> run_arguments(const std::vector<std::string>& more) const;
  /// Waits until it says where its status is.
  Daemon start_daemon(std::vector<std::string> more = {}, const std::string& key = kKey);

  TempDir temp_;
  std::filesystem::path folder_ = temp_.path() / "manifests";
  std::vector<std::string> sources_ = {folder_.string()};  ///< What `run` is to follow.
  std::unique_ptr<api::Standin> standin_;

 private:
  int started_ = 0;
};

}  // namespace fwop::e2e
