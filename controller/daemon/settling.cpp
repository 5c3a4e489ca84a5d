#include "controller/daemon/settling.hpp"

#include <boost/asio/post.hpp>

#include "controller/daemon/health.hpp"

namespace fwop::controller {

bool Settling::look() {
  const Engine* const engine = term_.engine();
  if (engine == nullptr) return false;
  if (!removals_followed_ && engine->observed_once()) {
    removals_followed_ = true;
    if (engine->removal_pending()) {
      boost::asio::post(loop_, [this] {
        if (Runtime* const runtime = term_.runtime()) runtime->reconcile_now(std::nullopt);
      });
    }
  }
  return engine->settled();
}

int Settling::exit_code() const {
  const Engine* const engine = term_.engine();
  if (engine == nullptr || !term_.snapshot()) return 1;
  bool all_ready = true;
  for (const auto& [verdict, count] : engine->verdicts(Runtime::now()))
    all_ready = all_ready && (verdict == Verdict::Ready || count == 0);
  return all_ready && !has_errors(*term_.snapshot()) ? 0 : 1;
}

}  // namespace fwop::controller
