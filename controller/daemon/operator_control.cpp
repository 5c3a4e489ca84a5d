#include <algorithm>

#include "api/base/logging.hpp"
#include "controller/daemon/cluster_name.hpp"
#include "controller/daemon/operator.hpp"

// What a person may ask of the daemon over its socket.

namespace fwop::controller {
namespace {

struct Asked {
  const char* what;
  std::string who;
};

Asked asked(const Command& command) {
  struct {
    Asked operator()(const SuspendCommand& suspend) const { return {"suspend", suspend.suspension.owner}; }
    Asked operator()(const ResumeCommand& resume) const { return {"resume", resume.who}; }
    Asked operator()(const AbandonCommand& abandon) const { return {"abandon", abandon.who}; }
    Asked operator()(const ImportCommand& adopt) const { return {"import", adopt.who}; }
  } const of;
  return std::visit(of, command);
}

std::string called(const std::optional<api::ClusterKey>& key) {
  return key ? key->account_id + "/" + key->cluster_id : "all";
}

}  // namespace

std::vector<api::ClusterKey> Operator::keys_called(const std::string& name) const {
  ClusterNameMatch match(name);
  engine_.each_basis([&](const Engine::Basis& basis) {
    match.consider(basis.key, basis.manifest != nullptr ? basis.manifest->name() : std::string_view());
  });
  return match.found();
}

boost::system::result<api::ClusterKey, std::string> Operator::named(const std::string& name) const {
  using Named = boost::system::result<api::ClusterKey, std::string>;
  const std::vector<api::ClusterKey> found = keys_called(name);
  if (found.empty()) {
    const auto snapshot = engine_.snapshot();
    const bool all_read = snapshot && snapshot->absence_is_meaningful;
    return Named(boost::system::in_place_error,
                 all_read ? "there is no cluster " + name + "; `get` lists all"
                          : "no cluster " + name +
                                " is known, but not all manifests have been read (yet): `status` says more");
  }
  if (found.size() > 1)
    return Named(boost::system::in_place_error,
                 "several clusters are called " + name + ": say ACCOUNT/CLUSTER_ID");
  return found.front();
}

boost::asio::awaitable<CommandResult> Operator::tell(std::string name, Command command) {
  const auto [what, who] = asked(command);
  const auto key = named(name);
  CommandResult result{false, ""};
  if (key) {
    auto telling = runtime_.tell(*key, std::move(command));
    result = co_await std::move(telling);
  } else {
    result.message = key.error();
    if (std::holds_alternative<ImportCommand>(command)) {
      result.message +=
          ". To manage one that exists, write its manifest first: `fireworks-operator export " + name + "`";
    }
  }
  log(LogLevel::Info, std::string("asked to ") + what + ": " + result.message,
      {{"cluster", name}, {"who", who}, {"done", result.done}});
  co_return result;
}

boost::system::result<Released, std::string> Operator::release_held(const std::string& name,
                                                                    ReleaseCommand command) {
  if (!name.empty()) {
    const auto key = named(name);
    if (!key) return key.error();
    command.key = *key;
  }
  const std::vector<HeldChange> before = engine_.held(Runtime::now());
  Released released{runtime_.release_brake(command), {}};
  for (const HeldChange& held : before) {
    const auto same = [&](const HeldChange& one) { return one.key == held.key; };
    const bool asked = !command.key || *command.key == held.key;
    if (asked && std::none_of(released.changes.begin(), released.changes.end(), same))
      released.kept.push_back(held);
  }
  for (const HeldChange& one : released.changes) {
    log(command.dry_run ? LogLevel::Info : LogLevel::Warn,
        std::string(command.dry_run ? "asked what a release would let go: " : "released: ") +
            std::string(api::verb_name(one.verb)) + ", which was held: " + hold_text(one),
        {{"cluster", called(one.key)}, {"who", command.who}});
  }
  return released;
}

ControlActions Operator::control_actions() {
  const auto of = [this](const std::string& name, auto act) -> ControlActions::Answer {
    if (name.empty()) return act(std::optional<api::ClusterKey>());
    const auto key = named(name);
    if (!key) return key.error();
    return act(std::optional(*key));
  };
  return {.reconcile =
              [this, of](const std::string& name) {
                return of(name, [this](const std::optional<api::ClusterKey>& key) {
                  log(LogLevel::Info, "asked to reconcile now", {{"cluster", called(key)}});
                  return runtime_.reconcile_now(key);
                });
              },
          .held = [this] { return engine_.held(Runtime::now()); },
          .release_brake = [this](const std::string& name,
                                  ReleaseCommand command) { return release_held(name, std::move(command)); },
          .tell = [this](std::string name,
                         Command command) { return tell(std::move(name), std::move(command)); }};
}

void Operator::start_control() {
  const auto& folder = options_.state_dir ? options_.state_dir : options_.control_dir;
  if (!folder) return;
  auto control = ControlServer::listen(loop_.get_executor(), *folder, control_actions());
  // A daemon that cannot be asked is still worth having.
  if (!control) return log(LogLevel::Warn, control.error());
  control_.emplace(std::move(*control));
}

}  // namespace fwop::controller
