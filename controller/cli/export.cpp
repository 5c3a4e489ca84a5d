#include "controller/cli/export.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_flags.hpp"
#include "controller/runtime/api_clients.hpp"
#include "manifests/decode.hpp"
#include "manifests/manifest_writer.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;

/// The text for one cluster.
struct Exported {
  std::string id;
  std::string text;
  bool complete = true;  ///< False: the text is a comment that says why there is no manifest.
};

OrWhyNot<std::vector<api::Cluster>> list_account(const RunOptions& run, Keys keys, api::HttpOptions http) {
  asio::io_context loop;
  ApiClients clients(loop, std::move(http), std::move(keys));
  std::optional<api::Result<std::vector<api::Cluster>>> listed;
  auto list = [&]() -> asio::awaitable<void> {
    listed = co_await api::list_all(clients.client_for(run.account_id), run.account_id, run.request_timeout);
  };
  asio::co_spawn(loop, list, [](const std::exception_ptr&) {});
  loop.run();
  using Clusters = OrWhyNot<std::vector<api::Cluster>>;
  if (!listed) return Clusters(boost::system::in_place_error, "the clusters could not be listed");
  if (!*listed)
    return Clusters(boost::system::in_place_error,
                    "cannot list the clusters of " + run.account_id + ": " + api::to_string(listed->error()));
  return Clusters(boost::system::in_place_value, std::move(**listed));
}

std::string commented(const std::string& text) {
  std::string out = "# ";
  for (const char c : text) out += c == '\n' ? "\n# " : std::string(1, c);
  while (out.ends_with("\n# ")) out.erase(out.size() - 3);
  return out + "\n";
}

Exported exported(const api::Cluster& cluster, const api::ClusterKey& key) {
  manifests::Manifest manifest;
  manifest.key = key;
  manifest.spec = std::make_shared<const api::ClusterSpec>(cluster.spec);
  const std::string text = manifests::to_yaml(manifest);
  const auto refuse = [&](const std::string& why) {
    return Exported{key.cluster_id, commented(api::to_string(key) + " is not exported: " + why + "\n" + text),
                    false};
  };
  if (cluster.state == api::ClusterState::Deleting) return refuse("it is being deleted");
  if (cluster.spec.eks.has_value() == cluster.spec.fake.has_value())
    return refuse("the API does not say whether it is an eksCluster or a fakeCluster");
  const auto decoded = manifests::decode_file(key.cluster_id + ".yaml", text, {});
  std::string problems;
  for (const manifests::Diagnostic& diagnostic : decoded.diagnostics) {
    if (diagnostic.severity == manifests::Severity::Error)
      problems += (problems.empty() ? "" : "; ") + diagnostic.message;
  }
  if (!problems.empty()) return refuse("validate would refuse it: " + problems);
  std::string remark;
  if (cluster.state == api::ClusterState::Failed)
    remark = commented("FAILED: " + cluster.status.code + " " + cluster.status.message +
                       "; a FAILED cluster is not adopted");
  return {key.cluster_id, remark + text, true};
}

/// Writes one file for each cluster. Prints each failure on stderr; false if there was one.
bool write_files(const std::vector<Exported>& all, const ExportOptions& options) {
  const std::filesystem::path folder = options.output_dir;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  bool good = true;
  for (const Exported& one : all) {
    const std::filesystem::path file = folder / (one.id + ".yaml");
    if (!options.force && std::filesystem::exists(file, failed)) {
      complain(file.string() + " is there already: --force replaces it");
      good = false;
      continue;
    }
    std::ofstream out(file);
    out << one.text;
    out.close();
    if (!out) complain("cannot write " + file.string());
    good = good && out;
  }
  return good;
}

void add_export_flags(CLI::App* app, ExportOptions& options) {
  add_cluster(app, options.names, "ids of clusters; all of the account when not given");
  add_account(app, options.run.account_id);
  add_api_flags(app, options.run);
  add_folder(app, "--output-dir", options.output_dir,
             "a file for each cluster; standard output when not given");
  add_switch(app, "--force", options.force, "replace files that are there");
}

int run_export(const ExportOptions& options) {
  RunOptions run = options.run;
  auto account = account_of(run);
  if (!account) return refuse(account.error());
  run.account_id = std::move(*account);
  if (run.account_id.empty())
    return refuse(
        "export needs --account-id (or FIREWORKS_ACCOUNT_ID, or account_id in ~/.fireworks/auth.ini)");
  auto keys = keys_of(run);
  if (!keys) return refuse(keys.error());
  auto http = http_options_of(run, run.api_url.empty() ? std::string(api::kDefaultApiUrl) : run.api_url);
  if (!http) return refuse(http.error());
  if (const auto usable = ApiClients::check(*http); !usable) return refuse(usable.error());
  auto clusters = list_account(run, std::move(*keys), std::move(*http));
  if (!clusters) return refuse(clusters.error());

  std::vector<std::string> missing = options.names;
  std::vector<Exported> all;
  for (const api::Cluster& cluster : *clusters) {
    const auto key = api::parse_cluster_name(cluster.name);
    if (!key) continue;
    const bool asked = options.names.empty() || std::find(options.names.begin(), options.names.end(),
                                                          key->cluster_id) != options.names.end();
    if (!asked) continue;
    std::erase(missing, key->cluster_id);
    all.push_back(exported(cluster, *key));
  }
  std::sort(all.begin(), all.end(), [](const Exported& a, const Exported& b) { return a.id < b.id; });

  bool good = missing.empty();
  for (const std::string& name : missing) complain("account " + run.account_id + " has no cluster " + name);
  for (const Exported& one : all) {
    if (one.complete) continue;
    good = false;
    complain(one.text.substr(2, one.text.find('\n') - 2));
  }
  if (!options.output_dir.empty()) return write_files(all, options) && good ? 0 : 1;
  for (const Exported& one : all) std::cout << "---\n" << one.text;
  return good ? 0 : 1;
}

}  // namespace

Command export_command() {
  return {kWrite, "export", "the account's existing clusters as manifests",
          "0 all of them; 1 some could not be; 2 the account could not be listed",
          prepare(add_export_flags, run_export)};
}

}  // namespace fwop::controller::cli
