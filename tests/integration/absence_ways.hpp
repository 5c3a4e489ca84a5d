#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "git_servers.hpp"
#include "manifests/directory/directory_source.hpp"
#include "manifests/git/git_reader.hpp"

namespace fwop::e2e {

enum class Kind { Folder, Git };

inline std::string cluster(const std::string& id) {
  return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + id +
         "}\nspec:\n  fakeCluster: {projectId: p}\n";
}

/// A folder, or the work tree of a repository, in which clusters/a.yaml, clusters/k.yaml and z.yaml declare
/// one cluster each.
class World {
 public:
  explicit World(Kind kind) : kind_(kind) {
    write("clusters/a.yaml", cluster("a"));
    write("clusters/k.yaml", cluster("k"));
    write("z.yaml", cluster("z"));
  }

  std::filesystem::path root() const { return upstream_.work(); }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root() / file).parent_path());
    write_text(root() / file, text);
  }
  void a(const std::string& text) const { write("clusters/a.yaml", text); }
  void move(const std::string& from, const std::string& to) const {
    std::filesystem::create_directories((root() / to).parent_path());
    std::filesystem::rename(root() / from, root() / to);
  }
  void link(const std::string& target, const std::string& at) const {
    std::filesystem::remove_all(root() / at);
    std::filesystem::create_symlink(target, root() / at);
  }
  std::string git(std::vector<std::string> arguments) { return upstream_.git(std::move(arguments)); }

  manifests::SourceReading read() {
    if (kind_ == Kind::Folder) return manifests::read_paths({root()}, {});
    if (!committed_by_hand) git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", "x"});
    auto store = manifests::GitStore::open(root() / ".git");
    EXPECT_TRUE(store);
    return manifests::GitReader(*store, "the source", "", {}).read(upstream_.head());
  }

  bool committed_by_hand = false;  ///< The index holds what no work tree can.

 private:
  Kind kind_;
  TempDir temp_;
  GitUpstream upstream_{temp_.path() / "upstream"};
};

/// A way to make what declares a cluster unreadable, or to be passed over.
struct Way {
  std::string name;
  std::function<void(World&)> take;
  enum class Where { Both, Folder, Git } where = Where::Both;
  /// Only one who has read it before can know.
  bool needs_memory = false;
};
const std::vector<Way>& ways();

}  // namespace fwop::e2e
