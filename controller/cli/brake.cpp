#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"
#include "controller/show/json_fields.hpp"

// The commands `brake` and `brake list`: they show the changes that a running daemon holds.

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

std::string table_of(const json& held) {
  std::vector<std::vector<std::string>> rows = {{"CLUSTER", "CHANGE", "HELD BY", "WHY"}};
  for (const json& one : held)
    rows.push_back({account_and_id_of(one), printable_text_of(one, "change"), printable_text_of(one, "by"),
                    printable_text_of(one, "text")});
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

void add_held_flags(CLI::App* app, BrakeOptions& brake) {
  add_output(app, brake.output, "table or json", {"table", "json"});
  add_daemon(app, brake.state_dir);
  app->footer(
      "These changes are held: those beyond the brake's limits, and the deletes of clusters whose manifest "
      "was "
      "removed a "
      "short while ago.");
}

int run_brake(const BrakeOptions& options) {
  const DaemonAnswer answer = ask_daemon(options.state_dir, "/v1/brake", "", nullptr, DaemonVerb::Get);
  if (answer.exit_code != 0) return answer.exit_code;
  const json held = answer.body.value("held", json::array());
  if (options.output == "json") {
    std::cout << held.dump(2) << '\n';
  } else if (held.empty()) {
    std::cout << "nothing is held\n";
  } else {
    std::cout << table_of(held)
              << "`brake release NAME` releases one, once; --all releases all except deletes\n";
  }
  return 0;
}

}  // namespace

Command brake_command() {
  return {kTell,
          "brake",
          "what is held: by the brake, or because a manifest was removed",
          "0 told; 2 no daemon answers",
          prepare(add_held_flags, run_brake),
          /*alone=*/false};
}

Command brake_list_command() {
  return {kTell, "brake list", "the same", "0 told; 2 no daemon answers", prepare(add_held_flags, run_brake)};
}

}  // namespace fwop::controller::cli
