#include "api/net/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Endpoint, IsReadFromAUrl) {
  const struct {
    const char* url;
    Endpoint endpoint;
    const char* host_header;
  } cases[] = {
      {"https://api.fireworks.ai", {true, "api.fireworks.ai", "443", ""}, "api.fireworks.ai"},
      {"HTTPS://api.fireworks.ai:443/", {true, "api.fireworks.ai", "443", ""}, "api.fireworks.ai"},
      {"https://proxy.corp:8443/fw/", {true, "proxy.corp", "8443", "/fw"}, "proxy.corp:8443"},
      {"https://10.0.0.1", {true, "10.0.0.1", "443", ""}, "10.0.0.1"},
      {"http://localhost:8081", {false, "localhost", "8081", ""}, "localhost:8081"},
      {"http://127.8.8.8", {false, "127.8.8.8", "80", ""}, "127.8.8.8"},
      {"http://[::1]:9", {false, "::1", "9", ""}, "[::1]:9"},
  };
  for (const auto& c : cases) {
    const auto endpoint = parse_endpoint(c.url);
    ASSERT_TRUE(endpoint.has_value()) << c.url << ": " << endpoint.error().message;
    EXPECT_EQ(*endpoint, c.endpoint) << c.url;
    EXPECT_EQ(host_header(*endpoint), c.host_header);
  }
}

TEST(Endpoint, SaysWhatIsWrongWithAUrl) {
  const struct {
    const char* url;
    const char* message;
  } cases[] = {
      {"", "not a URL"},
      {"api.fireworks.ai", "not a URL"},
      {"https://", "names no host"},
      {"ftp://api.fireworks.ai", "must start with https://"},
      {"http://api.fireworks.ai", "use https"},
      {"http://10.0.0.1", "use https"},
      {"http://127.0.0.1.evil.test", "no valid host"},
      {"http://localhost.evil.test", "use https"},
      {"https://h:0", "port from 1 to 65535"},
      {"https://h:65536", "port from 1 to 65535"},
      {"https://h?x=1", "without '?' and '#'"},
      {"https://h\r\nX: y", "not a URL"},
  };
  for (const auto& c : cases) {
    const auto endpoint = parse_endpoint(c.url);
    ASSERT_TRUE(endpoint.has_error()) << c.url;
    EXPECT_EQ(endpoint.error().kind, NetErrorKind::Invalid);
    EXPECT_THAT(endpoint.error().message, HasSubstr(c.message)) << c.url;
  }
}

TEST(Endpoint, DoesNotRepeatAPassword) {
  const auto endpoint = parse_endpoint("https://me:hunter2@api.fireworks.ai");
  ASSERT_TRUE(endpoint.has_error());
  EXPECT_THAT(endpoint.error().message, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace fwop::api
