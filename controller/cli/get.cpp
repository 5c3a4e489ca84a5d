#include "controller/cli/get.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/string.hpp>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "api/base/text_width.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/selector.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/show/live_table.hpp"
#include "controller/show/progress.hpp"
#include "controller/show/table.hpp"

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

/// Plain, another reader would take it for a truth value, a number, a time or nothing.
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
    for (const json& cluster : clusters)
      std::cout << printable(cluster.value("account", "") + "/" + cluster.value("clusterId", "")) << '\n';
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

/// Why a table has no row: a bare head would be taken for an answer.
std::string why_empty(const GetOptions& options) {
  return options.selector.empty() ? "there are no clusters yet" : "nothing matches " + options.selector;
}

/// What is wrong with the operator itself, beside its clusters. Below a table broken manifests have a line of
/// their own.
void warn_of(const json& operator_view, bool with_manifests) {
  for (const json& condition : operator_view.value("conditions", json::array())) {
    if (condition.value("status", "True") == "True") continue;
    if (!with_manifests && condition.value("reason", "") == to_string(Reason::ManifestsInvalid)) continue;
    complain(condition.value("reason", "") + ": " + condition.value("message", "") + ". " +
             condition.value("nextStep", ""));
  }
}

/// How a row is placed: by that column, then by name.
std::pair<std::string, std::string> place_of(const json& cluster, const std::string& by) {
  const std::string column = by == "age" ? "firstSeen" : by;
  return {by == "name" ? "" : cluster.value(column, ""), cluster.value("name", "")};
}

/// What was asked for, out of a reply; sorted. Moved, not copied: a large fleet is a hundred megabytes here.
json chosen(json body, const Selector& selector, const GetOptions& options) {
  json all = body.contains("clusters") ? std::move(body.at("clusters")) : json::array({std::move(body)});
  std::vector<std::pair<std::pair<std::string, std::string>, json>> placed;
  for (json& cluster : all) {
    const auto labels = cluster.value("labels", std::map<std::string, std::string>());
    if (!options.selector.empty() && !selector.matches(labels)) continue;
    placed.emplace_back(place_of(cluster, options.sort_by), std::move(cluster));
  }
  std::sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  json clusters = json::array();
  for (auto& [place, cluster] : placed) clusters.push_back(std::move(cluster));
  return clusters;
}

std::string path_of(const GetOptions& options) {
  return "/api/v1/clusters" + (options.name.empty() ? "" : "/" + path_of_name(options.name));
}

/// Asks, and waits for the answer or for a signal, for which the loop has somebody waiting who stops it.
/// Nothing when it was the signal.
std::optional<boost::system::result<StatusReply, std::string>> ask_clusters(boost::asio::io_context& loop,
                                                                            const GetOptions& options) {
  std::optional<boost::system::result<StatusReply, std::string>> answer;
  boost::asio::co_spawn(loop, ask_status_on_loop(options.daemon, path_of(options)),
                        [&](const std::exception_ptr& failed, auto reply) {
                          if (failed) std::rethrow_exception(failed);
                          answer.emplace(std::move(reply));
                          loop.stop();
                        });
  loop.restart();
  loop.run();
  return answer;
}

/// A line for each cluster that is not as `told`, which is brought up to date; of one that went, with
/// "gone".
void print_changes(const json& clusters, std::map<std::string, json>& told) {
  std::map<std::string, json> now;
  for (const json& cluster : clusters) {
    std::string name = cluster.value("resourceName", "");
    json shown = cluster;
    // What moves with time alone is no change.
    shown.erase("observedAt");
    shown.erase("nextTry");
    const auto before = told.find(name);
    if (before == told.end() || before->second != shown) std::cout << cluster.dump() << '\n';
    now.emplace(std::move(name), std::move(shown));
  }
  for (const auto& [name, cluster] : told) {
    if (!now.contains(name)) std::cout << json{{"resourceName", name}, {"gone", true}}.dump() << '\n';
  }
  told = std::move(now);
}

/// Until a signal: a table that redraws itself on a terminal, elsewhere a line for each change.
int watch(const GetOptions& options, const Selector& selector) {
  boost::asio::io_context loop;
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  bool stopped = false;
  signals.async_wait([&](boost::system::error_code, int) {
    stopped = true;
    loop.stop();
  });
  std::optional<LiveTable> table;
  const bool as_json = options.output == "json";
  if (!as_json && colours_wanted()) table.emplace(std::cout, "from " + options.daemon.address, true);
  ProgressLines lines(std::cout);
  std::map<std::string, json> told;
  // Nobody reads on where nothing can be written.
  while (!stopped && std::cout) {
    auto asked = ask_clusters(loop, options);
    if (!asked) break;
    auto& reply = *asked;
    if (!reply) return refuse(reply.error());
    const auto now = std::chrono::system_clock::now();
    std::vector<TableRow> rows;
    if (reply->status == 200) {
      const json clusters = chosen(std::move(reply->body), selector, options);
      if (as_json) print_changes(clusters, told);
      for (const json& cluster : clusters) rows.push_back(table_row(cluster, now));
    }
    if (as_json) {
      std::cout.flush();
    } else if (table) {
      table->update(std::move(rows), std::chrono::steady_clock::now(), terminal_size());
    } else {
      lines.update(rows, now);
    }
    loop.restart();
    loop.run_for(std::chrono::seconds(1));
  }
  return 0;
}

void add_get_flags(CLI::App* app, GetOptions& get) {
  add_cluster(app, get.name, "a cluster, or ACCOUNT/CLUSTER; all when not given");
  add_output(app, get.output, "table, wide, name, json or yaml", {"table", "wide", "name", "json", "yaml"});
  add(app, "--selector,-l", get.selector, "by labels: env=prod, team!=a, env in (a, b), !x")
      ->envname("FIREWORKS_OPERATOR_SELECTOR");
  add(app, "--sort-by", get.sort_by, "name, account, state, verdict, reason or age")
      ->check(CLI::IsMember({"name", "account", "state", "verdict", "reason", "age"}));
  add_switch(app, "--watch", get.watch, "again and again, until Ctrl-C");
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
    return watch(options, selector);
  }
  auto reply = ask_status(options.daemon, path_of(options));
  if (!reply) return refuse(reply.error());
  if (reply->status == 404) {
    complain("there is no cluster " + options.name + "; `get` without a name lists all, and `why " +
             options.name + "` tells of one that is gone");
    return 1;
  }
  if (reply->status != 200) return refuse(reply->body.value("error", "the daemon does not tell"));
  const auto own = ask_status(options.daemon, "/api/v1/operator");
  if (own && own->status == 200) warn_of(own->body, !is_table(options));
  const json clusters = chosen(std::move(reply->body), selector, options);
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
