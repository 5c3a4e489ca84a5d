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

/// Makes the pages that grow with the fleet. What they tell is copied on the loop, some clusters at a time,
/// and its text is made on a thread of its own, so that a large fleet never keeps the loop for long. Readers
/// of one state of the clusters share one text; a scrape shares the page that another still reads, if it is a
/// few seconds old at most.
class LargeAnswers {
 public:
  LargeAnswers(std::shared_ptr<const StatusSource> source, std::shared_ptr<Answers> answers);

  /// To be awaited on the loop. Throws when there is no memory, or after stop().
  boost::asio::awaitable<OutgoingAnswer> get(LargePage page);
  /// Waits for the text that is being made now, a third of a second at most for the metrics of 10,000
  /// clusters. No answer comes any more. To be called before the loop goes.
  void stop() { thread_.stop(); }

 private:
  boost::asio::awaitable<OutgoingAnswer> clusters();
  boost::asio::awaitable<OutgoingAnswer> metrics();
  boost::asio::awaitable<OutgoingAnswer> manifests();
  boost::asio::awaitable<OutgoingAnswer> own();
  boost::asio::awaitable<OutgoingAnswer> make_clusters();
  boost::asio::awaitable<OutgoingAnswer> make_metrics();
  /// `make` runs on the other thread.
  boost::asio::awaitable<OutgoingAnswer> json_page(std::function<nlohmann::json()> make);

  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<Answers> answers_;
  RenderThread thread_;
  SharedAnswer clusters_;
  SharedAnswer metrics_;
};

}  // namespace fwop::controller
