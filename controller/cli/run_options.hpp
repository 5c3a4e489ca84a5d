#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "controller/engine/engine_options.hpp"
#include "controller/serve/status_tls.hpp"
#include "manifests/git/git_fetch.hpp"

namespace fwop::controller::cli {

/// How logs are written.
struct OutputOptions {
  std::string log_level = "info";
  std::string log_format = "auto";  ///< auto, text or json.
};

/// The Git repository with the manifests. Not used when `remote.url` is empty.
struct GitFlags {
  manifests::GitRemote remote;
  std::string folder;
  std::string signers;         ///< --git-verify
  std::string webhook_secret;  ///< A file.
  std::chrono::milliseconds interval = std::chrono::seconds(60);
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct RunOptions {
  OutputOptions output;
  std::vector<std::filesystem::path> paths;  ///< Exactly one of `paths` and `git` is given.
  GitFlags git;
  bool standin = false;
  bool may_rehearse = false;  ///< The command has --standin.
  bool until_settled = false;
  bool allow_empty = false;
  std::string require_plan;    ///< A file or a URL; empty: no approval needed.
  std::string table = "auto";  ///< auto, always or never.
  std::string account_id;
  std::string api_url;
  std::vector<std::string> api_key_files;  ///< FILE, or ACCOUNT=FILE for one account.
  std::string api_ca_file;
  std::string status_address = "127.0.0.1:8080";
  std::vector<std::string> status_hosts;
  std::string status_token_file;
  StatusTlsFiles status_tls;
  std::string status_open;  ///< metrics or all; empty: StatusOpen::ByAddress.
  std::string state_dir;
  EngineOptions engine;
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds standin_provisioning = std::chrono::seconds(2);
  std::string standin_faults;
  std::optional<std::uint64_t> seed;
};

}  // namespace fwop::controller::cli
