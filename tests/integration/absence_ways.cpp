#include "absence_ways.hpp"

#include <utility>

#include <unistd.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace fwop::e2e {
namespace {

namespace fs = std::filesystem;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

using Where = Way::Where;

Way document(std::string name, std::string text) {
  return {std::move(name), [text = std::move(text)](World& world) { world.a(text); }};
}
Way changed(std::string name, std::string from, std::string to) {
  return document(std::move(name), replaced(cluster("a"), from, to));
}
Way list(std::string name, std::string rest) {
  return document(std::move(name), "apiVersion: v1\nkind: List\n" + std::move(rest));
}
Way ignored(std::string name, std::string rules) {
  return {std::move(name), [rules](World& world) { world.write(".fireworksignore", rules); }};
}
Way moved_to(std::string name, std::string file) {
  return {std::move(name), [file](World& world) { world.move("clusters/a.yaml", file); }};
}

void make_socket(const fs::path& path) {
  fs::remove(path);
  const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  EXPECT_EQ(::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(made);
}

std::string item_of_a() {
  return "{apiVersion: fireworks.ai/v1alpha1, kind: FireworksCluster, metadata: {name: a}, spec: "
         "{fakeCluster: {}}}";
}

}  // namespace

const std::vector<Way>& ways() {
  static const std::vector<Way> all = {
      // What a document says.
      document("Syntax", "kind: [\n"),
      changed("Tab", "  fakeCluster", "\tfakeCluster"),
      changed("UnknownField", "fakeCluster", "fakeClutser"),
      changed("EmptyField", "  fakeCluster", "  policy:\n  fakeCluster"),
      changed("NoKind", "kind: FireworksCluster\n", ""),
      changed("KindWithoutColon", "kind: FireworksCluster", "kind"),
      changed("AnotherVersion", "v1alpha1", "v1"),
      changed("MisspeltKind", "FireworksCluster", "FireworkCluster"),
      changed("KindInAnotherCase", "FireworksCluster", "fireworkscluster"),
      changed("AnotherKindOfOurs", "FireworksCluster", "Cluster"),
      changed("MisspeltGroup", "fireworks.ai", "firework.ai"),
      changed("AnotherGroup", "fireworks.ai", "example.com"),
      changed("AnotherKindAndGroup", "fireworks.ai/v1alpha1\nkind: FireworksCluster", "v1\nkind: ConfigMap"),
      {"AnotherDocumentOfThatName",
       [](World& world) { world.a("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n"); },
       Where::Both,
       /*needs_memory=*/true},
      document("NullForIt", "null: null\n"),
      document("AWord", "removed\n"),
      list("ListWithoutItems", "item:\n- " + item_of_a() + "\n"),
      list("ListWithBoth", "items: []\nitem:\n- " + item_of_a() + "\n"),
      list("ItemsTwice", "items: []\nitems: []\n"),
      list("ItemsAMap", "items: {a: " + item_of_a() + "}\n"),
      list("ItemsAWord", "items: a\n"),
      list("ItemsNull", "items:\n"),
      list("ItemAWord", "items: [a]\n"),
      list("ItemNull", "items:\n-\n"),
      list("ItemAList", "items: [[" + item_of_a() + "]]\n"),
      list("ItemWithoutKind", "items: [{metadata: {name: a}, spec: {fakeCluster: {}}}]\n"),
      list("ListInAList", "items: [{apiVersion: v1, kind: List, item: [" + item_of_a() + "]}]\n"),
      document("ListWithoutVersion", "kind: List\nitems: [" + item_of_a() + "]\n"),
      document("ListOfAnotherVersion", "apiVersion: V1\nkind: List\nitems: [" + item_of_a() + "]\n"),
      document("OurListOfAnotherGroup",
               "apiVersion: v1\nkind: FireworksClusterList\nitems: [" + item_of_a() + "]\n"),
      document("InATemplate", "apiVersion: v1\nkind: Template\nobjects: [" + item_of_a() + "]\n"),
      document("InOurList", "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksClusterList\nitems: [" +
                                item_of_a() + "]\n"),
      // What a file is.
      document("Empty", ""),
      document("Blank", "\n \n"),
      document("Half", cluster("a").substr(0, 60)),
      document("Utf16", std::string("\xFF\xFE"
                                    "a\0:\0",
                                    6)),
      document("Utf16WithoutMark", std::string("a\0:\0", 4)),
      document("NoUtf8", cluster("a") + "# \xFF\n"),
      document("Nul", cluster("a") + std::string("#\0\n", 3)),
      document("TooLarge", cluster("a") + std::string(9'000'000, '#')),
      document("TooDeep", cluster("a") + "status: " + std::string(2000, '[') + "\n"),
      document("TooManyTokens", "status: [" + std::string(600'000, ',') + "]\n"),
      document("ScalarTooLarge",
               replaced(cluster("a"), "projectId: p", "projectId: " + std::string(100'000, 'p'))),
      document("AliasLoop", replaced(cluster("a"), "projectId: p", "projectId: &p [*p]")),
      document("LfsPointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
      {"JsonWithAComma",
       [](World& world) {
         fs::remove(world.root() / "clusters/a.yaml");
         world.write("clusters/a.json", R"({"apiVersion": "v1", "kind": "List", "items": [],})");
       }},
      // What it is called, and where it is.
      moved_to("UpperCase", "clusters/a.YAML"),
      moved_to("Yml", "clusters/a.Yml"),
      moved_to("Kustomization", "clusters/kustomization.yaml"),
      moved_to("NameIsNoUtf8", "clusters/a\xFF.yaml"),
      moved_to("InAFolderNamedLikeAFile", "clusters/b.yaml/a.yaml"),
      moved_to("Deep",
               [] {
                 std::string path;
                 for (int i = 0; i < 70; ++i) path += "d/";
                 return path + "a.yaml";
               }()),
      {"FileBecameALink",
       [](World& world) {
         world.move("clusters/a.yaml", "base/a.txt");
         world.link("../base/a.txt", "clusters/a.yaml");
       }},
      {"FolderBecameALink",
       [](World& world) {
         world.move("clusters", "base/of");
         world.link("base/of", "clusters");
       }},
      {"FolderBecameAChainOfLinks",
       [](World& world) {
         world.move("clusters", ".hidden/of");
         world.link("./two/../two", "clusters");
         world.link(".hidden", "two");
       }},
      {"FileBecameALinkToNothing", [](World& world) { world.link("gone.yaml", "clusters/a.yaml"); }},
      {"FileBecameALinkToItself", [](World& world) { world.link("a.yaml", "clusters/a.yaml"); }},
      {"FolderBecameALinkToNothing", [](World& world) { world.link("gone", "clusters"); }},
      {"FolderBecameALinkToItself", [](World& world) { world.link("clusters", "clusters"); }},
      {"FolderBecameALinkThroughAFile", [](World& world) { world.link("z.yaml/x", "clusters"); }},
      {"FolderBecameALinkOut", [](World& world) { world.link("/nowhere/at/all", "clusters"); }},
      {"FolderBecameALinkUp",
       [](World& world) { world.link("../../../../../../../../../../../../nowhere", "clusters"); }},
      ignored("FileIgnored", "a.yaml\n"),
      ignored("FolderIgnored", "clusters/\n"),
      ignored("AllIgnored", "*\n"),
      {"IgnoredByALink",
       [](World& world) {
         world.write("rules", "a.yaml\n");
         world.link("rules", ".fireworksignore");
       }},
      {"IgnoreFileUnreadable",
       [](World& world) {
         world.link("gone", ".fireworksignore");
         fs::remove(world.root() / "clusters/a.yaml");
       }},
      {"BrokenAndIgnored",
       [](World& world) {
         world.a(cluster("a") + "oops: 1\n");
         world.write(".fireworksignore", "clusters\n");
       }},
      {"Fifo",
       [](World& world) {
         fs::remove(world.root() / "clusters/a.yaml");
         EXPECT_EQ(::mkfifo((world.root() / "clusters/a.yaml").c_str(), 0600), 0);
       },
       Where::Folder},
      {"Socket", [](World& world) { make_socket(world.root() / "clusters/a.yaml"); }, Where::Folder},
      {"Device", [](World& world) { world.link("/dev/null", "clusters/a.yaml"); }},
      {"FolderGone", [](World& world) { fs::remove_all(world.root()); }, Where::Folder},
      {"FolderEmptied",
       [](World& world) {
         fs::remove_all(world.root());
         fs::create_directory(world.root());
       },
       Where::Folder, /*needs_memory=*/true},
      {"Submodule",
       [](World& world) {
         const std::string commit = world.git({"rev-parse", "HEAD"});
         world.git({"rm", "-q", "-r", "clusters"});
         world.git({"update-index", "--add", "--cacheinfo", "160000," + commit + ",clusters"});
         world.committed_by_hand = true;
       },
       Where::Git},
  };
  return all;
}

}  // namespace fwop::e2e
