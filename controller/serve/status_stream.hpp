#pragma once

#include <memory>
#include <utility>
#include <variant>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace fwop::controller {

/// One connection of the status port, with or without TLS. Models AsyncReadStream and AsyncWriteStream of
/// Asio.
class StatusStream {
 public:
  using Tls = boost::asio::ssl::stream<boost::beast::tcp_stream>;
  using executor_type = boost::beast::tcp_stream::executor_type;

  /// `tls` is null for plain http.
  StatusStream(boost::asio::ip::tcp::socket socket, const std::shared_ptr<boost::asio::ssl::context>& tls)
      : stream_(tls ? Stream(std::in_place_type<Tls>, std::move(socket), *tls)
                    : Stream(std::in_place_type<boost::beast::tcp_stream>, std::move(socket))) {}

  /// Null without TLS.
  Tls* tls() { return std::get_if<Tls>(&stream_); }
  /// The TCP stream (below TLS, if there is TLS). Its timeout also limits TLS operations.
  boost::beast::tcp_stream& tcp() {
    Tls* const over = tls();
    return over != nullptr ? over->next_layer() : std::get<boost::beast::tcp_stream>(stream_);
  }
  executor_type get_executor() { return tcp().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (Tls* const over = tls()) return over->async_read_some(buffers, std::forward<Token>(token));
    return tcp().async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (Tls* const over = tls()) return over->async_write_some(buffers, std::forward<Token>(token));
    return tcp().async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  using Stream = std::variant<boost::beast::tcp_stream, Tls>;
  Stream stream_;
};

}  // namespace fwop::controller
