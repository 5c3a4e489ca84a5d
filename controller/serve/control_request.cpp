#include "controller/serve/control_request.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sys/socket.h>

namespace fwop::controller {
namespace {

using nlohmann::json;

// In bytes. The text is shown on one line and stored with the suspension.
constexpr std::size_t kMaxText = 500;

using Parsed = OrWhyNot<Command>;

Parsed wrong(std::string why) { return Parsed(boost::system::in_place_error, std::move(why)); }

/// The name of a field of `body` that is not in `known`; empty when there is none.
std::string unknown_field(const json& body, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : body.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) return name;
  }
  return "";
}

/// Why this text is refused; empty when it is accepted.
std::string why_not(std::string_view name, const std::string& text) {
  if (text.size() > kMaxText)
    return "the " + std::string(name) + " is longer than " + std::to_string(kMaxText) + " bytes";
  const bool one_line = std::none_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return one_line ? "" : "the " + std::string(name) + " has a line break or another control character";
}

Parsed suspend_of(const json& body, const std::string& peer) {
  manifests::Suspension suspension;
  suspension.reason = body.value("reason", "");
  suspension.owner = body.value("owner", "");
  if (suspension.owner.empty()) suspension.owner = peer;
  for (const auto& [name, text] : {std::pair{"reason", suspension.reason}, {"owner", suspension.owner}}) {
    if (std::string why = why_not(name, text); !why.empty()) return wrong(std::move(why));
  }
  if (const std::string until = body.value("until", ""); !until.empty()) {
    suspension.until = parse_rfc3339(until);
    if (!suspension.until) return wrong("until must be a time such as 2026-12-24T18:00:00Z, not " + until);
  }
  return Command(SuspendCommand{std::move(suspension)});
}

}  // namespace

Parsed command_of(std::string_view path, std::string_view text, const std::string& peer) {
  const json body = text.empty() ? json::object() : json::parse(text, nullptr, false);
  if (!body.is_object()) return wrong("the body must be a JSON object");
  std::string unknown;
  try {
    if (path == "/v1/suspend") {
      unknown = unknown_field(body, {"reason", "owner", "until"});
      if (unknown.empty()) return suspend_of(body, peer);
    } else if (path == "/v1/import") {
      unknown = unknown_field(body, {"dryRun"});
      if (unknown.empty()) return Command(ImportCommand{peer, body.value("dryRun", false)});
    } else {
      unknown = unknown_field(body, {});
      if (unknown.empty() && path == "/v1/resume") return Command(ResumeCommand{peer});
      if (unknown.empty() && path == "/v1/abandon") return Command(AbandonCommand{peer});
    }
  } catch (const json::exception&) {
    return wrong("a field of the body is of the wrong type");
  }
  return unknown.empty() ? wrong("this daemon does not know " + std::string(path))
                         : wrong("the body has an unknown field \"" + unknown + "\"");
}

OrWhyNot<ReleaseCommand> release_of(std::string_view text, const std::string& peer) {
  using Release = OrWhyNot<ReleaseCommand>;
  const auto refuse = [](std::string why) { return Release(boost::system::in_place_error, std::move(why)); };
  const json body = text.empty() ? json::object() : json::parse(text, nullptr, false);
  if (!body.is_object()) return refuse("the body must be a JSON object");
  if (const std::string unknown = unknown_field(body, {"includeDeletes", "dryRun"}); !unknown.empty())
    return refuse("the body has an unknown field \"" + unknown + "\"");
  try {
    return ReleaseCommand{.key = std::nullopt,
                          .include_deletes = body.value("includeDeletes", false),
                          .dry_run = body.value("dryRun", false),
                          .who = peer};
  } catch (const json::exception&) {
    return refuse("a field of the body is of the wrong type");
  }
}

std::string user_name(uid_t user) {
  const long hint = ::sysconf(_SC_GETPW_R_SIZE_MAX);
  constexpr std::size_t kUsual = 16 * 1024;
  std::vector<char> room(hint > 0 ? static_cast<std::size_t>(hint) : kUsual);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return "uid " + std::to_string(user);
}

std::string peer_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "somebody";
  return user_name(peer.uid);
}

}  // namespace fwop::controller
