#include "git_servers.hpp"

#include <pwd.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fwop::e2e {
namespace {

namespace fs = std::filesystem;

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int result = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::close(socket);
  return result;
}

/// Free a moment ago.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(socket);
  return ntohs(address.sin_port);
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : "root";
}

}  // namespace

std::string run_tool(const fs::path& scratch, const std::string& program,
                     std::vector<std::string> arguments) {
  fs::create_directories(scratch);
  std::string shown = program;
  for (const std::string& argument : arguments) shown += " " + argument;
  Process process({.program = program,
                   .arguments = std::move(arguments),
                   .environment = {{"HOME", scratch.string()},
                                   {"GIT_CONFIG_NOSYSTEM", "1"},
                                   {"GIT_AUTHOR_NAME", "Ann"},
                                   {"GIT_AUTHOR_EMAIL", "ann@example.com"},
                                   {"GIT_COMMITTER_NAME", "Ann"},
                                   {"GIT_COMMITTER_EMAIL", "ann@example.com"}},
                   .output_prefix = scratch / "tool"});
  EXPECT_EQ(process.wait(), 0) << shown << "\n" << process.err();
  std::string out = process.out();
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

void make_ssh_key(const fs::path& key) {
  run_tool(key.parent_path() / (key.filename().string() + ".keygen"), "/usr/bin/ssh-keygen",
           {"-q", "-t", "ed25519", "-N", "", "-f", key.string()});
}

void GitUpstream::sign_with(const fs::path& ssh_key) {
  git({"config", "gpg.format", "ssh"});
  git({"config", "user.signingkey", ssh_key.string()});
  git({"config", "commit.gpgsign", "true"});
}

GitUpstream::GitUpstream(fs::path directory) : directory_(std::move(directory)) {
  fs::create_directories(work());
  git({"init", "-q", "-b", "main"});
  run_tool(directory_ / "home", "/usr/bin/git", {"init", "-q", "--bare", "-b", "main", bare().string()});
  git({"remote", "add", "origin", bare().string()});
}

std::string GitUpstream::git(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-C", work().string()});
  return run_tool(directory_ / "home", "/usr/bin/git", std::move(arguments));
}

std::string GitUpstream::commit_and_push(const std::string& subject) {
  git({"add", "-A"});
  git({"commit", "-q", "--allow-empty", "-m", subject});
  git({"push", "-q", "origin", "HEAD"});
  return head();
}

std::string GitUpstream::push(const std::string& file, const std::string& text, const std::string& subject) {
  fs::create_directories((work() / file).parent_path());
  write_text(work() / file, text);
  return commit_and_push(subject);
}

std::string GitUpstream::push_removal(const std::string& file, const std::string& subject) {
  fs::remove(work() / file);
  return commit_and_push(subject);
}

GitOverHttps::GitOverHttps(fs::path directory, const fs::path& repositories)
    : directory_(std::move(directory)), port_(free_port()) {
  fs::create_directories(directory_);
  run_tool(directory_, "/usr/bin/openssl",
           {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:0.0.0.0,IP:0.0.0.0", "-keyout",
            (directory_ / "key.pem").string(), "-out", certificate().string()});
  write_text(directory_ / "pem", read_text(directory_ / "key.pem") + read_text(certificate()));
  write_text(directory_ / "users", "user:secret-pass\n");
  const std::string here = directory_.string();
  write_text(
      directory_ / "lighttpd.conf",
      "server.document-root = \"" + here + "\"\nserver.port = " + std::to_string(port_) +
          "\nserver.bind = \"127.0.0.1\"\nserver.errorlog = \"" + here +
          "/error.log\"\nserver.modules = (\"mod_setenv\", \"mod_auth\", \"mod_authn_file\", \"mod_alias\", "
          "\"mod_cgi\", \"mod_openssl\")\nssl.engine = \"enable\"\nssl.pemfile = \"" +
          here + "/pem\"\nauth.backend = \"plain\"\nauth.backend.plain.userfile = \"" + here +
          "/users\"\nauth.require = (\"/git/\" => (\"method\" => \"basic\", \"realm\" => \"git\", "
          "\"require\" => "
          "\"valid-user\"))\nalias.url = (\"/git/\" => \"/usr/lib/git-core/git-http-backend/\")\n"
          "cgi.assign = (\"\" => \"\")\nsetenv.set-environment = (\"GIT_PROJECT_ROOT\" => \"" +
          repositories.string() +
          "\", \"GIT_HTTP_EXPORT_ALL\" => \"1\", \"GIT_CONFIG_COUNT\" => \"1\", \"GIT_CONFIG_KEY_0\" => "
          "\"safe.directory\", \"GIT_CONFIG_VALUE_0\" => \"*\")\n");
  server_.emplace(ProcessOptions{.program = "/usr/sbin/lighttpd",
                                 .arguments = {"-D", "-f", here + "/lighttpd.conf"},
                                 .environment = {},
                                 .output_prefix = directory_ / "server"});
  EXPECT_TRUE(eventually([this] { return connect_to(port_) == 0; })) << server_->err();
}

std::string GitOverHttps::url(const std::string& repository, const std::string& host) const {
  return "https://" + host + ":" + std::to_string(port_) + "/git/" + repository;
}

GitOverSsh::GitOverSsh(fs::path directory, std::vector<std::string> types)
    : directory_(std::move(directory)), port_(free_port()) {
  fs::create_directories(directory_);
  // Where sshd leaves its privileges; a system service would have made it.
  if (::geteuid() == 0) fs::create_directories("/run/sshd");
  make_ssh_key(key());
  const std::string here = directory_.string();
  std::string host_keys;
  for (const std::string& type : types) {
    const std::string file = here + "/host_key_" + type;
    run_tool(directory_, "/usr/bin/ssh-keygen", {"-q", "-t", type, "-N", "", "-f", file});
    host_keys += "HostKey \"" + file + "\"\n";
  }
  write_text(directory_ / "sshd_config", "Port " + std::to_string(port_) + "\nListenAddress 127.0.0.1\n" +
                                             host_keys + "HostKeyAlgorithms +ssh-rsa\nAuthorizedKeysFile \"" +
                                             here +
                                             "/user_key.pub\"\nStrictModes no\nUsePAM no\nPermitRootLogin "
                                             "yes\nPasswordAuthentication no\nPidFile none\n");
  write_text(known_hosts(), host() + " " + host_key(types.front()));
  server_.emplace(ProcessOptions{.program = "/usr/sbin/sshd",
                                 .arguments = {"-D", "-e", "-f", here + "/sshd_config"},
                                 .environment = {},
                                 .output_prefix = directory_ / "server"});
  EXPECT_TRUE(eventually([this] { return connect_to(port_) == 0; })) << server_->err();
}

std::string GitOverSsh::host_key(const std::string& type) const {
  return read_text(directory_ / ("host_key_" + type + ".pub"));
}

std::string GitOverSsh::url(const fs::path& repository) const {
  return "ssh://" + user_name() + "@127.0.0.1:" + std::to_string(port_) + repository.string();
}

}  // namespace fwop::e2e
