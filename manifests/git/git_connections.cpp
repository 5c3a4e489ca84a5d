#include "manifests/git/git_connections.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include <git2.h>
#include <git2/sys/stream.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/string.hpp>

#include "api/net/connection.hpp"

namespace fwop::manifests {
namespace {

namespace asio = boost::asio;

// The process that fetches is killed long before this.
constexpr std::chrono::hours kOpenTimeout{1};

/// libgit2 passes no argument of ours to the function that makes a stream.
GitConnections* current = nullptr;

/// One connection, on which libgit2 itself speaks TLS.
struct Stream : git_stream {
  asio::io_context loop{1};
  std::shared_ptr<api::Connection> connection;
};

template <class Value>
Value wait_for(asio::io_context& loop, asio::awaitable<Value> work) {
  std::optional<Value> value;
  asio::co_spawn(loop, std::move(work), [&value](std::exception_ptr failed, Value done) {
    if (failed) std::rethrow_exception(failed);
    value.emplace(std::move(done));
  });
  loop.restart();
  loop.run();
  return std::move(*value);
}

int fail(const std::string& why) {
  git_error_set_str(GIT_ERROR_NET, why.c_str());
  return -1;
}

int on_connect(git_stream* stream) {
  auto& self = *static_cast<Stream*>(stream);
  const auto error =
      wait_for(self.loop, self.connection->open(nullptr, std::chrono::steady_clock::now() + kOpenTimeout));
  return error ? fail(error->message) : 0;
}

ssize_t on_read(git_stream* stream, void* data, std::size_t size) {
  auto& self = *static_cast<Stream*>(stream);
  auto& input = self.connection->input();
  if (input.size() == 0) {
    const api::Transfer transfer = wait_for(self.loop, self.connection->read());
    if (transfer.error == asio::error::eof) return 0;
    if (transfer.error) return fail("the connection broke: " + transfer.error.message());
  }
  const std::size_t got = asio::buffer_copy(asio::buffer(data, size), input.data());
  input.consume(got);
  return static_cast<ssize_t>(got);
}

ssize_t on_write(git_stream* stream, const char* data, std::size_t size, int) {
  auto& self = *static_cast<Stream*>(stream);
  self.connection->request().assign(data, size);
  const api::Transfer transfer = wait_for(self.loop, self.connection->write());
  if (transfer.error) return fail("the connection broke: " + transfer.error.message());
  return static_cast<ssize_t>(size);
}

int on_close(git_stream* stream) {
  static_cast<Stream*>(stream)->connection.reset();
  return 0;
}

void on_free(git_stream* stream) { delete static_cast<Stream*>(stream); }

int make_stream(git_stream** out, const char* host, const char* port) {
  if (!current->allows(host, port)) return fail("a connection to another place was refused");
  auto stream = std::make_unique<Stream>();
  stream->version = GIT_STREAM_VERSION;
  stream->connect = on_connect;
  stream->read = on_read;
  stream->write = on_write;
  stream->close = on_close;
  stream->free = on_free;
  api::Endpoint place = current->place();
  stream->connection =
      std::make_shared<api::Connection>(stream->loop.get_executor(), std::move(place), current->proxy());
  *out = stream.release();
  return 0;
}

}  // namespace

GitConnections::GitConnections(api::Endpoint place, std::optional<api::Proxy> proxy, std::string& refusal)
    : place_(std::move(place)), proxy_(std::move(proxy)), refusal_(refusal) {
  current = this;
  git_stream_registration registration{};
  registration.version = GIT_STREAM_VERSION;
  registration.init = make_stream;
  // libgit2 keeps a copy. For https, it uses this connection below its own TLS.
  git_stream_register(GIT_STREAM_STANDARD, &registration);
}

GitConnections::~GitConnections() {
  git_stream_register(GIT_STREAM_STANDARD, nullptr);
  current = nullptr;
}

bool GitConnections::allows(const std::string& host, const std::string& port) {
  if (boost::beast::iequals(host, place_.host) && port == place_.port) return true;
  const api::Endpoint other{.tls = true, .host = host, .port = port, .base_path = {}};
  refusal_ = "it redirects to " + api::host_and_port(other) + ", and only " + api::host_and_port(place_) +
             " is given what --git-credentials-file holds: if both are right, give --git the new URL";
  return false;
}

}  // namespace fwop::manifests
