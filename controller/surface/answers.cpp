#include "controller/surface/answers.hpp"

#include <utility>

namespace fwop::controller {
namespace {

StatusAnswer no_room() {
  return error_answer(503, "too many large answers are under way to readers that are slow: ask again later");
}

}  // namespace

OutgoingAnswer Answers::outgoing(StatusAnswer answer) {
  const bool small = answer.body.size() <= kSmall;
  const bool refused = !small && *bytes_ > 0 && *bytes_ + answer.body.size() > most_bytes_;
  if (refused) answer = no_room();
  auto body = std::make_unique<const std::string>(std::move(answer.body));
  const auto count = [bytes = bytes_](const std::string* ended) {
    *bytes -= ended->size();
    delete ended;
  };
  *bytes_ += body->size();
  std::shared_ptr<const std::string> counted(body.release(), count);
  return {answer.status, answer.content_type, std::move(counted), refused};
}

OutgoingAnswer Answers::shared(std::uint64_t version, const std::function<StatusAnswer()>& make) {
  if (last_ && last_->version == version) {
    if (auto body = last_->body.lock()) return {last_->status, last_->content_type, std::move(body), false};
  }
  // Not even made when there is no room for it.
  OutgoingAnswer answer = *bytes_ >= most_bytes_ ? outgoing(no_room()) : outgoing(make());
  answer.retry_later = answer.retry_later || answer.status == 503;
  if (!answer.retry_later) last_ = Shared{version, answer.status, answer.content_type, answer.body};
  return answer;
}

}  // namespace fwop::controller
