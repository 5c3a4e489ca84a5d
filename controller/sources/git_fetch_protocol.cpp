#include "controller/sources/git_fetch_protocol.hpp"

#include <nlohmann/json.hpp>

namespace fwop::controller {
namespace {

using manifests::GitError;
using manifests::GitFault;
using nlohmann::json;

}  // namespace

std::vector<std::string> git_fetch_arguments(const std::filesystem::path& store,
                                             const manifests::GitRemote& remote) {
  std::vector<std::string> arguments = {"git-fetch", "--store=" + store.string(), "--git=" + remote.url};
  const auto add = [&arguments](const char* flag, const std::string& value) {
    if (!value.empty()) arguments.push_back(std::string(flag) + "=" + value);
  };
  add("--git-ref", remote.ref);
  add("--git-credentials-file", remote.credentials_file);
  add("--git-ca-file", remote.ca_file);
  add("--git-ssh-key", remote.ssh_key);
  add("--git-known-hosts", remote.known_hosts);
  return arguments;
}

std::string write_git_fetch(const manifests::GitResult<std::string>& fetched) {
  const json line = fetched ? json{{"commit", *fetched}}
                            : json{{"fault", static_cast<int>(fetched.error().fault)},
                                   {"message", fetched.error().message}};
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

manifests::GitResult<std::string> read_git_fetch(std::string_view output) {
  const json line = json::parse(output, nullptr, /*allow_exceptions=*/false);
  if (line.is_object() && line.contains("commit") && line["commit"].is_string())
    return line["commit"].get<std::string>();
  if (line.is_object() && line.contains("fault") && line["fault"].is_number_integer()) {
    const int fault = line["fault"].get<int>();
    const bool known = fault >= 0 && fault <= static_cast<int>(GitFault::Unusable);
    return GitError{known ? static_cast<GitFault>(fault) : GitFault::Unreachable, line.value("message", "")};
  }
  return GitError{GitFault::Unreachable,
                  "the git-fetch process ended without an answer; see what it wrote to the log"};
}

}  // namespace fwop::controller
