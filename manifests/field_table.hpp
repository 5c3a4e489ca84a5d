#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/field_rules.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// What a manifest may contain, in one table: the decoder reads by it, and the JSON Schema is made from it.

inline constexpr std::string_view kApiVersion = "fireworks.ai/v1alpha1";
inline constexpr std::string_view kKind = "FireworksCluster";

inline constexpr std::array kAdoptions = {Adoption::Never, Adoption::IfIdentical, Adoption::Always};
inline constexpr std::array kDrifts = {Drift::Heal, Drift::Report};
inline constexpr std::array kDeletions = {Deletion::Retain, Deletion::Delete};
inline constexpr std::array kOnFailed = {OnFailed::Hold, OnFailed::Recreate};

/// The form of a string that is not empty: for the decoder a rule, which also says what to write instead; for
/// editors a pattern. A test checks that both agree.
struct StringForm {
  std::string wanted;  ///< For people: "12 digits".
  /// Matches the whole value. Uses only what both ECMA 262 and RE2 have: no look-around.
  std::string pattern;
  std::string excluded;        ///< No value may match it. Both patterns may be empty.
  std::size_t max_length = 0;  ///< In code points; 0: no bound.
  std::vector<std::string_view> examples;
  std::optional<Finding> (*check)(std::string_view) = nullptr;
};

/// For metadata.name: a cluster id or, with a spec.clusterId, a Kubernetes object name.
const StringForm& cluster_id_form();
const StringForm& object_name_form();
/// For the roles. check_role_place() checks whether a role belongs to the cluster's account and region.
const StringForm& role_arn_form();

struct FieldTable;

struct FieldEntry {
  enum class Type {
    Constant,  ///< The only one of `choices`.
    Text,
    Texts,   ///< A map of strings.
    Choice,  ///< One of `choices`.
    Map,     ///< Of `map`.
    Switch,  ///< true, false or a map of `map`.
  };
  std::string_view name;
  Type type = Type::Text;
  std::string_view description;
  bool required = false;
  std::string_view hint;             ///< What `validate` adds when a required field is missing.
  const StringForm* form = nullptr;  ///< Of a Text; null for any.
  std::vector<std::string_view> choices;
  std::string_view fallback;  ///< The choice when the field is not set.
  const FieldTable* map = nullptr;
};

/// The fields of one map.
struct FieldTable {
  std::vector<FieldEntry> fields;
  /// Names that are accepted and ignored: what Kubernetes writes into an object.
  std::vector<std::string_view> ignored;

  /// Null when there is no such field.
  [[nodiscard]] const FieldEntry* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> names() const;
};

/// The table of a whole document, with everything below.
const FieldTable& document_table();

/// The only place in a document, as a path, where a field of that name belongs; empty when there is none,
/// when there are several, and for the fields of the document itself.
std::string proper_place(std::string_view name);

}  // namespace fwop::manifests
