#include "controller/journal/state_dir.hpp"

#include <cstdlib>
#include <utility>

namespace fwop::controller {
namespace {

namespace fs = std::filesystem;
using StateDir = boost::system::result<fs::path, JournalError>;

constexpr const char* kOwnName = "fireworks-operator";

StateDir found(fs::path directory) { return {boost::system::in_place_value, std::move(directory)}; }

/// The variable's value, unless it is empty.
std::optional<std::string> set(const Environment& environment, const char* name) {
  auto value = environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

/// A variable that must name an absolute directory: a relative one would move with the working directory.
StateDir absolute(const char* variable, const std::string& value) {
  const fs::path directory(value);
  if (directory.is_absolute()) return found(directory);
  return JournalError{std::string(variable) + " is \"" + value +
                          "\", which is not an absolute path: correct it, or use --state-dir",
                      false};
}

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

StateDir resolve_state_dir(const std::string& explicit_dir, const Environment& environment) {
  if (!explicit_dir.empty()) return found(fs::path(explicit_dir));
  if (const auto systemd = set(environment, "STATE_DIRECTORY"))
    return absolute("STATE_DIRECTORY", systemd->substr(0, systemd->find(':')));
  if (const auto xdg = set(environment, "XDG_STATE_HOME")) {
    auto base = absolute("XDG_STATE_HOME", *xdg);
    if (!base) return base;
    return found(*base / kOwnName);
  }
  if (const auto home = set(environment, "HOME")) {
    auto base = absolute("HOME", *home);
    if (!base) return base;
    return found(*base / ".local" / "state" / kOwnName);
  }
  return JournalError{
      "there is no place for the journal: neither STATE_DIRECTORY, XDG_STATE_HOME nor HOME is set; use "
      "--state-dir",
      false};
}

}  // namespace fwop::controller
