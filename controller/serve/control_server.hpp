#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

#include "controller/model/command.hpp"
#include "controller/model/view.hpp"

namespace fwop::controller {

/// The socket's name in the state directory.
inline constexpr const char* kControlSocket = "control.sock";

/// What a release let go, or would; and what it leaves held, because deletes go by name alone.
struct Released {
  std::vector<HeldChange> changes;
  std::vector<HeldChange> kept;
};

/// What a person may ask of a running daemon, beyond looking. Each takes the name of a cluster
/// (metadata.name, its id, or ACCOUNT/ID), or an empty one for all, and returns how many clusters it
/// concerned, or one line that says why not. Called on the server's executor.
struct ControlActions {
  using Answer = boost::system::result<std::size_t, std::string>;
  std::function<Answer(const std::string& name)> reconcile;
  /// Everything that is held now.
  std::function<std::vector<HeldChange>()> held;
  /// `command.key` is not set: `name` says which cluster.
  std::function<boost::system::result<Released, std::string>(const std::string& name, ReleaseCommand command)>
      release_brake;
  /// For the one cluster of that name. When it completes, what came of it is durable.
  std::function<boost::asio::awaitable<CommandResult>(std::string name, Command command)> tell;
};

/// Serves the actions to whoever may open a Unix socket in the state directory: the file's permissions (0600)
/// are the authorization. HTTP/1.1, one request a connection: GET /v1/brake, POST /v1/reconcile and
/// POST /v1/brake/release, with ?cluster=NAME for one, and the commands of control_request.hpp, with it
/// always. Everything runs on the executor it was given, which must run one handler at a time; stops, and
/// removes the socket, when destroyed.
class ControlServer {
 public:
  /// The journal's lock must be held: a socket that is there already is taken for a dead daemon's. The error
  /// is one line.
  static boost::system::result<ControlServer, std::string> listen(boost::asio::any_io_executor executor,
                                                                  const std::filesystem::path& state_dir,
                                                                  ControlActions actions);
  ~ControlServer();
  ControlServer(ControlServer&&) noexcept;
  ControlServer& operator=(ControlServer&&) = delete;

  void stop();

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace fwop::controller
