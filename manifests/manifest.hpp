#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/base/boxed.hpp"
#include "api/base/shared_text.hpp"
#include "api/clusters/types.hpp"

namespace fwop::manifests {

/// What to do about a cluster of that id that exists already and is not known to be ours.
enum class Adoption : std::uint8_t { Never, IfIdentical, Always };
/// What to do when a field of a READY cluster is not as declared.
enum class Drift : std::uint8_t { Heal, Report };
/// What to do with the cluster when its manifest is gone.
enum class Deletion : std::uint8_t { Retain, Delete };
/// What to do when the cluster is FAILED. Recreate only together with Deletion::Delete.
enum class OnFailed : std::uint8_t { Hold, Recreate };

std::string_view to_string(Adoption value);
std::string_view to_string(Drift value);
std::string_view to_string(Deletion value);
std::string_view to_string(OnFailed value);

/// No call that changes anything is made for a suspended cluster.
struct Suspension {
  std::string reason;
  std::string owner;
  std::optional<WallTime> until;  ///< Not suspended any more from then on.

  bool operator==(const Suspension&) const = default;
};

/// spec.policy; the defaults are the safe ones.
struct Policy {
  Adoption adoption = Adoption::IfIdentical;
  Drift drift = Drift::Heal;
  Deletion deletion = Deletion::Retain;
  OnFailed on_failed = OnFailed::Hold;
  Boxed<Suspension> suspend;

  bool operator==(const Policy&) const = default;
};

/// Where a document starts. Not part of what is declared: moving a document changes nothing.
struct Origin {
  /// A file, as a person would name it: relative to the source where there is one. Or a resource, as
  /// "namespace/name", which has no lines.
  SharedText file;
  int line = 0;    ///< From 1; 0 when there are no lines.
  int column = 0;  ///< From 1; 0 when there are no lines.

  bool operator==(const Origin&) const = default;
};

/// `file:line`, or `file` alone when there are no lines.
std::string to_string(const Origin& origin);

/// Where a field's value is in its file; as an Origin without the file. Line 0: it is not written.
struct FieldPlace {
  int line = 0;
  int column = 0;

  bool operator==(const FieldPlace&) const = default;
};

/// One valid FireworksCluster document.
struct Manifest {
  api::ClusterKey key;
  Boxed<std::string> other_name;  ///< metadata.name, where it is not the cluster's id.
  Boxed<std::map<std::string, std::string>> labels;
  std::shared_ptr<const api::ClusterSpec> spec;
  Policy policy;
  Origin origin;
  FieldPlace id_at;  ///< Of spec.clusterId, or metadata.name without one.
  FieldPlace eks_name_at;
  FieldPlace bucket_at;
  /// Of what is declared (spec and policy), not of where or how it is written: equal digests, no change.
  std::uint64_t digest = 0;
  /// The file is broken now; this is its last good version, still in force.
  bool stale = false;

  /// metadata.name
  [[nodiscard]] const std::string& name() const { return other_name ? *other_name : key.cluster_id; }
};

/// The digest of `spec` and `policy`. The same on every machine and in every release.
std::uint64_t digest_of(const api::ClusterSpec& spec, const Policy& policy);

}  // namespace fwop::manifests
