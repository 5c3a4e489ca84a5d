#include "controller/cli/complete.hpp"

#include <chrono>
#include <iostream>

#include "controller/cli/command_set.hpp"
#include "controller/cli/completion.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/status_client.hpp"

namespace fwop::controller::cli {
namespace {

/// The names of the daemon's clusters. The timeout is short, because a person waits for the completion.
std::vector<std::string> clusters_of_the_daemon() {
  const auto reply =
      ask_status(status_flags_of_environment(), "/api/v1/clusters", std::chrono::milliseconds(500));
  std::vector<std::string> names;
  if (!reply || reply->status != 200 || !reply->body.contains("clusters")) return names;
  for (const auto& cluster : reply->body.at("clusters")) {
    if (cluster.contains("name")) names.push_back(cluster.at("name"));
  }
  return names;
}

const char* others_line(Completions::Others others) {
  switch (others) {
    case Completions::Others::Files: return ":files";
    case Completions::Others::Folders: return ":folders";
    case Completions::Others::None: break;
  }
  return ":none";
}

}  // namespace

int print_completions(const std::vector<std::string>& words) {
  CommandSet commands;
  const Completions found = complete(commands.app(), words, clusters_of_the_daemon);
  std::cout << others_line(found.others) << '\n';
  for (const auto& candidate : found.candidates)
    std::cout << candidate.word << (candidate.what.empty() ? "" : "\t") << candidate.what << '\n';
  return 0;
}

}  // namespace fwop::controller::cli
