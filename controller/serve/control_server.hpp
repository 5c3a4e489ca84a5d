#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/model/command.hpp"
#include "controller/model/view.hpp"

namespace fwop::controller {

/// The socket's name in the state directory.
inline constexpr const char* kControlSocket = "control.sock";

/// The changes that a release released (or would, in a dry run), and those it kept held: a delete is released
/// only by the name of its cluster.
struct Released {
  std::vector<HeldChange> changes;
  std::vector<HeldChange> kept;
};

/// The commands of the control socket. `name` is a cluster's metadata.name, its id, or ACCOUNT/ID; empty
/// means all clusters. Errors are one line for a person. All are called on the server's executor and must be
/// set.
struct ControlActions {
  using Answer = OrWhyNot<std::size_t>;
  std::function<Answer(const std::string& name)> reconcile;
  /// All changes that are held now.
  std::function<std::vector<HeldChange>()> held;
  /// `command.key` is not set: use `name`.
  std::function<OrWhyNot<Released>(const std::string& name, ReleaseCommand command)> release_brake;
  /// Executes `command` for the one cluster that `name` matches. Completes when the result is durable.
  std::function<boost::asio::awaitable<CommandResult>(std::string name, Command command)> execute;
};

/// Serves the actions on a Unix socket in the state directory. The permissions of the file (0600) are the
/// authorization. HTTP/1.1, one request per connection: GET /v1/brake; POST /v1/reconcile and POST
/// /v1/brake/release, with ?cluster=NAME for one cluster; and the commands of control_request.hpp, which need
/// ?cluster=NAME. Runs on the given executor, which must run one handler at a time. The destructor stops the
/// server and removes the socket.
class ControlServer {
 public:
  /// Removes an existing socket, which a dead daemon left: the caller must hold the lock of the journal. The
  /// error is one line.
  static OrWhyNot<ControlServer> listen(boost::asio::any_io_executor executor,
                                        const std::filesystem::path& state_dir, ControlActions actions);
  ~ControlServer();
  ControlServer(ControlServer&&) noexcept;
  ControlServer& operator=(ControlServer&&) = delete;

  /// Closes all connections and removes the socket.
  void stop();

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace fwop::controller
