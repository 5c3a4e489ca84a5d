#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/clock.hpp"
#include "api/base/random.hpp"
#include "manifests/manifest.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::simulation {

using ManifestPtr = std::shared_ptr<const manifests::Manifest>;

/// What is the matter with a file, for a while.
enum class Ailment {
  None,
  Unreadable,
  Half,       ///< Written in part: what is there ends somewhere.
  Linked,     ///< It and all others of its folder: the folder is a link that leads nowhere.
  OtherKind,  ///< A document of it says another kind, group or version.
  ListTypo,   ///< Its documents are items of a list that spells `items` otherwise.
  Away,
  Emptied,
};
std::string_view to_string(Ailment ailment);

/// What people have said of one cluster, in the files that exist at one moment. It owes nothing to the
/// decoder.
struct Said {
  std::vector<ManifestPtr> plainly;    ///< In files that anybody can read.
  std::vector<ManifestPtr> obscurely;  ///< In files that ail.
  bool evident = false;                ///< That something ails there, any reader can see.
};
struct Sayings {
  std::map<api::ClusterKey, Said> of;
  /// Something evidently ails of which nobody can tell what it declares: nothing may be taken for removed.
  bool unclear = false;
  /// Nothing at all is said plainly: what was said before stands.
  bool silent = true;
  bool mute = true;     ///< Surely nothing can be read.
  bool unread = false;  ///< Nobody could look.
};

/// The files in which people declare clusters, with what may happen to them. Nothing ails anew before it was
/// read healthy, so that what a reader sees away was away for no longer than one ailment lasts.
class Files {
 public:
  /// Declares the cluster, in place of what declared it before.
  void put(ManifestPtr manifest, Random& random);
  void remove(const api::ClusterKey& key, Random& random);
  /// To another file, at once or only at `until`; false when it cannot be now.
  bool move(const api::ClusterKey& key, std::optional<Instant> until, Random& random);
  /// Gives the file another ending.
  bool rename(const api::ClusterKey& key, Random& random);
  /// Copies the document to another file, where it stays until then.
  bool duplicate(const api::ClusterKey& key, Instant until);
  /// False when the file that declares the cluster cannot fall ill now.
  bool ail(const api::ClusterKey& key, Ailment ailment, Instant until, Random& random);
  /// Ends what is over.
  void heal(Instant now);

  /// As a reader of a folder or of Git lists them.
  manifests::SourceReading read();
  [[nodiscard]] Sayings sayings() const;
  /// What is declared once everything has healed.
  [[nodiscard]] std::map<api::ClusterKey, ManifestPtr> meant() const;

 private:
  struct Document {
    ManifestPtr means;
    std::string text;
  };
  struct File {
    std::vector<Document> documents;
    Ailment ailment = Ailment::None;
    Instant until{};
    std::uint64_t chance = 0;      ///< Which of the ways to ail.
    std::optional<Instant> extra;  ///< Exists until then only, beside the one that counts.
    bool read_healthy = false;
    std::vector<Document> before;  ///< Removed from it since it was last read healthy.
  };
  /// Taken out of one file and not yet in another.
  struct Carried {
    Document document;
    Instant until;
  };
  using Tree = std::map<std::string, File>;

  Tree::iterator holder(const api::ClusterKey& key);
  void add(Document document, Random& random);
  [[nodiscard]] static std::string text_of(const File& file);

  Tree files_;
  std::vector<Carried> carried_;
};

}  // namespace fwop::simulation
