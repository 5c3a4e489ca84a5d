#include "controller/cli/get.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/beast/core/string.hpp>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "api/base/text_width.hpp"
#include "controller/cli/cluster_list.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/selector.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/cli/watch_clusters.hpp"
#include "controller/show/json_fields.hpp"
#include "controller/show/live_table.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

/// True if a YAML parser could read the unquoted text as a boolean, a number, a time or null.
bool needs_quotes(const std::string& text) {
  static constexpr std::array<std::string_view, 8> kWords = {"true", "false", "null", "yes",
                                                             "no",   "on",    "off",  "~"};
  if (text.empty() || std::string_view("+-.0123456789").find(text.front()) != std::string_view::npos)
    return true;
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return boost::beast::iequals(word, text); });
}

void emit(YAML::Emitter& out, const json& value) {
  if (value.is_object()) {
    out << YAML::BeginMap;
    for (const auto& [name, member] : value.items()) {
      out << YAML::Key << name << YAML::Value;
      emit(out, member);
    }
    out << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::BeginSeq;
    for (const json& element : value) emit(out, element);
    out << YAML::EndSeq;
  } else if (value.is_string()) {
    const auto text = value.get<std::string>();
    if (needs_quotes(text)) out << YAML::DoubleQuoted;
    out << text;
  } else {
    out << value.dump();
  }
}

void print(const json& clusters, const GetOptions& options) {
  if (options.output == "json") {
    std::cout << clusters.dump(2) << '\n';
    return;
  }
  if (options.output == "name") {
    for (const json& cluster : clusters) std::cout << account_and_id_of(cluster) << '\n';
    return;
  }
  if (options.output == "yaml") {
    YAML::Emitter emitter;
    emit(emitter, clusters);
    std::cout << emitter.c_str() << '\n';
    return;
  }
  std::vector<TableRow> rows;
  const auto now = std::chrono::system_clock::now();
  for (const json& cluster : clusters) rows.push_back(table_row(cluster, now));
  TableStyle style;
  style.width = colours_wanted() ? terminal_size().columns : 0;
  style.colours = colours_wanted();
  style.wide = options.output == "wide";
  if (!rows.empty()) std::cout << render_table(rows, style);
}

bool is_table(const GetOptions& options) { return options.output == "table" || options.output == "wide"; }

/// The message for an empty table.
std::string why_empty(const GetOptions& options) {
  return options.selector.empty() ? "there are no clusters yet" : "nothing matches " + options.selector;
}

/// Prints the problems of the operator itself. Without `with_manifests`, leaves out broken manifests: the
/// line below the table reports them.
void warn_of(const json& operator_view, bool with_manifests) {
  for (const json& condition : operator_view.value("conditions", json::array())) {
    if (condition.value("status", "True") == "True") continue;
    if (!with_manifests && condition.value("reason", "") == to_string(Reason::ManifestsInvalid)) continue;
    complain(condition.value("reason", "") + ": " + condition.value("message", "") + ". " +
             condition.value("nextStep", ""));
  }
}

void add_get_flags(CLI::App* app, GetOptions& get) {
  add_cluster(app, get.name, "a cluster, or ACCOUNT/CLUSTER; all when not given");
  add_output(app, get.output, "table, wide, name, json or yaml", {"table", "wide", "name", "json", "yaml"});
  add(app, "--selector,-l", get.selector, "by labels: env=prod, team!=a, env in (a, b), !x")
      ->envname("FIREWORKS_OPERATOR_SELECTOR");
  add(app, "--sort-by", get.sort_by, "name, account, state, verdict, reason or age")
      ->check(CLI::IsMember({"name", "account", "state", "verdict", "reason", "age"}));
  add_switch(app, "--watch", get.watch, "show changes as they happen, until Ctrl-C");
  add_status_flags(app, get.daemon);
}

int run_get(const GetOptions& options) {
  Selector selector;
  if (!options.selector.empty()) {
    auto parsed = Selector::parse(options.selector);
    if (!parsed) return refuse(parsed.error());
    selector = std::move(*parsed);
  }
  if (options.watch) {
    if (options.output != "table" && options.output != "json")
      return refuse("--watch shows a table, or with -o json a line of JSON for each change");
    return watch_clusters(options, selector);
  }
  auto reply = ask_status(options.daemon, clusters_path(options));
  if (!reply) return refuse(reply.error());
  if (reply->status == 404) {
    complain("there is no cluster " + options.name + "; `get` without a name lists all, and `why " +
             options.name + "` shows one that is gone");
    return 1;
  }
  if (reply->status != 200) return refuse(reply->body.value("error", "the daemon does not say why"));
  const auto own = ask_status(options.daemon, "/api/v1/operator");
  if (own && own->status == 200) warn_of(own->body, !is_table(options));
  const json clusters = chosen_clusters(std::move(reply->body), options, selector);
  print(clusters, options);
  if (!is_table(options)) return 0;
  if (clusters.empty()) complain(why_empty(options));
  const auto manifests = ask_status(options.daemon, "/api/v1/manifests");
  if (manifests && manifests->status == 200) {
    const std::string errors = manifests->body.value("errors", "");
    if (!errors.empty()) std::cout << printable(errors) << "; `status` shows all\n";
  }
  return 0;
}

}  // namespace

Command get_command() { return {kAsk, "get", "its clusters", kFoundOrNot, prepare(add_get_flags, run_get)}; }

}  // namespace fwop::controller::cli
