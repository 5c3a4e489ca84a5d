#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <string_view>

#include <boost/beast/core/string.hpp>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "controller/cli/commands.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/surface/live_table.hpp"
#include "controller/surface/table.hpp"

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
      std::cout << cluster.value("account", "") << '/' << cluster.value("clusterId", "") << '\n';
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
  std::cout << render_table(rows, style);
}

/// What is wrong with the operator itself, beside its clusters.
void warn_of(const json& operator_view) {
  for (const json& condition : operator_view.value("conditions", json::array())) {
    if (condition.value("status", "True") == "True") continue;
    std::cerr << "fireworks-operator: " << condition.value("reason", "") << ": "
              << condition.value("message", "") << ". " << condition.value("nextStep", "") << '\n';
  }
}

}  // namespace

void describe_get(CLI::App* app, GetOptions& get) {
  app->add_option("NAME", get.name, "a cluster, or ACCOUNT/CLUSTER; all when not given");
  add(app, "--output,-o", get.output, "table, wide, name, json or yaml")
      ->envname("FIREWORKS_OPERATOR_OUTPUT")
      ->check(CLI::IsMember({"table", "wide", "name", "json", "yaml"}));
  add(app, "--status-address", get.status_address, "of the running daemon");
}

int get(const GetOptions& options) {
  const std::string path =
      "/api/v1/clusters" + (options.name.empty() ? "" : "/" + path_of_name(options.name));
  const auto reply = ask_status(options.status_address, path);
  if (!reply) return refuse(reply.error());
  if (reply->status == 404) {
    std::cerr << "fireworks-operator: there is no cluster " << options.name
              << "; `get` without a name lists all\n";
    return 1;
  }
  if (reply->status != 200) return refuse(reply->body.value("error", "the daemon does not tell"));
  if (const auto own = ask_status(options.status_address, "/api/v1/operator")) warn_of(own->body);
  print(reply->body.contains("clusters") ? reply->body.at("clusters") : json::array({reply->body}), options);
  return 0;
}

}  // namespace fwop::controller::cli
