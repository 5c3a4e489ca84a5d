#include "manifests/json_schema.hpp"

#include <nlohmann/json.hpp>

#include "manifests/field_table.hpp"

namespace fwop::manifests {
namespace {

using Json = nlohmann::ordered_json;

/// A text that is empty counts as not set.
constexpr const char* kUnset = "^$";

Json map_schema(const FieldTable& table);

Json text_schema(const FieldEntry& field) {
  Json schema;
  schema["type"] = "string";
  if (field.required) schema["minLength"] = 1;
  if (field.form == nullptr) return schema;
  const StringForm& form = *field.form;
  if (!form.pattern.empty()) {
    schema["pattern"] = field.required ? form.pattern : std::string(kUnset) + "|" + form.pattern;
    schema["patternErrorMessage"] = "must be " + form.wanted;  // which YAML and JSON editors show
  }
  if (!form.excluded.empty()) schema["not"] = {{"type", "string"}, {"pattern", form.excluded}};
  if (form.max_length > 0) schema["maxLength"] = form.max_length;
  if (!form.examples.empty()) schema["examples"] = form.examples;
  return schema;
}

Json choice_schema(const FieldEntry& field) { return {{"enum", field.choices}, {"default", field.fallback}}; }

Json switch_schema(const FieldEntry& field) {
  return {{"default", false}, {"anyOf", {{{"type", "boolean"}}, map_schema(*field.map)}}};
}

Json field_schema(const FieldEntry& field) {
  switch (field.type) {
    case FieldEntry::Type::Constant: return {{"const", field.choices.front()}};
    case FieldEntry::Type::Text: return text_schema(field);
    case FieldEntry::Type::Texts:
      return {{"type", "object"}, {"additionalProperties", {{"type", {"string", "null"}}}}};
    case FieldEntry::Type::Choice: return choice_schema(field);
    case FieldEntry::Type::Map: return map_schema(*field.map);
    case FieldEntry::Type::Switch: return switch_schema(field);
  }
  return {};
}

std::string description_of(const FieldEntry& field) {
  std::string description(field.description);
  if (field.form != nullptr) description += "\n\nIt must be " + field.form->wanted + ".";
  return description;
}

Json map_schema(const FieldTable& table) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const FieldEntry& field : table.fields) {
    Json schema = field_schema(field);
    schema["description"] = description_of(field);
    properties[std::string(field.name)] = std::move(schema);
    if (field.required) required.push_back(field.name);
  }
  for (const std::string_view name : table.ignored) properties[std::string(name)] = true;
  Json schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

/// The schema of a map in which `name` is set and follows `rule`.
Json with(std::string_view name, Json rule) {
  return {{"properties", {{std::string(name), std::move(rule)}}}, {"required", {name}}};
}

Json name_rule(const StringForm& form) {
  const Json name{{"properties",
                   {{"name",
                     {{"pattern", form.pattern},
                      {"patternErrorMessage", "must be " + form.wanted},
                      {"maxLength", form.max_length}}}}}};
  return {{"properties", {{"metadata", name}}}};
}

/// Adds the rules about several fields that a schema can express.
void add_common_rules(Json& document) {
  Json& spec = document["properties"]["spec"];
  for (const char* kind : {"eksCluster", "fakeCluster"}) {
    spec["oneOf"].push_back(with(kind, {{"type", "object"}}));
  }
  Json& policy = spec["properties"]["policy"];
  policy["if"] = with("onFailed", {{"const", to_string(OnFailed::Recreate)}});
  policy["then"] = with("deletion", {{"const", to_string(Deletion::Delete)}});
  document["if"] = with("spec", with("clusterId", {{"type", "string"}, {"minLength", 1}}));
  document["then"] = name_rule(object_name_form());
  document["else"] = name_rule(cluster_id_form());
}

}  // namespace

std::string json_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", kKind},
              {"description", "A Fireworks AI cluster as it should be."}};
  schema.update(map_schema(document_table()));
  add_common_rules(schema);
  return schema.dump(2) + "\n";
}

}  // namespace fwop::manifests
