#pragma once

#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include "controller/serve/answers.hpp"
#include "controller/serve/render_thread.hpp"
#include "controller/serve/shared_answer.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// Makes the pages that grow with the number of clusters. Copies the data on the loop, some clusters at a
/// time, and makes the text on its own thread, so that a large fleet does not block the loop. Readers of the
/// same version of the list share one text. A scrape may share a metrics page that is being made or sent, if
/// it is at most five seconds old.
class LargeAnswers {
 public:
  LargeAnswers(std::shared_ptr<const StatusSource> source, std::shared_ptr<Answers> answers);

  /// Await it on the loop. Throws when memory runs out, and after stop().
  boost::asio::awaitable<OutgoingAnswer> get(LargePage page);
  /// Waits for the text that is being made now: for the metrics of 10,000 clusters up to a third of a second.
  /// After it get() throws. Call it before the loop is destroyed.
  void stop() { thread_.stop(); }

 private:
  boost::asio::awaitable<OutgoingAnswer> clusters();
  boost::asio::awaitable<OutgoingAnswer> metrics();
  boost::asio::awaitable<OutgoingAnswer> manifests();
  boost::asio::awaitable<OutgoingAnswer> own();
  boost::asio::awaitable<OutgoingAnswer> make_clusters();
  boost::asio::awaitable<OutgoingAnswer> make_metrics();
  /// Calls `make` on the other thread.
  boost::asio::awaitable<OutgoingAnswer> json_page(std::function<nlohmann::json()> make);

  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<Answers> answers_;
  RenderThread thread_;
  SharedAnswer clusters_;
  SharedAnswer metrics_;
};

}  // namespace fwop::controller
