#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "certificates.hpp"
#include "git_servers.hpp"
#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The status of the real program over TLS, read by its own commands and by curl.
class OperatorStatusTls : public OperatorTest {
 protected:
  void SetUp() override {
    start_standin();
    declare("prod");
    ours_.sign("server", kForServers);
    ours_.sign("alice", kForClients);
    ours_.sign("for-servers", kForServers);
    ours_.sign("expired", kForClients, -1);
    theirs_.sign("mallory", kForClients);
  }

  /// With https, and our authority to sign for readers.
  Daemon start_tls_daemon(std::vector<std::string> more = {}) {
    const std::vector<std::string> tls = {"--status-address=0.0.0.0:0",
                                          "--status-tls-cert-file=" + ours_.file("server", "pem"),
                                          "--status-tls-key-file=" + ours_.file("server", "key"),
                                          "--status-client-ca-file=" + ours_.certificate()};
    more.insert(more.begin(), tls.begin(), tls.end());
    return start_daemon(std::move(more));
  }

  std::vector<std::string> shown(const std::string& name) const {
    return {"--status-ca-file=" + ours_.certificate(), "--status-client-cert-file=" + ours_.file(name, "pem"),
            "--status-client-key-file=" + ours_.file(name, "key")};
  }
  /// What `get` writes, on both streams, after its exit code.
  std::string clusters(const std::string& address, std::vector<std::string> more) {
    more.insert(more.begin(), {"get", "--status-address=" + address});
    auto process = start(std::move(more));
    const auto code = process.wait();
    return std::to_string(code.value_or(-1)) + ": " + process.out() + process.err();
  }
  static std::string url(const Daemon& daemon) { return "https://" + daemon.address(); }

  /// What curl wrote, on both streams, after its exit code.
  std::string curl(const Daemon& daemon, const std::string& path, std::vector<std::string> more) {
    more.insert(more.end(), {"--silent", "--show-error", "--max-time", "60", "--cacert", ours_.certificate(),
                             url(daemon) + path});
    Process process({.program = "/usr/bin/curl",
                     .arguments = std::move(more),
                     .environment = {},
                     .output_prefix = temp_.path() / "curl"});
    const auto code = process.wait();
    return std::to_string(code.value_or(-1)) + ": " + process.out() + process.err();
  }
  std::vector<std::string> as_alice(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--cert", ours_.file("alice", "pem"), "--key", ours_.file("alice", "key")});
    return more;
  }

  fs::path tls_folder_ = temp_.path() / "tls";
  TestAuthority ours_{tls_folder_, "our-authority"};
  TestAuthority theirs_{tls_folder_, "their-authority"};
};

TEST_F(OperatorStatusTls, ReadsWhoShowsACertificateOfItsAuthority) {
  auto daemon = start_tls_daemon();
  ASSERT_TRUE(
      eventually([&] { return clusters(url(daemon), shown("alice")).find("Ready") != std::string::npos; }));
  for (const char* command : {"why", "describe", "status"}) {
    std::vector<std::string> words = {command, "--status-address=" + url(daemon)};
    if (command != std::string("status")) words.emplace_back("prod");
    for (std::string& flag : shown("alice")) words.push_back(std::move(flag));
    auto process = start(std::move(words));
    EXPECT_EQ(process.wait(), 0) << command << process.err();
  }
  // A browser that has the certificate sees the page.
  EXPECT_THAT(curl(daemon, "/", as_alice()), AllOf(StartsWith("0: "), HasSubstr("<html")));
}

TEST_F(OperatorStatusTls, WhoShowsNoneOrABadOneIsRefusedAndToldWhy) {
  auto daemon = start_tls_daemon();
  const std::string nobody = clusters(url(daemon), {"--status-ca-file=" + ours_.certificate()});
  EXPECT_THAT(nobody, AllOf(StartsWith("2: "), HasSubstr("this needs a client certificate"),
                            HasSubstr("--status-client-cert-file")));
  for (const char* target : {"/", "/api/v1/clusters", "/metrics", "/healthz"})
    EXPECT_THAT(curl(daemon, target, {}), HasSubstr("this needs a client certificate")) << target;
  const std::map<std::string, std::string> bad = {{"mallory", "unknown ca"},
                                                  {"for-servers", "unsupported certificate"},
                                                  {"expired", "certificate expired"}};
  for (const auto& [name, why] : bad) {
    EXPECT_THAT(clusters(url(daemon), shown(name)),
                AllOf(StartsWith("2: "), HasSubstr("refuses the client certificate"), HasSubstr(why)));
    for (const char* version : {"1.2", "1.3"}) {
      EXPECT_THAT(
          curl(daemon, "/healthz",
               {"--tls-max", version, "--cert", ours_.file(name, "pem"), "--key", ours_.file(name, "key")}),
          Not(StartsWith("0: ")))
          << name << " TLS " << version;
    }
  }
  EXPECT_THAT(clusters(url(daemon), shown("alice")), StartsWith("0: "));
}

