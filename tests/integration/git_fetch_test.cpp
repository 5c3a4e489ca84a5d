#include <gmock/gmock.h>

#include "git_fetch_fixture.hpp"

namespace fwop::e2e {
namespace {

using manifests::fetch_git;
using manifests::GitFault;
using manifests::GitReader;
using manifests::GitRemote;
using manifests::GitStore;
using manifests::SourceReading;
using testing::HasSubstr;
using testing::Not;

TEST_F(GitFetch, BringsABranchATagOrACommit) {
  const std::string first = upstream_.push("a.yaml", "a: 1\n", "First");
  upstream_.git({"tag", "-a", "v1", "-m", "one"});
  upstream_.git({"push", "-q", "origin", "v1"});
  const std::string second = upstream_.push("a.yaml", "a: 2\n", "Second");
  EXPECT_EQ(fetched({.url = upstream_.url()}), second);
  EXPECT_EQ(fetched({.url = upstream_.url(), .ref = "main"}), second);
  EXPECT_EQ(fetched({.url = upstream_.url(), .ref = "v1"}), first);
  EXPECT_EQ(fetched({.url = upstream_.url(), .ref = first}), first);
  EXPECT_EQ(fetched({.url = upstream_.bare().string()}), second);
}

TEST_F(GitFetch, BringsNothingElse) {
  const GitOverHttps server(temp_.path() / "https", upstream_.bare().parent_path());
  const auto credentials = temp_.path() / "credentials";
  write_text(credentials, "user:secret-pass\n");
  upstream_.push("a.yaml", "a: 1\n", "First");
  upstream_.git({"checkout", "-q", "-b", "other"});
  const std::string other = upstream_.push("a.yaml", "a: 2\n", "Other");
  // (From a path, libgit2 1.5 copies what other refs hold as well.)
  fetched({.url = server.url("upstream.git"),
           .ref = "main",
           .credentials_file = credentials.string(),
           .ca_file = server.certificate().string()});
  const GitStore store = open_store();
  EXPECT_FALSE(store.revision(other));
  EXPECT_FALSE(std::filesystem::exists(store_path_ / "a.yaml"));
}

TEST_F(GitFetch, ReadsWhatIsNamedLikeAManifestStraightFromTheObjects) {
  upstream_.push("clusters/a.yaml", "a: 1\n", "First");
  upstream_.push("clusters/deep/b.json", "{}\n", "Second");
  upstream_.push("clusters/.hidden.yaml", "h: 1\n", "Third");
  upstream_.push("README.md", "words\n", "Fourth");
  const std::string commit = upstream_.push("elsewhere/c.yml", "c: 1\n", "Who and why");
  ASSERT_EQ(fetched({.url = upstream_.url()}), commit);
  const SourceReading all = read(commit);
  ASSERT_EQ(all.files.size(), 3U);
  EXPECT_EQ(file(all, "clusters/a.yaml")->bytes, "a: 1\n");
  EXPECT_EQ(all.revision.commit, commit);
  EXPECT_EQ(all.revision.author, "Ann <ann@example.com>");
  EXPECT_EQ(all.revision.subject, "Who and why");
  EXPECT_TRUE(all.revision.time);
  EXPECT_EQ(read(commit, "./clusters/").files.size(), 2U);
  EXPECT_THAT(read(commit, "nowhere").error, HasSubstr("has no folder nowhere: check --git-path"));
}

TEST_F(GitFetch, AFileAsBeforeIsNotReadAgain) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  const std::string before = upstream_.push("b.yaml", "b: 1\n", "Second");
  fetched({.url = upstream_.url()});
  GitStore store = open_store();
  GitReader reader(store, "the source", "", {});
  reader.read(before);
  const std::string after = upstream_.push("b.yaml", "b: 2\n", "Third");
  fetched({.url = upstream_.url()});
  const SourceReading reading = reader.read(after);
  EXPECT_TRUE(file(reading, "a.yaml")->unchanged);
  EXPECT_EQ(file(reading, "b.yaml")->bytes, "b: 2\n");
}

TEST_F(GitFetch, WhatIsNoPlainFileIsSaidByName) {
  const std::string sub = upstream_.push("a.yaml", "a: 1\n", "First");
  upstream_.git({"update-index", "--add", "--cacheinfo", "160000," + sub + ",vendored"});
  upstream_.git({"commit", "-q", "-m", "Submodule"});
  std::filesystem::create_symlink("gone.yaml", upstream_.work() / "link.yaml");
  upstream_.git({"add", "link.yaml"});
  upstream_.git({"commit", "-q", "-m", "Link"});
  write_text(upstream_.work() / "large.yaml", std::string(9'000'000, '#'));
  write_text(upstream_.work() / "lfs.yaml",
             "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  upstream_.git({"add", "large.yaml", "lfs.yaml"});
  upstream_.git({"commit", "-q", "-m", "Large"});
  upstream_.git({"push", "-q", "origin", "HEAD"});
  const std::string commit = fetched({.url = upstream_.url()});
  const SourceReading reading = read(commit);
  EXPECT_THAT(file(reading, "vendored")->error, HasSubstr("is a submodule"));
  EXPECT_THAT(file(reading, "link.yaml")->error,
              HasSubstr("is a symbolic link that leads to gone.yaml, which"));
  EXPECT_THAT(file(reading, "large.yaml")->error, HasSubstr("is larger than"));
  EXPECT_THAT(file(reading, "lfs.yaml")->error, HasSubstr("is a pointer of Git LFS"));
  EXPECT_EQ(file(reading, "a.yaml")->bytes, "a: 1\n");
}

TEST_F(GitFetch, PacksAreMadeOneBeforeTheyAreMany) {
  const auto packs = [&] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(store_path_ / "objects" / "pack"))
      count += entry.path().extension() == ".pack" ? 1 : 0;
    return count;
  };
  upstream_.push("a.yaml", "a: first\n", "First");
  const std::string first = fetched({.url = upstream_.url()});
  // A reader that has had the packs open from the beginning.
  GitStore reader = open_store();
  ASSERT_TRUE(reader.put_in_force(first));
  std::string newest;
  bool fewer = false;
  for (std::size_t i = 0; i <= manifests::kMaxGitPacks; ++i) {
    newest = upstream_.push("a.yaml", "a: " + std::to_string(i) + "\n", "Another");
    upstream_.git({"tag", "-f", "-a", "v1", "-m", "one"});
    upstream_.git({"push", "-q", "-f", "origin", "v1"});
    const std::size_t before = packs();
    ASSERT_EQ(fetched({.url = upstream_.url(), .ref = "v1"}), newest);
    fewer = fewer || packs() < before;
    ASSERT_LE(packs(), manifests::kMaxGitPacks);
  }
  EXPECT_TRUE(fewer);
  EXPECT_EQ(fetched({.url = upstream_.url(), .ref = "v1"}), newest) << "the tag's own object is there still";
  EXPECT_TRUE(reader.descends(newest, first));
  for (const std::string& commit : {first, newest}) {
    const auto reading = GitReader(reader, "the source", "", {}).read(commit);
    EXPECT_EQ(reading.error, "");
    EXPECT_EQ(reading.files.size(), 1U);
  }
}

