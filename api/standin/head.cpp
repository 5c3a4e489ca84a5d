#include "api/standin/head.hpp"

#include <array>
#include <chrono>
#include <ctime>

#include <boost/beast/http/status.hpp>

namespace fwop::api::standin {
namespace {

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

}  // namespace

void write_answer(std::string& out, const Reply& reply, std::uint64_t request_number, bool keep_alive) {
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(reply.status));
  out = "HTTP/1.1 ";
  out += std::to_string(reply.status);
  out += ' ';
  out.append(reason.data(), reason.size());
  out += "\r\nServer: standin\r\nDate: ";
  out += http_date(std::chrono::system_clock::now());
  out += "\r\nContent-Type: ";
  out += reply.content_type;
  out += "\r\nContent-Length: ";
  out += std::to_string(reply.body.size());
  out += "\r\nx-request-id: standin-";
  out += std::to_string(request_number);
  if (reply.retry_after_s) {
    out += "\r\nRetry-After: ";
    out += std::to_string(*reply.retry_after_s);
  }
  if (!reply.allow.empty()) {
    out += "\r\nAllow: ";
    out += reply.allow;
  }
  if (!keep_alive) out += "\r\nConnection: close";
  out += "\r\n\r\n";
  out += reply.body;
}

}  // namespace fwop::api::standin
