#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

#include "controller/daemon/cluster_lookup.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/model/command.hpp"
#include "controller/serve/control_server.hpp"

namespace fwop::controller {

/// Carries out what a person asks of the daemon, and logs who asked for what. For the loop's thread.
class ControlRoom {
 public:
  /// Both outlive this object.
  ControlRoom(CurrentTerm& term, const ClusterLookup& lookup) : term_(term), lookup_(lookup) {}

  /// Opens the control socket in `folder`. Returns its absolute path; nothing when it cannot be opened, which
  /// is logged: a daemon that takes no commands is still worth having.
  std::optional<std::string> open(const boost::asio::any_io_executor& executor,
                                  const std::filesystem::path& folder);
  /// Takes no command from now on.
  void close();
  /// Lets held changes of the cluster of that name go, or of all when `name` is empty; an error when none has
  /// that name.
  boost::system::result<Released, std::string> release_held(const std::string& name, ReleaseCommand command);

 private:
  [[nodiscard]] ControlActions actions();
  boost::system::result<std::size_t, std::string> reconcile(const std::string& name);
  boost::asio::awaitable<CommandResult> execute(std::string name, Command command);

  CurrentTerm& term_;
  const ClusterLookup& lookup_;
  std::optional<ControlServer> server_;
};

}  // namespace fwop::controller