TEST_F(GitFetch, ARewrittenHistoryIsTakenAndCanBeTold) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  const std::string before = upstream_.push("a.yaml", "a: 2\n", "Second");
  ASSERT_EQ(fetched({.url = upstream_.url()}), before);
  upstream_.git({"commit", "-q", "--amend", "-m", "Rewritten"});
  upstream_.git({"push", "-q", "--force", "origin", "HEAD"});
  const std::string after = upstream_.head();
  EXPECT_EQ(fetched({.url = upstream_.url()}), after);
  const GitStore store = open_store();
  EXPECT_FALSE(store.descends(after, before));
  const std::string later = upstream_.push("a.yaml", "a: 3\n", "Third");
  ASSERT_EQ(fetched({.url = upstream_.url()}), later);
  EXPECT_TRUE(store.descends(later, after));
}

TEST_F(GitFetch, ARefThatIsNotThereIsNoOutage) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  EXPECT_EQ(refused({.url = upstream_.url(), .ref = "gone"}).fault, GitFault::RefGone);
  EXPECT_EQ(refused({.url = upstream_.url(), .ref = std::string(40, 'a')}).fault, GitFault::RefGone);
  const auto down = refused({.url = "file:///nowhere/at/all.git"});
  EXPECT_EQ(down.fault, GitFault::Unreachable);
  EXPECT_THAT(down.message, HasSubstr("/nowhere/at/all.git"));
  // A repository without a commit.
  const GitUpstream empty(temp_.path() / "empty");
  EXPECT_EQ(refused({.url = empty.url()}).fault, GitFault::RefGone);
}

