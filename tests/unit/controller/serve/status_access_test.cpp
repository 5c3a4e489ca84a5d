#include "controller/serve/status_access.hpp"

#include <string>
#include <vector>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kApi = "/api/v1/clusters";
constexpr const char* kLoopback = "127.0.0.1";
constexpr const char* kEverywhere = "0.0.0.0";
const std::vector<std::string> kForMachines = {"/metrics", "/healthz", "/readyz", "/metrics?x=1"};

std::shared_ptr<api::Credentials> a_token() { return std::make_shared<api::FixedKey>("s3cret", "the token"); }

auto make(const char* address, StatusAccessOptions options = {}) {
  return StatusAccess::make(boost::asio::ip::make_address(address), std::move(options));
}

/// 200 where nothing is refused.
unsigned status(const StatusAccess& access, const std::string& host, const std::string& target = kApi,
                const std::string& authorization = "") {
  const auto refused = access.refusal({.host = host, .authorization = authorization}, target);
  return refused ? refused->status : 200;
}

TEST(StatusAccess, TakesItsOwnNamesAndEveryAddress) {
  char own[256] = {};
  ASSERT_EQ(::gethostname(own, sizeof own - 1), 0);
  const auto access = make(kLoopback, {.hosts = {"operator.example.com"}});
  ASSERT_TRUE(access) << access.error();
  for (const std::string host : {"localhost", "LocalHost:8080", "localhost.", "127.0.0.1", "127.0.0.1:8080",
                                 "127.1.2.3:80", "[::1]", "[::1]:8080", "10.0.0.7:8080", "[fd00::7]:1",
                                 "Operator.Example.COM:443", static_cast<const char*>(own)})
    EXPECT_EQ(status(*access, host), 200U) << host;
}

TEST(StatusAccess, RefusesTheNamesOfOthersAndSaysWhatToDo) {
  const auto access = make(kLoopback, {.hosts = {"operator.example.com"}});
  ASSERT_TRUE(access);
  for (const char* host : {"", "evil.example", "evil.example:8080", "localhost.evil.example",
                           "127.0.0.1.evil.example", "example.com", "a.operator.example.com",
                           "[::1].evil.example", ":8080", "127.1", "0x7f000001", "evil.example:127.0.0.1"}) {
    EXPECT_EQ(status(*access, host), 421U) << host;
    EXPECT_EQ(status(*access, host, "/"), 421U) << host;
  }
  EXPECT_THAT(access->refusal({.host = "evil.example"}, kApi)->body,
              AllOf(HasSubstr("'evil.example'"), HasSubstr("--status-host"), HasSubstr("localhost")));
}

TEST(StatusAccess, MetricsAndProbesHaveNoWrongHost) {
  const auto access = make(kLoopback);
  ASSERT_TRUE(access);
  for (const std::string& target : kForMachines)
    EXPECT_EQ(status(*access, "evil.example", target), 200U) << target;
  for (const char* target :
       {"/metricsx", "/%6detrics", "/metrics/", "/healthz/../api/v1/clusters", "//metrics"})
    EXPECT_EQ(status(*access, "evil.example", target), 421U) << target;
}

TEST(StatusAccess, BeyondLoopbackSomebodyHasToSayWhoReads) {
  for (const char* address : {kEverywhere, "::", "10.0.0.7", "fd00::7"}) {
    const auto access = make(address);
    ASSERT_FALSE(access) << address;
    EXPECT_THAT(access.error(), AllOf(HasSubstr("--status-token-file"), HasSubstr("--status-open")));
  }
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1"}) EXPECT_TRUE(make(address)) << address;
}

TEST(StatusAccess, ATokenIsAskedForAlsoOnLoopback) {
  for (const char* address : {kEverywhere, kLoopback}) {
    const auto access = make(address, {.token = a_token()});
    ASSERT_TRUE(access) << access.error();
    for (const char* target : {"/", kApi, "/metrics", "/readyz"}) {
      EXPECT_EQ(status(*access, "localhost", target, "Bearer s3cret"), 200U) << target;
      EXPECT_EQ(status(*access, "localhost", target, "bearer s3cret"), 200U) << target;
      for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret2", "Bearer S3cret",
                                "s3cret", "Basic s3cret"})
        EXPECT_EQ(status(*access, "localhost", target, wrong), 401U) << target << " " << wrong;
    }
    EXPECT_EQ(status(*access, "evil.example", kApi, "Bearer s3cret"), 421U);
  }
}

