#include "api/net/proxy.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using testing::HasSubstr;
using testing::Not;

/// "host:port", "none", or the error.
std::string proxy_of(const std::string& url, std::map<std::string, std::string> variables) {
  const auto found =
      proxy_for(parse_endpoint(url).value(), [&](const char* name) -> std::optional<std::string> {
        const auto value = variables.find(name);
        return value == variables.end() ? std::nullopt : std::optional(value->second);
      });
  if (!found) return found.error().message;
  return *found ? (*found)->host + ":" + (*found)->port : "none";
}

TEST(ProxyOf, IsWhatTheEnvironmentNames) {
  const std::string api = "https://api.example.com";
  EXPECT_EQ(proxy_of(api, {}), "none");
  EXPECT_EQ(proxy_of(api, {{"HTTPS_PROXY", ""}}), "none");
  EXPECT_EQ(proxy_of(api, {{"HTTPS_PROXY", "http://proxy:3128/"}}), "proxy:3128");
  EXPECT_EQ(proxy_of(api, {{"HTTPS_PROXY", "http://proxy"}}), "proxy:80");
  EXPECT_EQ(proxy_of(api, {{"HTTPS_PROXY", "proxy:3128"}}), "proxy:3128");
  EXPECT_EQ(proxy_of(api, {{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", "http://lower:2"}}), "lower:2");
  EXPECT_EQ(proxy_of(api, {{"https_proxy", "http://[::1]:8080"}}), "::1:8080");
  for (const char* unusable : {"socks5://me:secret@proxy", "https://me:secret@proxy", "http://me:secret@"}) {
    EXPECT_THAT(proxy_of(api, {{"HTTPS_PROXY", unusable}}), HasSubstr("http://HOST:PORT")) << unusable;
    EXPECT_THAT(proxy_of(api, {{"HTTPS_PROXY", unusable}}), Not(HasSubstr("secret"))) << unusable;
  }
}

TEST(ProxyOf, IsNoneForLoopbackAndForWhatNoProxyLists) {
  struct Case {
    const char* url;
    const char* no_proxy;
    bool proxied;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"https://api.example.com", "", true},
                                   {"https://localhost:8443", "", false},
                                   {"https://127.0.0.2", "", false},
                                   {"https://[::1]", "", false},
                                   {"http://127.0.0.1:80", "", false},
                                   {"https://api.example.com", "*", false},
                                   {"https://api.example.com", "api.example.com", false},
                                   {"https://API.example.com", "example.COM", false},
                                   {"https://api.example.com", ".example.com", false},
                                   {"https://api.example.com", "*.example.com", false},
                                   {"https://badexample.com", "example.com", true},
                                   {"https://example.com.evil", "example.com", true},
                                   {"https://api.example.com", "a, b,api.example.com:443", false},
                                   {"https://api.example.com:8443", "api.example.com:443", true},
                                   {"https://10.1.2.3", "10.0.0.0/8", false},
                                   {"https://11.1.2.3", "10.0.0.0/8", true},
                                   {"https://10.1.2.3", "10.1.2.3", false},
                                   {"https://10.1.2.3:9", "10.1.2.3:8", true},
                                   {"https://[fd00::1]", "fd00::/8", false},
                                   {"https://[fd00::1]", "[fd00::1]:443", false},
                                   {"https://api.example.com", "10.0.0.0/8, ,", true}}) {
    EXPECT_EQ(proxy_of(c.url, {{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", c.no_proxy}}),
              c.proxied ? "p:1" : "none")
        << c.url << " " << c.no_proxy;
  }
}

TEST(ProxyOf, TakesItsPasswordFromTheUrl) {
  const auto found = proxy_for(parse_endpoint("https://api.example.com").value(), [](const char* name) {
    return std::string(name) == "HTTPS_PROXY" ? std::optional<std::string>("http://me:p%40ss@proxy:1")
                                              : std::nullopt;
  });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)->authorization, "Basic bWU6cEBzcw==");
}

}  // namespace
}  // namespace fwop::api
