#include <cstdlib>

#include <gmock/gmock.h>

#include "git_fetch_fixture.hpp"
#include "tiny_proxy.hpp"

namespace fwop::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A repository over https that is reached at an address for which proxies are used.
class GitProxy : public GitFetch {
 protected:
  GitProxy() {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) ::unsetenv(name);
    const auto credentials = temp_.path() / "credentials";
    write_text(credentials, "user:secret-pass\n");
    remote_ = {.url = server_.url("upstream.git", "0.0.0.0"),
               .credentials_file = credentials.string(),
               .ca_file = server_.certificate().string()};
  }
  ~GitProxy() override {
    ::unsetenv("HTTPS_PROXY");
    ::unsetenv("NO_PROXY");
  }

  const std::string commit_ = upstream_.push("a.yaml", "a: 1\n", "First");
  GitOverHttps server_{temp_.path() / "https", upstream_.bare().parent_path()};
  manifests::GitRemote remote_;
};

TEST_F(GitProxy, HttpsGoesThroughItsTunnel) {
  const TinyProxy proxy(temp_.path() / "proxy", server_.port());
  ::setenv("HTTPS_PROXY", proxy.url().c_str(), 1);
  EXPECT_EQ(fetched(remote_), commit_);
  EXPECT_THAT(proxy.log(), HasSubstr("CONNECT 0.0.0.0:" + server_.port()));
}

TEST_F(GitProxy, WhatNoProxyListsGoesStraight) {
  ::setenv("HTTPS_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_THAT(refused(remote_).message, HasSubstr("through the proxy 127.0.0.1:1"));
  ::setenv("NO_PROXY", "example.com, 0.0.0.0", 1);
  EXPECT_EQ(fetched(remote_), commit_);
  ::unsetenv("NO_PROXY");
  remote_.url = server_.url("upstream.git");
  EXPECT_EQ(fetched(remote_), commit_) << "localhost has no proxy";
}

TEST_F(GitProxy, OneThatRefusesIsNamedAndItsPasswordIsNot) {
  const TinyProxy proxy(temp_.path() / "proxy", "1");
  ::setenv("HTTPS_PROXY", proxy.url().c_str(), 1);
  EXPECT_THAT(refused(remote_).message, AllOf(HasSubstr("the proxy 127.0.0.1:" + proxy.port()),
                                              HasSubstr("403"), Not(HasSubstr("secret"))));
  ::setenv("HTTPS_PROXY", "socks5://me:secret@127.0.0.1:1", 1);
  EXPECT_THAT(refused(remote_).message, AllOf(HasSubstr("HTTPS_PROXY"), Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace fwop::e2e
