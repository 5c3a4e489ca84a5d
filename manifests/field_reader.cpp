#include "manifests/field_reader.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "manifests/scalar.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";
constexpr std::string_view kMapTag = "tag:yaml.org,2002:map";

bool is_string(const Node& node) {
  return node.kind == Node::Kind::Scalar &&
         (node.quoted || node.tag == kStringTag ||
          (node.tag.empty() && plain_type(node.text) == PlainType::String));
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_required(const FieldEntry& field) {
  return field.map != nullptr && std::any_of(field.map->fields.begin(), field.map->fields.end(),
                                             [](const FieldEntry& each) { return each.required; });
}

}  // namespace

std::string_view described(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Null: return "null";
    case Node::Kind::Sequence: return "a list";
    case Node::Kind::Map: return "a map";
    case Node::Kind::Scalar: return node.quoted ? "a string" : plain_type_name(plain_type(node.text));
  }
  return "nothing";
}

FieldReader::FieldReader(Reporter& reporter, const Node& map, Position at, std::string path,
                         const FieldTable* table)
    : reporter_(&reporter), table_(table), at_(at), path_(std::move(path)) {
  open(map);
}

void FieldReader::open(const Node& map) {
  if (map.kind != Node::Kind::Map) {
    reporter_->error(map.at, "WrongType", path_,
                     (path_.empty() ? "the document" : path_) + " must be a map of fields, not " +
                         std::string(described(map)));
    return;
  }
  if (!map.tag.empty() && map.tag != kMapTag) {
    reporter_->error(map.at, "WrongType", path_,
                     "the tag " + quoted(map.tag) + " is not supported: leave it out");
  }
  std::unordered_map<std::string_view, int> first_lines;
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    const Node& key = *map.children[i];
    const Node& value = *map.children[i + 1];
    if (key.kind != Node::Kind::Scalar) {
      reporter_->error(key.at, "WrongType", path_,
                       "a field's name must be a string, not " + std::string(described(key)));
      continue;
    }
    const auto [first, is_new] = first_lines.emplace(key.text, key.at.line);
    if (!is_new) {
      reporter_->error(
          key.at, "DuplicateField", path_of(key.text),
          quoted(key.text) + " is written twice; the first is in line " + std::to_string(first->second));
      continue;
    }
    if (table_ != nullptr && contains(table_->ignored, key.text)) continue;
    const FieldEntry* known = entry(key.text);
    if (table_ != nullptr && known == nullptr) {
      report_unknown(key);
      continue;
    }
    // is_missing() reports a required field. If the field requires others, those are reported as missing.
    if (known != nullptr && !known->required && !has_required(*known) && value.kind == Node::Kind::Null)
      report_empty(key, *known);
    fields_.push_back({.name = key.text, .key = &key, .value = &value});
  }
}

/// Reports a name without a value, such as a `suspend` without its ": true", which must not be ignored
/// silently.
void FieldReader::report_empty(const Node& key, const FieldEntry& known) {
  std::string wanted;
  switch (known.type) {
    case FieldEntry::Type::Constant: wanted = std::string(known.choices.front()); break;
    case FieldEntry::Type::Text: wanted = known.form ? known.form->wanted : "a text"; break;
    case FieldEntry::Type::Texts:
    case FieldEntry::Type::Map: wanted = "its fields, further in"; break;
    case FieldEntry::Type::Choice:
      for (const std::string_view choice : known.choices)
        wanted += (wanted.empty() ? "" : " or ") + std::string(choice);
      break;
    case FieldEntry::Type::Switch: wanted = "`" + key.text + ": true`"; break;
  }
  reporter_->error(key.at, "EmptyField", path_of(key.text),
                   key.text + " has no value: write " + wanted + ", or leave it out");
}

void FieldReader::report_unknown(const Node& key) {
  if (reporter_->full()) return reporter_->error(key.at, "UnknownField", "", "");
  const std::string where = path_.empty() ? "the document" : path_;
  std::string message = "unknown field " + quoted(key.text) + " in " + where;
  if (key.text == "<<") {
    message = "the merge key \"<<\" is not supported: YAML 1.2 has none; write the fields out";
  } else if (const std::string_view nearest = nearest_name(key.text, table_->names()); !nearest.empty()) {
    message += "; did you mean " + quoted(nearest) + "?";
  } else if (const std::string place = proper_place(key.text); !place.empty() && place != path_of(key.text)) {
    message += "; it belongs to " + place;
  }
  reporter_->error(key.at, "UnknownField", path_of(key.text), message);
}

const FieldReader::Field* FieldReader::field(std::string_view name) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

const Node* FieldReader::find(std::string_view name) const {
  const Field* found = field(name);
  return found && found->value->kind != Node::Kind::Null ? found->value : nullptr;
}

bool FieldReader::written(std::string_view name) const { return field(name) != nullptr; }

const FieldEntry* FieldReader::entry(std::string_view name) const {
  return table_ == nullptr ? nullptr : table_->find(name);
}

const StringForm* FieldReader::form_of(std::string_view name) const {
  const FieldEntry* known = entry(name);
  return known == nullptr ? nullptr : known->form;
}

