#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/daemon/cluster_lookup.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/model/command.hpp"
#include "controller/serve/control_server.hpp"

namespace fwop::controller {

/// Executes the commands from the control socket, and logs each with the person who sent it. Use it on the
/// loop's thread only.
class ControlRoom {
 public:
  /// Both references must outlive this object.
  ControlRoom(CurrentTerm& term, const ClusterLookup& lookup) : term_(term), lookup_(lookup) {}

  /// Opens the control socket in `folder` and returns its absolute path. On failure logs why and returns
  /// nothing: the daemon is useful without commands too.
  std::optional<std::string> open(const boost::asio::any_io_executor& executor,
                                  const std::filesystem::path& folder);
  /// Stops the control server. No command is accepted after this call.
  void close();
  /// Releases held changes (Engine::release_brake()): those of the cluster `name`, or of all clusters when
  /// `name` is empty. The error is one line: no cluster or several match, or no term is running.
  OrWhyNot<Released> release_held(const std::string& name, ReleaseCommand command);

 private:
  [[nodiscard]] ControlActions actions();
  OrWhyNot<std::size_t> reconcile(const std::string& name);
  boost::asio::awaitable<CommandResult> execute(std::string name, Command command);

  CurrentTerm& term_;
  const ClusterLookup& lookup_;
  std::optional<ControlServer> server_;
};

}  // namespace fwop::controller
