#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/serve/status_tls.hpp"
#include "manifests/git/git_fetch.hpp"

namespace fwop::controller::cli {

/// How logs and results are shown; common to all commands.
struct OutputOptions {
  std::string log_level = "info";
  std::string log_format = "auto";  ///< auto, text or json.
};

/// A Git repository to follow; no `remote.url`, none.
struct GitFlags {
  manifests::GitRemote remote;
  std::string folder;
  std::string signers;         ///< --git-verify
  std::string webhook_secret;  ///< A file.
  std::chrono::milliseconds interval = std::chrono::seconds(60);
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct GitFetchOptions {
  std::string store;
  GitFlags git;
};

struct DecodeTrialOptions {
  std::uint64_t memory = 0;     ///< Bytes.
  std::uint64_t processor = 0;  ///< Seconds.
};

struct RunOptions {
  OutputOptions output;
  std::vector<std::filesystem::path> paths;  ///< Or `git`, one of both.
  GitFlags git;
  bool standin = false;
  bool may_rehearse = false;  ///< The command has --standin.
  bool until_settled = false;
  bool allow_empty = false;
  std::string require_plan;    ///< A file or a URL; empty: nothing is asked.
  std::string table = "auto";  ///< auto, always or never.
  std::string account_id;
  std::string api_url;
  std::vector<std::string> api_key_files;  ///< FILE, or ACCOUNT=FILE for one account.
  std::string api_ca_file;
  std::string status_address = "127.0.0.1:8080";
  std::vector<std::string> status_hosts;
  std::string status_token_file;
  StatusTlsFiles status_tls;
  std::string status_open;  ///< metrics or all; empty: as StatusOpen::ByAddress.
  std::string state_dir;
  EngineOptions engine;
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds standin_provisioning = std::chrono::seconds(2);
  std::string standin_faults;
  std::optional<std::uint64_t> seed;
};

struct ApplyOptions {
  RunOptions run;
  std::optional<std::chrono::milliseconds> timeout;
  std::string junit;  ///< Files; empty for none.
  std::string summary;
};

struct ExportOptions {
  RunOptions run;  ///< Account and API.
  std::vector<std::string> names;
  std::string output_dir;
  bool force = false;
};

struct PlanOptions {
  RunOptions run;  ///< Paths, API, brake and state directory.
  std::string output = "text";
  bool all = false;  ///< Unchanged clusters too.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct ValidateOptions {
  std::vector<std::filesystem::path> paths;
  std::string output = "text";
  std::string account_id;
  bool allow_empty = false;
  bool strict = false;
  bool only_ours = false;
};

struct InitOptions {
  std::string terraform;  ///< A file, "-" for stdin, or empty.
  std::string output_file;
  bool force = false;
  std::string account_id;
  std::string name;
  std::string display_name;
  api::EksCluster eks;
};
/// The flag of a field of spec.eksCluster: "--aws-account-id" of "awsAccountId".
std::string init_flag(std::string_view field);

struct SchemaOptions {};
struct ManOptions {};
struct CompletionOptions {
  std::string shell;
};
/// What a shell asks while somebody types.
struct CompleteOptions {
  std::vector<std::string> words;  ///< After the program's name, the unfinished one last.
};

struct StandinCommandOptions {
  std::uint16_t port = 8900;
  std::string api_key;
  std::chrono::milliseconds provisioning = std::chrono::seconds(2);
  std::optional<std::chrono::milliseconds> deletion;
  std::string faults;
  std::string account;
  bool tls = false;
};

/// The running daemon whose status a command shows.
struct StatusFlags {
  std::string address = "127.0.0.1:8080";
  std::string token_file;  ///< Empty: the token is in FIREWORKS_STATUS_TOKEN, or there is none.
  std::string ca_file;     ///< Whom to trust beside the system's authorities; empty for nobody.
  api::Identity identity;  ///< Shown to the daemon; empty for none.
};

struct GetOptions {
  std::string name;      ///< Empty for all.
  std::string selector;  ///< By labels; empty for all.
  std::string sort_by = "name";
  bool watch = false;
  std::string output = "table";
  StatusFlags daemon;
};

struct StatusOptions {
  std::string output = "text";
  StatusFlags daemon;
};

/// Of why and describe.
struct StoryOptions {
  std::string name;
  std::string output = "text";
  StatusFlags daemon;
};

/// Of the commands that a running daemon carries out.
struct ControlOptions {
  std::string name;  ///< Empty for all.
  bool all = false;  ///< `--all` was given.
  std::string state_dir;
};

struct BrakeOptions {
  std::string output = "table";
  std::string state_dir;
};

struct ReleaseOptions {
  std::string name;  ///< Empty for all.
  bool all = false;  ///< `--all` was given.
  bool include_deletes = false;
  bool dry_run = false;
  std::string state_dir;
};

struct SuspendOptions {
  std::string name;
  std::string reason;
  std::string owner;  ///< Empty for the user who asks.
  std::string until;  ///< RFC 3339.
  std::optional<std::chrono::milliseconds> lasting;
  std::string state_dir;
};

struct ImportOptions {
  std::string name;
  bool dry_run = false;
  std::string state_dir;
};

/// What the command line asks for; exactly one of the commands, or an exit code when there is nothing to
/// run (help, version, or a usage error, which has been printed).
struct CommandLine {
  std::optional<RunOptions> run;
  std::optional<ApplyOptions> apply;
  std::optional<PlanOptions> plan;
  std::optional<ExportOptions> export_clusters;
  std::optional<GitFetchOptions> git_fetch;
  std::optional<DecodeTrialOptions> decode_trial;
  std::optional<ValidateOptions> validate;
  std::optional<InitOptions> init;
  std::optional<SchemaOptions> schema;
  std::optional<CompletionOptions> completion;
  std::optional<CompleteOptions> complete;
  std::optional<ManOptions> man;
  std::optional<StandinCommandOptions> standin;
  std::optional<GetOptions> get;
  std::optional<StatusOptions> status;
  std::optional<StoryOptions> describe;
  std::optional<StoryOptions> why;
  std::optional<ControlOptions> reconcile;
  std::optional<BrakeOptions> brake;
  std::optional<ReleaseOptions> brake_release;
  std::optional<SuspendOptions> suspend;
  std::optional<ControlOptions> resume;
  std::optional<ControlOptions> abandon;
  std::optional<ImportOptions> import_existing;
  int exit_code = 0;
};

/// Reads arguments and environment: every flag is also FIREWORKS_OPERATOR_<FLAG>, flags win. A usage error
/// is one line on stderr and exit code 2.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace fwop::controller::cli
