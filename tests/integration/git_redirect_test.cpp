#include <atomic>
#include <cstdint>
#include <thread>

#include <unistd.h>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "git_fetch_fixture.hpp"

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

/// Answers as Git's smart HTTP does until it is asked for `redirected`, which another server has.
class RedirectingGit {
 public:
  RedirectingGit(std::string advertisement, std::string redirected, std::uint16_t other)
      : advertisement_(std::move(advertisement)), redirected_(std::move(redirected)), other_(other) {
    sockaddr_in address = any_port();
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RedirectingGit() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  RedirectingGit(const RedirectingGit&) = delete;
  RedirectingGit& operator=(const RedirectingGit&) = delete;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/a.git"; }
  std::uint16_t port() const { return port_; }
  int asked() const { return asked_; }

 private:
  static sockaddr_in any_port() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  void serve() {
    for (int connection = 0; (connection = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(connection)) {
      std::string head;
      char bytes[4096];
      for (ssize_t got = 1; got > 0 && head.find("\r\n\r\n") == std::string::npos;) {
        got = ::recv(connection, bytes, sizeof bytes, 0);
        if (got > 0) head.append(bytes, static_cast<std::size_t>(got));
      }
      ++asked_;
      const std::string path = head.substr(0, head.find(" HTTP/"));
      const std::string answer =
          path.find(redirected_) != std::string::npos
              ? "HTTP/1.1 302 Found\r\nLocation: http://localhost:" + std::to_string(other_) +
                    path.substr(path.find(' ') + 1) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              : "HTTP/1.1 200 OK\r\nContent-Type: "
                "application/x-git-upload-pack-advertisement\r\nContent-Length: " +
                    std::to_string(advertisement_.size()) + "\r\nConnection: close\r\n\r\n" + advertisement_;
      ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  const std::string advertisement_;
  const std::string redirected_;
  const std::uint16_t other_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::atomic<int> asked_{0};
  std::thread thread_;
};

using GitRedirect = GitFetch;

/// (Within a host libgit2 follows the first request's in any case.)
TEST_F(GitRedirect, NoneToAnotherHostIsFollowed) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  const std::string advertisement =
      "001e# service=git-upload-pack\n0000" +
      run_tool(temp_.path() / "advertise", "/usr/bin/git",
               {"upload-pack", "--stateless-rpc", "--advertise-refs", upstream_.bare().string()});
  // The first request, and the one that fetches.
  for (const char* redirected : {"info/refs", "POST "}) {
    const RedirectingGit other(advertisement, "nothing at all", 0);
    const RedirectingGit server(advertisement, redirected, other.port());
    const auto credentials = temp_.path() / "credentials";
    write_text(credentials, "user:secret-pass\n");
    const auto error =
        refused({.url = server.url(), .ref = "main", .credentials_file = credentials.string()});
    EXPECT_THAT(error.message, HasSubstr("redirect")) << redirected;
    EXPECT_GT(server.asked(), 0) << redirected;
    EXPECT_EQ(other.asked(), 0) << redirected;
  }
}

}  // namespace
}  // namespace fwop::e2e
