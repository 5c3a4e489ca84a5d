#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/field_table.hpp"
#include "manifests/reporter.hpp"
#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {

/// Reads the fields of one map strictly and reports whatever is wrong with it: a field that is unknown,
/// written twice, without a value or of the wrong type. A field with null for a value counts as not set.
class FieldReader {
 public:
  /// `at` is the place of the map's own key: a missing field is reported there. `path` is empty for a root.
  /// Without a table every name is a field. The arguments must outlive the reader.
  FieldReader(Reporter& reporter, const Node& map, Position at, std::string path, const FieldTable* table);

  /// True if the field is written, even with the value null.
  [[nodiscard]] bool written(std::string_view name) const;
  /// True if it is set to something other than null.
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The value, or null when it is not set.
  [[nodiscard]] const Node* find(std::string_view name) const;
  /// The reader of a nested map; nothing when it is not set or no map. Reports a missing one that the table
  /// requires.
  std::optional<FieldReader> map(std::string_view name);

  /// Nothing if it is not set, empty, or no string (which is reported). Also reports a missing one that the
  /// table requires, and what the field's form finds in it.
  std::optional<std::string> string(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  /// Every entry of a map of strings; other values are reported and left out.
  std::map<std::string, std::string> strings(std::string_view name);

  /// Reports the field if it is not set. True if it is set.
  bool require(std::string_view name, std::string_view hint);
  /// Reports what a rule found in the field's value.
  void check(std::string_view name, const std::optional<Finding>& finding);
  void error(Position at, std::string rule, std::string_view name, std::string message);

  /// The form that the table gives a field; null for none.
  [[nodiscard]] const StringForm* form_of(std::string_view name) const;

  /// The place of the field's value; of its key if the value is null; of the map if the field is missing.
  [[nodiscard]] Position at(std::string_view name) const;
  /// The same, with the column in code points; line 0 if it is not set.
  [[nodiscard]] FieldPlace place_of(std::string_view name) const;
  [[nodiscard]] Position key_at(std::string_view name) const;
  [[nodiscard]] Position at() const { return at_; }
  [[nodiscard]] std::string path_of(std::string_view name) const;

 private:
  struct Field {
    std::string_view name;
    const Node* key = nullptr;
    const Node* value = nullptr;
  };

  void open(const Node& map);
  void report_empty(const Node& key, const FieldEntry& known);
  void report_unknown(const Node& key);
  [[nodiscard]] const FieldEntry* entry(std::string_view name) const;
  bool is_missing(std::string_view name);
  [[nodiscard]] const Field* field(std::string_view name) const;
  std::optional<std::string> string_in(const Field& field);

  Reporter* reporter_;
  const FieldTable* table_;
  Position at_;
  std::string path_;
  std::vector<Field> fields_;
};

/// What a node is, for messages: "a map", "a list", "a number" and so on.
std::string_view described(const Node& node);

}  // namespace fwop::manifests
