#include "git_fetch_fixture.hpp"

namespace fwop::e2e {
namespace {

using GitTag = GitFetch;

TEST_F(GitTag, ACommitThatNoBranchHoldsIsBrought) {
  upstream_.push("a.yaml", "a: 1\n", "First");
  upstream_.git({"checkout", "-q", "--detach"});
  write_text(upstream_.work() / "a.yaml", "a: 2\n");
  upstream_.git({"commit", "-q", "-a", "-m", "Released"});
  const std::string released = upstream_.head();
  upstream_.git({"tag", "-a", "v2", "-m", "two"});
  upstream_.git({"push", "-q", "origin", "v2"});
  // Over https, a server gives what it was asked for and no more.
  const GitOverHttps server(temp_.path() / "https", upstream_.bare().parent_path());
  const auto credentials = temp_.path() / "credentials";
  write_text(credentials, "user:secret-pass\n");
  for (const std::string& ref : {std::string("v2"), released}) {
    std::filesystem::remove_all(store_path_);
    EXPECT_EQ(fetched({.url = server.url("upstream.git"),
                       .ref = ref,
                       .credentials_file = credentials.string(),
                       .ca_file = server.certificate().string()}),
              released)
        << ref;
    const auto reading = read(released);
    ASSERT_NE(file(reading, "a.yaml"), nullptr) << ref << ": " << reading.error;
  }
}

}  // namespace
}  // namespace fwop::e2e
