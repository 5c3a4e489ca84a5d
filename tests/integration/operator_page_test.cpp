// The status page in a real browser, where Debian's chromium is installed.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

class OperatorPage : public OperatorTest {
 protected:
  void SetUp() override {
    if (std::system("command -v chromium >/dev/null") != 0)
      GTEST_SKIP() << "there is no browser: deploy/install-packages.sh browser";
  }
  /// The page as the browser has made it after three seconds of the page's own time.
  std::string shown(const Daemon& daemon) {
    const std::string command =
        "timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync --user-data-dir=" +
        (temp_.path() / "browser").string() + " --virtual-time-budget=3000 --dump-dom http://" +
        daemon.address() + "/ 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    std::string page;
    std::array<char, 4096> chunk{};
    while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe.get()))
      page.append(chunk.data(), got);
    return page;
  }
  static std::size_t count(const std::string& text, const std::string& piece) {
    std::size_t found = 0;
    for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) ++found;
    return found;
  }
};

TEST_F(OperatorPage, ABrowserShowsTheClustersAndWhatIsWrong) {
  start_standin(R"({"rules": [{"match": {"verb": "create", "cluster": "bad"},
                               "fail": {"code": "INTERNAL", "message": "<b>no</b> such role", "after": "10ms"}}]})");
  declare("good");
  declare("bad");
  write_text(folder_ / "broken.yaml", "kind: FireworksCluster\napiVersion: fireworks.ai/v1alpha1\nspec: 1\n");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] {
    return daemon.cluster("good").value("verdict", "") == "Ready" &&
           daemon.cluster("bad").value("verdict", "") == "Failed";
  }));
  const std::string page = shown(daemon);
  EXPECT_EQ(count(page, "class=\"pill Ready\">Ready<"), 1U) << page;
  EXPECT_EQ(count(page, "class=\"pill Failed\">Failed<"), 1U) << page;
  EXPECT_NE(page.find("1 Ready"), std::string::npos) << "how many of each verdict";
  EXPECT_NE(page.find("&lt;b&gt;no&lt;/b&gt; such role"), std::string::npos) << "text stays text";
  EXPECT_NE(page.find("broken.yaml:"), std::string::npos);
  EXPECT_NE(page.find("ManifestsInvalid"), std::string::npos);
  EXPECT_NE(page.find("acme · "), std::string::npos) << "its accounts";
}

}  // namespace
}  // namespace fwop::e2e