TEST_F(OperatorStatusTls, SpeaksNoOldTls) {
  auto daemon = start_tls_daemon();
  EXPECT_THAT(curl(daemon, "/healthz", as_alice({"--tls-max", "1.2"})), StartsWith("0: ok"));
  EXPECT_THAT(curl(daemon, "/healthz", as_alice({"--tlsv1.3"})), StartsWith("0: ok"));
  EXPECT_THAT(curl(daemon, "/healthz", as_alice({"--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"})),
              AllOf(StartsWith("35: "), HasSubstr("protocol version")));
}

TEST_F(OperatorStatusTls, HttpAndHttpsThatMissEachOtherAreTold) {
  auto daemon = start_tls_daemon();
  EXPECT_THAT(clusters(daemon.address(), {}), AllOf(StartsWith("2: "), HasSubstr("this port speaks TLS")));
  EXPECT_EQ(daemon.get("/healthz").status, 400);
  EXPECT_THAT(clusters(daemon.address(), shown("alice")),
              AllOf(StartsWith("2: "), HasSubstr("is for https: write --status-address https://")));
  EXPECT_THAT(clusters(url(daemon), {}),
              AllOf(StartsWith("2: "), HasSubstr("is not trusted"), HasSubstr("--status-ca-file")));
  const std::string elsewhere = "https://127.0.0.2:" + std::to_string(daemon.port());
  EXPECT_THAT(clusters(elsewhere, shown("alice")),
              AllOf(StartsWith("2: "), HasSubstr("certificate is not for 127.0.0.2")));
  daemon.process().signal(SIGTERM);
  ASSERT_TRUE(daemon.process().wait());
  auto plain = start_daemon();
  EXPECT_THAT(clusters(url(plain), shown("alice")), AllOf(StartsWith("2: "), HasSubstr("speaks no TLS")));
}

TEST_F(OperatorStatusTls, ATokenAndOpenMetricsStandBesideIt) {
  const fs::path token = temp_.path() / "token";
  write_text(token, "s3cret\n");
  fs::permissions(token, fs::perms(0600));
  auto daemon = start_tls_daemon({"--status-open=metrics", "--status-token-file=" + token.string()});
  EXPECT_THAT(curl(daemon, "/healthz", {}), StartsWith("0: ok"));
  EXPECT_THAT(curl(daemon, "/metrics", {}), HasSubstr("fireworks_"));
  EXPECT_THAT(curl(daemon, "/api/v1/clusters", {}),
              AllOf(HasSubstr("a token is needed"), HasSubstr("or a client certificate")));
  EXPECT_THAT(curl(daemon, "/api/v1/clusters", {"--header", "Authorization: Bearer s3cret"}),
              HasSubstr("\"clusters\""));
  EXPECT_THAT(curl(daemon, "/api/v1/clusters", as_alice()), HasSubstr("\"clusters\""));
}