TEST_F(GitFetch, OverHttpsItNeedsATrustedCertificateAndTheRightPassword) {
  const std::string commit = upstream_.push("a.yaml", "a: 1\n", "First");
  const GitOverHttps server(temp_.path() / "https", upstream_.bare().parent_path());
  GitRemote remote{.url = server.url("upstream.git")};
  EXPECT_EQ(refused(remote).fault, GitFault::Refused);
  EXPECT_THAT(refused(remote).message, HasSubstr("--git-ca-file"));
  remote.ca_file = server.certificate().string();
  EXPECT_THAT(refused(remote).message, HasSubstr("--git-credentials-file"));
  const auto credentials = temp_.path() / "credentials";
  remote.credentials_file = credentials.string();
  EXPECT_THAT(refused(remote).message, HasSubstr("cannot read a token"));
  write_text(credentials, "user:wrong-pass\n");
  const auto error = refused(remote);
  EXPECT_EQ(error.fault, GitFault::Refused);
  EXPECT_THAT(error.message, HasSubstr("does not accept the credentials"));
  EXPECT_THAT(error.message, Not(HasSubstr("wrong-pass")));
  write_text(credentials, "user:secret-pass\n");
  EXPECT_EQ(fetched(remote), commit);
}

TEST_F(GitFetch, OverSshItNeedsAKnownHostAndAKeyThatIsLetIn) {
  const std::string commit = upstream_.push("a.yaml", "a: 1\n", "First");
  const GitOverSsh server(temp_.path() / "ssh");
  GitRemote remote{.url = server.url(upstream_.bare()),
                   .ssh_key = server.key().string(),
                   .known_hosts = server.known_hosts().string()};
  EXPECT_EQ(fetched(remote), commit);

  const auto others = temp_.path() / "others";
  write_text(others, "example.com " + read_text(temp_.path() / "ssh" / "user_key.pub"));
  remote.known_hosts = others.string();
  EXPECT_EQ(refused(remote).fault, GitFault::Refused);
  EXPECT_THAT(refused(remote).message, HasSubstr("is not in " + others.string()));

  const std::string known = read_text(server.known_hosts());
  write_text(others, known.substr(0, known.find(' ') + 1) + read_text(temp_.path() / "ssh" / "user_key.pub"));
  EXPECT_THAT(refused(remote).message, HasSubstr("somebody may be in between"));

  remote.known_hosts = server.known_hosts().string();
  const GitOverSsh another(temp_.path() / "another");
  remote.ssh_key = another.key().string();
  EXPECT_THAT(refused(remote).message, HasSubstr("does not accept the key"));
}

TEST_F(GitFetch, ARightKnownHostsIsRightWhateverItsForm) {
  const std::string commit = upstream_.push("a.yaml", "a: 1\n", "First");
  const GitOverSsh server(temp_.path() / "ssh", {"ed25519", "ecdsa", "rsa"});
  const GitOverSsh another(temp_.path() / "another", {"ed25519", "ecdsa", "rsa"});
  const auto known = temp_.path() / "known";
  const GitRemote remote{
      .url = server.url(upstream_.bare()), .ssh_key = server.key().string(), .known_hosts = known.string()};
  const auto line = [](const GitOverSsh& of, const std::string& type) {
    return of.host() + " " + of.host_key(type);
  };
  const auto hashed = [&](const std::string& text) {
    write_text(known, text);
    run_tool(temp_.path() / "hash", "/usr/bin/ssh-keygen", {"-q", "-H", "-f", known.string()});
    return read_text(known);
  };
  std::string crlf = "# a comment\r\n\r\n" + line(server, "ecdsa");
  crlf.insert(crlf.size() - 1, "\r");
  for (const std::string& text :
       {line(server, "ed25519"), line(server, "ecdsa"), line(server, "rsa"), crlf,
        line(server, "rsa") + line(server, "ecdsa"), line(another, "ed25519") + line(server, "rsa"),
        "example.com " + another.host_key("ed25519") + line(server, "ecdsa"), hashed(line(server, "ecdsa")),
        "not a line\n@cert-authority * " + another.host_key("rsa") + line(server, "ed25519")}) {
    write_text(known, text);
    EXPECT_EQ(fetched(remote), commit) << text;
  }
  for (const char* type : {"ed25519", "ecdsa", "rsa"}) {
    write_text(known, server.host() + " " + another.host_key(type));
    EXPECT_THAT(refused(remote).message, HasSubstr("somebody may be in between")) << type;
  }
}

TEST_F(GitFetch, AKeyOfATypeThatIsNotListedIsNobodyInBetween) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  const GitOverSsh server(temp_.path() / "ssh", {"ecdsa"});
  const GitOverSsh another(temp_.path() / "another", {"rsa"});
  const GitOverSsh stale(temp_.path() / "stale", {"ed25519"});
  const auto known = temp_.path() / "known";
  write_text(known, server.host() + " " + another.host_key("rsa"));
  const std::string commit = upstream_.head();
  const auto error = refused(
      {.url = server.url(upstream_.bare()), .ssh_key = server.key().string(), .known_hosts = known.string()});
  EXPECT_THAT(error.message, HasSubstr("has no key of the type ecdsa-sha2-nistp256"));
  EXPECT_THAT(error.message, HasSubstr("ssh-keyscan -t ecdsa -p "));
  EXPECT_THAT(error.message, Not(HasSubstr("in between")));

  // A stale line of another type does not hide the right one.
  write_text(known, server.host() + " " + stale.host_key("ed25519") + server.host() + " " +
                        server.host_key("ecdsa"));
  EXPECT_EQ(fetched({.url = server.url(upstream_.bare()),
                     .ssh_key = server.key().string(),
                     .known_hosts = known.string()}),
            commit);
}

