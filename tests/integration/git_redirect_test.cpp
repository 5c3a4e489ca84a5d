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
  /// `other` is HOST:PORT.
  RedirectingGit(std::string advertisement, std::string redirected, std::string other)
      : advertisement_(std::move(advertisement)),
        redirected_(std::move(redirected)),
        other_(std::move(other)) {
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
              ? "HTTP/1.1 302 Found\r\nLocation: http://" + other_ + path.substr(path.find(' ') + 1) +
                    "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              : "HTTP/1.1 200 OK\r\nContent-Type: "
                "application/x-git-upload-pack-advertisement\r\nContent-Length: " +
                    std::to_string(advertisement_.size()) + "\r\nConnection: close\r\n\r\n" + advertisement_;
      ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  const std::string advertisement_;
  const std::string redirected_;
  const std::string other_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::atomic<int> asked_{0};
  std::thread thread_;
};

using GitRedirect = GitFetch;

TEST_F(GitRedirect, NoneToAnotherHostOrPortIsFollowed) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  const std::string advertisement =
      "001e# service=git-upload-pack\n0000" +
      run_tool(temp_.path() / "advertise", "/usr/bin/git",
               {"upload-pack", "--stateless-rpc", "--advertise-refs", upstream_.bare().string()});
  // The first request, and the one that fetches.
  for (const char* redirected : {"info/refs", "POST "}) {
    for (const char* host : {"localhost", "127.0.0.1"}) {
      const RedirectingGit other(advertisement, "nothing at all", "");
      const std::string place = host + (":" + std::to_string(other.port()));
      const RedirectingGit server(advertisement, redirected, place);
      const auto credentials = temp_.path() / "credentials";
      write_text(credentials, "user:secret-pass\n");
      const auto error =
          refused({.url = server.url(), .ref = "main", .credentials_file = credentials.string()});
      EXPECT_THAT(error.message, HasSubstr("redirect")) << redirected;
      EXPECT_GT(server.asked(), 0) << redirected;
      EXPECT_EQ(other.asked(), 0) << redirected << " " << place;
      // libgit2 follows none after the first request, and does not say where it led.
      if (std::string(redirected) == "POST ") continue;
      EXPECT_THAT(error.message, HasSubstr(host));
      EXPECT_THAT(error.message, HasSubstr("127.0.0.1"));
      if (std::string(host) == "localhost") continue;
      EXPECT_EQ(error.fault, manifests::GitFault::Refused);
      EXPECT_THAT(error.message, HasSubstr("it redirects to " + place));
      EXPECT_THAT(error.message, HasSubstr("only 127.0.0.1:" + std::to_string(server.port()) + " is given"));
    }
  }
}

}  // namespace
}  // namespace fwop::e2e