TEST_F(OperatorStatusTls, NewCertificatesCountWithoutARestart) {
  auto daemon = start_tls_daemon();
  ASSERT_THAT(clusters(url(daemon), shown("alice")), StartsWith("0: "));
  // Somebody else signs for readers now, and nobody who was good before is.
  const std::string ours = read_text(ours_.certificate());
  const TestAuthority next(tls_folder_ / "next", "our-authority");
  next.sign("bob", kForClients);
  next.sign("server", kForServers);
  for (const char* ending : {"pem", "key"})
    replace_text(ours_.file("server", ending), read_text(next.file("server", ending)));
  replace_text(ours_.certificate(), read_text(next.certificate()));
  const std::vector<std::string> bob = {"--status-ca-file=" + next.certificate(),
                                        "--status-client-cert-file=" + next.file("bob", "pem"),
                                        "--status-client-key-file=" + next.file("bob", "key")};
  EXPECT_THAT(clusters(url(daemon), bob), StartsWith("0: "));
  EXPECT_THAT(clusters(url(daemon), shown("alice")), StartsWith("2: "));

  // What cannot be used changes nothing, and is told once.
  replace_text(ours_.file("server", "key"), "no key\n");
  for (int i = 0; i < 3; ++i) EXPECT_THAT(clusters(url(daemon), bob), StartsWith("0: "));
  const std::string warning = "cannot use the key in " + ours_.file("server", "key");
  EXPECT_TRUE(eventually([&] { return daemon.process().err().find(warning) != std::string::npos; }));
  const std::string log = daemon.process().err();
  EXPECT_EQ(log.find(warning), log.rfind(warning)) << log;
  EXPECT_THAT(log, HasSubstr("goes on with the certificates read before"));
}

TEST_F(OperatorStatusTls, FlagsThatDoNotFitEndTheStartWithWhatToDo) {
  const std::string cert = "--status-tls-cert-file=" + ours_.file("server", "pem");
  const std::string key = "--status-tls-key-file=" + ours_.file("server", "key");
  const std::string clients = "--status-client-ca-file=" + ours_.certificate();
  run_tool(tls_folder_, "/usr/bin/openssl",
           {"pkey", "-in", ours_.file("server", "key"), "-aes128", "-passout", "pass:x", "-out",
            ours_.file("locked", "key")});
  write_text(ours_.file("open", "key"), read_text(ours_.file("server", "key")));
  fs::permissions(ours_.file("open", "key"), fs::perms(0606));
  ASSERT_EQ(::mkfifo(ours_.file("pipe", "key").c_str(), 0600), 0);
  const auto with_key = [this](const std::string& name) {
    return "--status-tls-key-file=" + ours_.file(name, "key");
  };
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{cert}, "go together"},
      {{key}, "go together"},
      {{clients}, "needs https"},
      {{cert, key, "--status-address=0.0.0.0:0"}, "--status-client-ca-file"},
      {{cert, key, clients, "--status-open=all"}, "exclude each other"},
      {{cert, with_key("alice")}, "is not that of the certificate"},
      {{cert, with_key("nowhere")}, "No such file"},
      {{cert, with_key("pipe")}, "is not a file"},
      {{cert, with_key("locked")}, "a password"},
      {{cert, with_key("open")}, "chmod o-w"},
      {{cert, key, "--status-client-ca-file=" + ours_.file("server", "key")}, "cannot load certificate"},
      {{"--status-address=https://127.0.0.1:0"}, "is https: give --status-tls-cert-file"},
  };
  for (const auto& [flags, says] : cases) {
    auto refused = start_run(flags);
    EXPECT_EQ(refused.wait(), 2) << says;
    EXPECT_THAT(refused.err(), HasSubstr(says));
  }
}

TEST_F(OperatorStatusTls, WhoNeverShakesHandsKeepsNobodyOut) {
  auto daemon = start_tls_daemon();
  boost::asio::io_context loop;
  std::vector<boost::asio::ip::tcp::socket> silent;
  for (int i = 0; i < 80; ++i) {
    silent.emplace_back(loop).connect({boost::asio::ip::address_v4::loopback(), daemon.port()});
  }
  EXPECT_THAT(clusters(url(daemon), shown("alice")), StartsWith("0: "));
}

TEST_F(OperatorStatusTls, AnAnswerOfManyRecordsArrivesWhole) {
  constexpr std::size_t kClusters = 60;
  for (std::size_t i = 1; i < kClusters; ++i) declare("c-" + std::to_string(i));
  auto daemon = start_tls_daemon();
  EXPECT_TRUE(eventually([&] {
    const std::string answer = curl(daemon, "/api/v1/clusters", as_alice());
    const auto body = nlohmann::json::parse(answer.substr(3), nullptr, false);
    return answer.size() > 32U * 1024 && !body.is_discarded() && body.at("clusters").size() == kClusters;
  }));
}

}  // namespace
}  // namespace fwop::e2e
