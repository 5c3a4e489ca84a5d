#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"

// What a running daemon holds back, and letting it go.

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

std::string text_of(const json& held, const char* name) {
  const auto found = held.find(name);
  return found != held.end() && found->is_string() ? printable(found->get<std::string>()) : std::string();
}

std::string name_of(const json& held) { return text_of(held, "account") + "/" + text_of(held, "clusterId"); }

std::string table_of(const json& held) {
  std::vector<std::vector<std::string>> rows = {{"CLUSTER", "CHANGE", "HELD BY", "WHY"}};
  for (const json& one : held)
    rows.push_back({name_of(one), text_of(one, "change"), text_of(one, "by"), text_of(one, "text")});
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += pad(row[i], widths[i] + 2);
    text += row.back() + "\n";
  }
  return text;
}

std::string lines_of(const json& held, const std::string& what) {
  std::string text;
  for (const json& one : held)
    text += what + text_of(one, "change") + " of " + name_of(one) + ": " + text_of(one, "text") + "\n";
  return text;
}

}  // namespace

void describe_brake(CLI::App* app, BrakeOptions& brake) {
  add_output(app, brake.output, "table or json", {"table", "json"});
  add_daemon(app, brake.state_dir);
  app->footer(
      "Held are the changes beyond the brake's limits, and the deletes of clusters whose manifest was "
      "removed a "
      "short while ago.");
}

void describe_brake_release(CLI::App* app, ReleaseOptions& release) {
  add_cluster(app, release.name, "a cluster, or ACCOUNT/CLUSTER; its delete is let go as well");
  CLI::Option* all = add_switch(app, "--all", release.all, "all that is held, but for deletes");
  all->excludes("NAME");
  add_switch(app, "--include-deletes", release.include_deletes, "with --all: deletes as well")->needs(all);
  add_switch(app, "--dry-run", release.dry_run, "say what would be let go, and do nothing");
  add_daemon(app, release.state_dir);
}

int brake(const BrakeOptions& options) {
  const DaemonAnswer answer = ask_daemon(options.state_dir, "/v1/brake", "", nullptr, DaemonVerb::Get);
  if (answer.exit_code != 0) return answer.exit_code;
  const json held = answer.body.value("held", json::array());
  if (options.output == "json") {
    std::cout << held.dump(2) << '\n';
  } else if (held.empty()) {
    std::cout << "nothing is held\n";
  } else {
    std::cout << table_of(held)
              << "`brake release NAME` lets one go, once; --all lets all go that is not a delete\n";
  }
  return 0;
}

int brake_release(const ReleaseOptions& options) {
  if (options.name.empty() && !options.all)
    return refuse("brake release needs the NAME of a cluster, or --all");
  const DaemonAnswer answer =
      ask_daemon(options.state_dir, "/v1/brake/release", options.name,
                 {{"includeDeletes", options.include_deletes}, {"dryRun", options.dry_run}});
  if (answer.exit_code != 0) return answer.exit_code;
  const json released = answer.body.value("released", json::array());
  const json kept = answer.body.value("kept", json::array());
  std::cout << lines_of(released, options.dry_run ? "would be let go: " : "let go, once: ");
  if (released.empty())
    std::cout << (options.all ? "nothing is held that --all lets go" : "nothing is held of " + options.name)
              << '\n';
  std::cout << lines_of(kept, "still held: ");
  if (!kept.empty()) std::cout << "deletes are let go by NAME, or by --all --include-deletes\n";
  return released.empty() && !options.all ? 1 : 0;
}

}  // namespace fwop::controller::cli