TEST_F(GitFetch, AUrlIsShownWithoutItsSecrets) {
  EXPECT_EQ(manifests::shown_git_url("https://user:pass@example.com/a.git?token=x"),
            "https://example.com/a.git");
  EXPECT_EQ(manifests::shown_git_url("ssh://git@example.com/a.git"), "ssh://example.com/a.git");
  EXPECT_EQ(manifests::shown_git_url("/a/path@2"), "/a/path@2");
}

TEST_F(GitFetch, TheFormOfAUrlIsCheckedFirst) {
  const auto refusal = [](const GitRemote& remote) {
    const auto checked = manifests::check_git_remote(remote);
    return checked ? std::string() : checked.error();
  };
  EXPECT_EQ(refusal({.url = "https://example.com/a.git"}), "");
  EXPECT_EQ(refusal({.url = "file:///a.git"}), "");
  EXPECT_EQ(refusal({.url = "http://127.0.0.1:80/a.git"}), "");
  EXPECT_THAT(refusal({.url = "http://example.com/a.git"}), HasSubstr("use https"));
  EXPECT_THAT(refusal({.url = "https://me:secret@example.com/a.git"}), HasSubstr("--git-credentials-file"));
  EXPECT_THAT(refusal({.url = "https://me:secret@example.com/a.git"}), Not(HasSubstr("secret")));
  EXPECT_THAT(refusal({.url = "ssh://git@example.com/a.git", .ssh_key = "k"}),
              HasSubstr("--git-known-hosts"));
  EXPECT_THAT(refusal({.url = "git@example.com:a.git", .known_hosts = "k"}), HasSubstr("--git-ssh-key"));
}

TEST_F(GitFetch, APasswordInTheUrlIsRefusedAndNotShownHoweverItIsSpelled) {
  for (const char* url : {"https://me:secret@example.com/a.git",
                          "https://me%3Asecret@example.com/a.git",
                          "HTTPS://me:secret@example.com/a.git",
                          "https://secret@example.com/a.git",
                          "http://me:secret@127.0.0.1/a.git",
                          "https:///me:secret@example.com/a.git",
                          "https:/me:secret@example.com/a.git",
                          "https:me:secret@example.com/a.git",
                          "https:\\\\me:secret@example.com/a.git",
                          "https://me:se/secret@example.com/a.git",
                          "https://me:p@secret@example.com/a.git",
                          "https://@secret@example.com/a.git",
                          "https://example.com/a.git?access_token=secret",
                          "ssh://me:secret@example.com/a.git",
                          "SSH://me:secret@example.com/a.git",
                          "ssh://me%3asecret@example.com/a.git",
                          "ssh:///me:secret@example.com/a.git",
                          "me:secret@example.com:a.git",
                          "me%3Asecret@example.com:a.git",
                          "file://me:secret@localhost/a.git",
                          "git://me:secret@example.com/a.git",
                          " https://me:secret@example.com/a.git"}) {
    const auto checked = manifests::check_git_remote({.url = url, .ssh_key = "k", .known_hosts = "h"});
    ASSERT_FALSE(checked) << url;
    EXPECT_THAT(checked.error(), Not(HasSubstr("secret"))) << url;
    EXPECT_THAT(manifests::shown_git_url(url), Not(HasSubstr("secret"))) << url;
  }
  for (const char* url :
       {"https://example.com/a@v1.git", "HTTPS://example.com/a.git", "ssh://git@example.com:2222/a.git",
        "ssh://example.com/a.git", "git@example.com:team/a@b.git", "/srv/a:b@c.git", "../a.git", "a.git",
        "file:///srv/a@b.git"}) {
    const auto checked = manifests::check_git_remote({.url = url, .ssh_key = "k", .known_hosts = "h"});
    EXPECT_TRUE(checked) << url << ": " << (checked ? "" : checked.error());
  }
}

TEST_F(GitFetch, AFolderThatIsNotThereIsSaidToBeMissing) {
  const auto nowhere = (temp_.path() / "nope.git").string();
  EXPECT_THAT(refused({.url = nowhere}).message, HasSubstr("there is no folder " + nowhere));
  EXPECT_THAT(refused({.url = nowhere}).message, HasSubstr("file:///"));
}

}  // namespace
}  // namespace fwop::e2e
