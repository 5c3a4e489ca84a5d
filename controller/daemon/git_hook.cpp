#include "controller/daemon/git_hook.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "api/base/logging.hpp"

namespace fwop::controller {

boost::asio::awaitable<bool> pull_if_genuine(FlagFiles& files, SourceFollower& source,
                                             std::filesystem::path secret_file, WebhookRequest request) {
  auto reading = files.read(std::move(secret_file));
  const auto secret = co_await std::move(reading);
  if (!secret) log(LogLevel::Error, "the secret of webhooks: " + secret.error());
  const std::string line = secret ? secret->substr(0, secret->find('\n')) : std::string();
  const bool genuine = is_genuine(request, line, std::chrono::system_clock::now());
  log(genuine ? LogLevel::Info : LogLevel::Warn,
      genuine ? "webhook: pulling at once" : "a webhook was refused: it is not signed with our secret");
  if (genuine) source.reload();
  co_return genuine;
}

}  // namespace fwop::controller
