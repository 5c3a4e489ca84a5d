#include "controller/serve/answers.hpp"

#include <utility>

namespace fwop::controller {
namespace {

TextPieces one_piece(std::string text) {
  TextPieces pieces;
  pieces.push_back(std::move(text));
  return pieces;
}

}  // namespace

OutgoingAnswer Answers::counted(unsigned status, std::string_view content_type, TextPieces pieces) {
  const std::size_t size = size_of(pieces);
  auto body = std::make_unique<const TextPieces>(std::move(pieces));
  const auto count = [bytes = bytes_, size](const TextPieces* ended) {
    *bytes -= size;
    delete ended;
  };
  *bytes_ += size;
  std::shared_ptr<const TextPieces> shared(body.release(), count);
  return {.status = status, .content_type = content_type, .body = std::move(shared)};
}

OutgoingAnswer Answers::no_room() {
  StatusAnswer answer =
      error_answer(503, "slow readers still receive too many large answers: ask again later");
  OutgoingAnswer refused = counted(answer.status, answer.content_type, one_piece(std::move(answer.body)));
  refused.retry_later = true;
  return refused;
}

OutgoingAnswer Answers::admitted(unsigned status, std::string_view content_type, TextPieces body) {
  const std::size_t size = size_of(body);
  if (size > kSmall && *bytes_ > 0 && *bytes_ + size > most_bytes_) return no_room();
  return counted(status, content_type, std::move(body));
}

OutgoingAnswer Answers::outgoing(StatusAnswer answer) {
  OutgoingAnswer outgoing = admitted(answer.status, answer.content_type, one_piece(std::move(answer.body)));
  outgoing.allow = std::move(answer.allow);
  return outgoing;
}

OutgoingAnswer Answers::outgoing(std::string_view content_type, TextPieces body) {
  return admitted(200, content_type, std::move(body));
}

}  // namespace fwop::controller
