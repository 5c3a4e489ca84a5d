#include "standin_schema.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "api/clusters/types.hpp"

namespace fwop::api {
namespace {

using nlohmann::json;

const std::set<std::string> kMethods = {"get", "put", "post", "patch", "delete", "head", "options", "trace"};

bool has_type(const std::string& type, const json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return type == "boolean" && value.is_boolean();
}

}  // namespace

std::vector<OpenApi::Operation> OpenApi::operations() const {
  std::vector<Operation> found;
  for (const auto& path : document_["paths"]) {
    for (const auto& member : path.second) {
      auto method = member.first.as<std::string>();
      if (kMethods.count(method) == 0) continue;
      std::transform(method.begin(), method.end(), method.begin(), ::toupper);
      found.push_back({path.first.as<std::string>(), method});
    }
  }
  return found;
}

std::vector<std::string> OpenApi::properties(const std::string& schema) const {
  std::vector<std::string> names;
  for (const auto& member : document_["components"]["schemas"][schema]["properties"])
    names.push_back(member.first.as<std::string>());
  return names;
}

YAML::Node OpenApi::resolved(const YAML::Node& node) const {
  if (!node.IsMap() || !node["$ref"]) return node;
  auto reference = node["$ref"].as<std::string>();
  YAML::Node target;
  target.reset(document_);
  for (std::size_t at = reference.find('/'); at != std::string::npos;) {
    const auto end = reference.find('/', at + 1);
    YAML::Node next = target[reference.substr(at + 1, end == std::string::npos ? end : end - at - 1)];
    if (!next) throw std::runtime_error("a reference that leads nowhere: " + reference);
    target.reset(next);
    at = end;
  }
  return resolved(target);
}

std::vector<std::string> OpenApi::faults_of_answer(const Operation& operation, int status,
                                                   const json& body) const {
  auto method = operation.method;
  std::transform(method.begin(), method.end(), method.begin(), ::tolower);
  const YAML::Node responses = document_["paths"][operation.path][method]["responses"];
  const YAML::Node named = responses[std::to_string(status)];
  const YAML::Node response = resolved(named ? named : responses["default"]);
  std::vector<std::string> faults;
  check(response["content"]["application/json"]["schema"], body, "body", faults);
  return faults;
}

std::vector<std::string> OpenApi::faults(const std::string& schema, const json& value) const {
  std::vector<std::string> faults;
  check(document_["components"]["schemas"][schema], value, schema, faults);
  return faults;
}

void OpenApi::check(const YAML::Node& unresolved, const json& value, const std::string& where,
                    std::vector<std::string>& faults) const {
  const YAML::Node schema = resolved(unresolved);
  const auto type = schema["type"].as<std::string>();
  if (!has_type(type, value)) {
    faults.push_back(where + ": not of type " + type);
    return;
  }
  if (type == "object") check_object(schema, value, where, faults);
  if (type == "string") check_text(schema, value.get<std::string>(), where, faults);
  if (type == "array") {
    for (std::size_t i = 0; i < value.size(); ++i)
      check(schema["items"], value[i], where + "[" + std::to_string(i) + "]", faults);
  }
  if (type == "integer") {
    const auto number = value.get<long long>();
    if (schema["minimum"] && number < schema["minimum"].as<long long>())
      faults.push_back(where + ": too small");
    if (schema["maximum"] && number > schema["maximum"].as<long long>())
      faults.push_back(where + ": too large");
  }
}

void OpenApi::check_object(const YAML::Node& schema, const json& value, const std::string& where,
                           std::vector<std::string>& faults) const {
  for (const auto& name : schema["required"]) {
    if (!value.contains(name.as<std::string>()))
      faults.push_back(where + "." + name.as<std::string>() + ": missing");
  }
  const YAML::Node declared = schema["properties"];
  for (const auto& [name, member] : value.items()) {
    if (declared && declared[name])
      check(declared[name], member, where + "." + name, faults);
    else if (schema["additionalProperties"])
      faults.push_back(where + "." + name + ": not declared");
  }
}

void OpenApi::check_text(const YAML::Node& schema, const std::string& text, const std::string& where,
                         std::vector<std::string>& faults) const {
  if (const auto& values = schema["enum"]) {
    if (std::none_of(values.begin(), values.end(),
                     [&text](const auto& value) { return value.template as<std::string>() == text; }))
      faults.push_back(where + ": " + text + " is not in the enum");
  }
  if (schema["pattern"] && !std::regex_search(text, std::regex(schema["pattern"].as<std::string>())))
    faults.push_back(where + ": " + text + " does not match its pattern");
  if (schema["format"] && schema["format"].as<std::string>() == "date-time" && !parse_rfc3339(text))
    faults.push_back(where + ": " + text + " is no date-time");
}

}  // namespace fwop::api
