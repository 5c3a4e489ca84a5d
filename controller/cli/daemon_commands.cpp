#include "controller/cli/daemon_commands.hpp"

#include <iostream>
#include <sstream>

#include "api/base/text_width.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {

void add_required_cluster(CLI::App* app, std::string& name) {
  add_cluster(app, name, "a cluster, or ACCOUNT/CLUSTER")->required();
}

int post_to_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                   const nlohmann::json& body) {
  // An empty name must not mean all clusters: the variable of a script may have been empty.
  if (name.empty()) return refuse("the NAME of the cluster is empty");
  const DaemonAnswer answer = ask_daemon(state_dir, path, name, body);
  if (answer.exit_code == 0) {
    std::istringstream lines(answer.body.value("message", "done"));
    for (std::string line; std::getline(lines, line);) std::cout << printable(line) << '\n';
  }
  return answer.exit_code;
}

}  // namespace fwop::controller::cli