TEST(StatusAccess, MetricsAndProbesMayBeOpenAlone) {
  const auto alone = make(kEverywhere, {.open = StatusOpen::Metrics});
  const auto beside = make(kEverywhere, {.token = a_token(), .open = StatusOpen::Metrics});
  ASSERT_TRUE(alone && beside);
  for (const std::string& target : kForMachines) {
    EXPECT_EQ(status(*alone, "10.0.0.7", target), 200U) << target;
    EXPECT_EQ(status(*beside, "10.0.0.7", target), 200U) << target;
  }
  EXPECT_EQ(status(*alone, "10.0.0.7", kApi), 403U);
  EXPECT_EQ(status(*beside, "10.0.0.7", kApi), 401U);
  EXPECT_EQ(status(*beside, "10.0.0.7", kApi, "Bearer s3cret"), 200U);
}

TEST(StatusAccess, AClientCertificateIsAsGoodAsAToken) {
  const StatusTlsFiles tls = {.identity = {.certificate_file = "c", .key_file = "k"}, .client_ca_file = "a"};
  const auto refusal = [](const StatusAccess& access, bool certificate, const char* host = "10.0.0.7") {
    const auto refused = access.refusal({.host = host, .has_certificate = certificate}, kApi);
    return refused ? refused->status : 200;
  };
  for (const char* address : {kEverywhere, kLoopback}) {
    const auto alone = make(address, {.tls = tls});
    const auto beside = make(address, {.token = a_token(), .tls = tls});
    ASSERT_TRUE(alone && beside);
    EXPECT_EQ(refusal(*alone, true), 200U);
    EXPECT_EQ(refusal(*alone, false), 403U);
    EXPECT_EQ(refusal(*beside, true), 200U);
    EXPECT_EQ(refusal(*beside, false), 401U);
    EXPECT_EQ(refusal(*alone, true, "evil.example"), 421U);
    EXPECT_EQ(status(*beside, "10.0.0.7", kApi, "Bearer s3cret"), 200U);
    EXPECT_EQ(status(*alone, "10.0.0.7", "/metrics"), 403U);
  }
  const auto metrics = make(kEverywhere, {.open = StatusOpen::Metrics, .tls = tls});
  ASSERT_TRUE(metrics);
  EXPECT_EQ(status(*metrics, "10.0.0.7", "/metrics"), 200U);
  EXPECT_EQ(refusal(*metrics, false), 403U);
}

TEST(StatusAccess, FilesOfTlsThatDoNotGoTogetherAreRefused) {
  const auto error = [](StatusTlsFiles tls, StatusOpen open = StatusOpen::ByAddress) {
    const auto access = make(kLoopback, {.open = open, .tls = std::move(tls)});
    return access ? "" : access.error();
  };
  EXPECT_THAT(error({.identity = {.certificate_file = "c"}}), HasSubstr("go together"));
  EXPECT_THAT(error({.identity = {.key_file = "k"}}), HasSubstr("go together"));
  EXPECT_THAT(error({.client_ca_file = "a"}), HasSubstr("needs https"));
  EXPECT_THAT(
      error({.identity = {.certificate_file = "c", .key_file = "k"}, .client_ca_file = "a"}, StatusOpen::All),
      HasSubstr("exclude each other"));
  EXPECT_EQ(error({.identity = {.certificate_file = "c", .key_file = "k"}}, StatusOpen::All), "");
  // TLS alone says nothing of who may read.
  EXPECT_FALSE(make(kEverywhere, {.tls = {.identity = {.certificate_file = "c", .key_file = "k"}}}));
}

TEST(StatusAccess, OpenToAllKeepsToItsNames) {
  const auto access = make(kEverywhere, {.open = StatusOpen::All});
  ASSERT_TRUE(access);
  EXPECT_EQ(status(*access, "10.0.0.7"), 200U);
  EXPECT_EQ(status(*access, "evil.example"), 421U);
  EXPECT_FALSE(make(kEverywhere, {.token = a_token(), .open = StatusOpen::All}));
}

TEST(StatusAccess, ATokenThatCannotBeReadIsRefusedAtTheStart) {
  const auto access = make(kEverywhere, {.token = std::make_shared<api::FixedKey>(" ", "the token file x")});
  ASSERT_FALSE(access);
  EXPECT_THAT(access.error(), HasSubstr("the token file x is empty"));
}

}  // namespace
}  // namespace fwop::controller
