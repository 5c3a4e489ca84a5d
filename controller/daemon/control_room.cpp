#include "controller/daemon/control_room.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "api/base/logging.hpp"
#include "controller/daemon/standby.hpp"
#include "controller/show/held.hpp"

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
  return key ? api::account_and_id(*key) : "all";
}

}  // namespace

boost::asio::awaitable<CommandResult> ControlRoom::execute(std::string name, Command command) {
  const auto [what, who] = asked(command);
  const auto key = lookup_.one_called(name);
  CommandResult result{false, ""};
  if (key) {
    auto executing = term_.runtime()->execute(*key, std::move(command));
    result = co_await std::move(executing);
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

OrWhyNot<Released> ControlRoom::release_held(const std::string& name, ReleaseCommand command) {
  Runtime* const runtime = term_.runtime();
  if (runtime == nullptr) return std::string(kStandby);
  if (!name.empty()) {
    const auto key = lookup_.one_called(name);
    if (!key) return key.error();
    command.key = *key;
  }
  const std::vector<HeldChange> before = term_.engine()->held(Runtime::now());
  Released released{runtime->release_brake(command), {}};
  for (const HeldChange& held : before) {
    const auto same = [&](const HeldChange& one) { return one.key == held.key; };
    const bool asked = !command.key || *command.key == held.key;
    if (asked && std::none_of(released.changes.begin(), released.changes.end(), same))
      released.kept.push_back(held);
  }
  for (const HeldChange& one : released.changes) {
    log(command.dry_run ? LogLevel::Info : LogLevel::Warn,
        std::string(command.dry_run ? "a release would let proceed: " : "released: ") +
            std::string(api::verb_name(one.verb)) + ", which was held: " + hold_text(one),
        {{"cluster", called(one.key)}, {"who", command.who}});
  }
  return released;
}

OrWhyNot<std::size_t> ControlRoom::reconcile(const std::string& name) {
  std::optional<api::ClusterKey> key;
  if (!name.empty()) {
    auto found = lookup_.one_called(name);
    if (!found) return found.error();
    key = std::move(*found);
  }
  Runtime* const runtime = term_.runtime();
  if (runtime == nullptr) return std::string(kStandby);
  log(LogLevel::Info, "asked to reconcile now", {{"cluster", called(key)}});
  return runtime->reconcile_now(key);
}

std::optional<std::string> ControlRoom::open(const boost::asio::any_io_executor& executor,
                                             const std::filesystem::path& folder) {
  auto server = ControlServer::listen(executor, folder, actions());
  if (!server) {
    log(LogLevel::Warn, server.error());
    return std::nullopt;
  }
  server_.emplace(std::move(*server));
  std::error_code unknown;
  return std::filesystem::absolute(folder / kControlSocket, unknown).string();
}

void ControlRoom::close() {
  if (server_) server_->stop();
}

ControlActions ControlRoom::actions() {
  return {.reconcile = [this](const std::string& name) { return reconcile(name); },
          .held =
              [this] {
                const Engine* engine = term_.engine();
                return engine != nullptr ? engine->held(Runtime::now()) : std::vector<HeldChange>();
              },
          .release_brake = [this](const std::string& name,
                                  ReleaseCommand command) { return release_held(name, std::move(command)); },
          .execute = [this](std::string name,
                            Command command) { return execute(std::move(name), std::move(command)); }};
}

}  // namespace fwop::controller
