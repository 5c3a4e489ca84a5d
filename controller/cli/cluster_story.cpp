#include "controller/cli/cluster_story.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/show/story.hpp"
#include "manifests/diagnostic.hpp"

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

/// The name of the existing cluster that is nearest to `name`; empty when none is near.
std::string nearest_cluster(const StatusFlags& daemon, const std::string& name) {
  const auto all = ask_status(daemon, "/api/v1/clusters");
  if (!all || all->status != 200) return {};
  std::vector<std::string> names;
  for (const json& cluster : all->body.value("clusters", json::array()))
    names.push_back(cluster.value("name", ""));
  const std::vector<std::string_view> views(names.begin(), names.end());
  return std::string(manifests::nearest_name(name, views));
}

/// Prints the diagnostics of the manifests: they may be the reason why there is no such cluster.
void say_what_is_broken(const StatusFlags& daemon) {
  const auto manifests = ask_status(daemon, "/api/v1/manifests");
  if (!manifests || manifests->status != 200) return;
  for (const json& diagnostic : manifests->body.value("diagnostics", json::array()))
    std::cerr << printable(diagnostic.value("text", "")) << '\n';
}

int no_such(const StoryOptions& options) {
  const std::string nearest = nearest_cluster(options.daemon, options.name);
  complain("no manifest declares a cluster " + options.name + ", and the operator manages none of that name" +
           (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  say_what_is_broken(options.daemon);
  return 1;
}

/// The events of a deleted cluster; nothing when the journal has none of that name.
std::optional<json> events_of_gone(const StoryOptions& options) {
  const auto history =
      ask_status(options.daemon, "/api/v1/clusters/" + path_of_name(options.name) + "/history");
  if (!history || history->status != 200) return std::nullopt;
  json events = history->body.value("events", json::array());
  if (events.empty()) return std::nullopt;
  return events;
}

int tell_of_gone(const StoryOptions& options) {
  const auto events = events_of_gone(options);
  if (!events) return no_such(options);
  if (options.output == "json") {
    std::cout << json{{"cluster", nullptr}, {"events", *events}}.dump(2) << '\n';
  } else {
    std::cout << gone_text(*events, std::chrono::system_clock::now());
  }
  return 0;
}

}  // namespace

void add_story_flags(CLI::App* app, StoryOptions& story) {
  add_cluster(app, story.name, "a cluster, or ACCOUNT/CLUSTER")->required();
  add_output(app, story.output, "text or json", {"text", "json"});
  add_status_flags(app, story.daemon);
}

int print_story(const StoryOptions& options, RenderStory render) {
  const std::string path = "/api/v1/clusters/" + path_of_name(options.name);
  const auto cluster = ask_status(options.daemon, path);
  if (!cluster) return refuse(cluster.error());
  if (cluster->status == 404) return tell_of_gone(options);
  if (cluster->status != 200) return refuse(cluster->body.value("error", "the daemon does not say why"));
  const auto history = ask_status(options.daemon, path + "/history");
  if (!history) return refuse(history.error());
  const json events = history->body.value("events", json::array());
  if (options.output == "json") {
    std::cout << json{{"cluster", cluster->body}, {"events", events}}.dump(2) << '\n';
  } else {
    std::cout << render(cluster->body, events, std::chrono::system_clock::now());
  }
  return 0;
}

}  // namespace fwop::controller::cli
