#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

namespace fwop::api {

/// The OpenAPI document, as far as the test of the stand-in needs it: references, types, required and
/// undeclared properties, enums, patterns, dates and bounds.
class OpenApi {
 public:
  struct Operation {
    std::string path;    ///< With {account_id} and {cluster_id}.
    std::string method;  ///< Upper case.
  };

  explicit OpenApi(const std::string& file) : document_(YAML::LoadFile(file)) {}

  std::vector<Operation> operations() const;
  /// Where `body` is not what the operation answers with that status; empty when it is.
  std::vector<std::string> faults_of_answer(const Operation& operation, int status,
                                            const nlohmann::json& body) const;
  /// The names of a schema's properties.
  std::vector<std::string> properties(const std::string& schema) const;
  /// Where `value` is not what the named schema says.
  std::vector<std::string> faults(const std::string& schema, const nlohmann::json& value) const;

 private:
  YAML::Node resolved(const YAML::Node& node) const;
  void check(const YAML::Node& schema, const nlohmann::json& value, const std::string& where,
             std::vector<std::string>& faults) const;
  void check_object(const YAML::Node& schema, const nlohmann::json& value, const std::string& where,
                    std::vector<std::string>& faults) const;
  void check_text(const YAML::Node& schema, const std::string& text, const std::string& where,
                  std::vector<std::string>& faults) const;

  YAML::Node document_;
};

}  // namespace fwop::api