bool FieldReader::is_missing(std::string_view name) {
  const FieldEntry* known = entry(name);
  return known != nullptr && known->required && !require(name, known->hint);
}

std::optional<FieldReader> FieldReader::map(std::string_view name) {
  if (is_missing(name)) return std::nullopt;
  const Node* node = find(name);
  const FieldEntry* known = entry(name);
  if (known && !node && written(name) && has_required(*known)) {
    static const Node kEmpty{.kind = Node::Kind::Map};
    node = &kEmpty;
  }
  if (!node || !known) return std::nullopt;
  FieldReader reader(*reporter_, *node, key_at(name), path_of(name), known->map);
  if (node->kind != Node::Kind::Map) return std::nullopt;
  return reader;
}

std::optional<std::string> FieldReader::string(std::string_view name) {
  if (is_missing(name) || !has(name)) return std::nullopt;
  std::optional<std::string> value = string_in(*field(name));
  if (!value || value->empty()) return std::nullopt;
  if (const StringForm* form = form_of(name)) check(name, form->check(*value));
  return value;
}

std::optional<std::string> FieldReader::string_in(const Field& field) {
  const Node& node = *field.value;
  const std::string name(field.name);
  if (is_string(node)) {
    if (!node.quoted && node.tag.empty() && is_yaml11_boolean(node.text)) {
      reporter_->warning(
          node.at, "QuoteThis", path_of(name),
          "kubectl reads " + node.text + " as a boolean: write " + quoted(node.text) + " in quotes");
    }
    return node.text;
  }
  std::string message = name + " must be a string, not " + std::string(described(node));
  if (node.kind == Node::Kind::Scalar && !node.tag.empty()) {
    message = "the tag " + quoted(node.tag) + " is not supported: leave it out";
  } else if (node.kind == Node::Kind::Scalar && name == "awsAccountId") {
    message = "awsAccountId is " + std::string(described(node)) +
              " here; YAML may drop its leading zeros: write " + quoted(node.text) + " in quotes";
  } else if (node.kind == Node::Kind::Scalar) {
    message = name + " must be a string, but YAML reads " + shortened(node.text) + " as " +
              std::string(described(node)) + ": write " + quoted(node.text) + " in quotes";
  }
  reporter_->error(node.at, "WrongType", path_of(name), message);
  return std::nullopt;
}

std::optional<bool> FieldReader::boolean(std::string_view name) {
  const Node* node = find(name);
  if (!node) return std::nullopt;
  if (node->kind == Node::Kind::Scalar && !node->quoted && plain_type(node->text) == PlainType::Boolean) {
    return node->text.front() == 't' || node->text.front() == 'T';
  }
  std::string message = std::string(name) + " must be true or false, not " + std::string(described(*node));
  if (node->kind == Node::Kind::Scalar && plain_type(node->text) == PlainType::Boolean) {
    message += ": write " + node->text + " without quotes";
  }
  reporter_->error(node->at, "WrongType", path_of(name), message);
  return std::nullopt;
}

std::map<std::string, std::string> FieldReader::strings(std::string_view name) {
  std::map<std::string, std::string> result;
  const Node* node = find(name);
  if (!node) return result;
  FieldReader reader(*reporter_, *node, key_at(name), path_of(name), nullptr);
  for (const Field& entry : reader.fields_) {
    if (entry.value->kind == Node::Kind::Null) {
      result.emplace(entry.name, "");
    } else if (auto value = reader.string_in(entry)) {
      result.emplace(entry.name, std::move(*value));
    }
  }
  return result;
}

bool FieldReader::require(std::string_view name, std::string_view hint) {
  const Node* node = find(name);
  if (node && (node->kind != Node::Kind::Scalar || !node->text.empty())) return true;
  std::string message = path_of(name) + " is required";
  if (field(name)) message += " and empty here";
  if (!hint.empty()) message += ": " + std::string(hint);
  reporter_->error(at(name), "RequiredField", path_of(name), message);
  return false;
}

void FieldReader::check(std::string_view name, const std::optional<Finding>& finding) {
  if (!finding) return;
  if (finding->severity == Severity::Error) {
    reporter_->error(at(name), finding->rule, path_of(name), finding->message);
  } else {
    reporter_->warning(at(name), finding->rule, path_of(name), finding->message);
  }
}

void FieldReader::error(Position at, std::string rule, std::string_view name, std::string message) {
  reporter_->error(at, std::move(rule), path_of(name), std::move(message));
}

Position FieldReader::at(std::string_view name) const {
  if (const Node* node = find(name)) return node->at;
  return key_at(name);
}

FieldPlace FieldReader::place_of(std::string_view name) const {
  if (!has(name)) return {};
  const Position shown = reporter_->for_people(at(name));
  return {.line = shown.line, .column = shown.column};
}

Position FieldReader::key_at(std::string_view name) const {
  const Field* found = field(name);
  return found ? found->key->at : at_;
}

std::string FieldReader::path_of(std::string_view name) const {
  if (path_.empty() || name.empty()) return path_ + std::string(name);
  return path_ + "." + std::string(name);
}

}  // namespace fwop::manifests
