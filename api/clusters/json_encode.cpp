#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/clusters/fields.hpp"
#include "api/clusters/json.hpp"

namespace fwop::api {
namespace {

using nlohmann::json;

/// Does not throw on a text that is not UTF-8: let the server refuse it.
std::string dump(const json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

template <class Message, std::size_t N>
void write_kind(JsonWriter& out, std::string_view name, const Message& message,
                const std::array<StringField<Message>, N>& fields) {
  out.begin_object(name);
  for (const auto& field : fields) {
    if (const auto& text = message.*field.member; !text.empty()) out.field(field.json, text);
  }
  out.end_object();
}

template <class Message, std::size_t N>
json kind_to_json(const Message& message, const std::array<StringField<Message>, N>& fields) {
  json object = json::object();
  for (const auto& field : fields) {
    if (const auto& text = message.*field.member; !text.empty()) object[field.json] = text.str();
  }
  return object;
}

/// Adds an empty text for each field that `mask` names and the object leaves out.
template <class Message, std::size_t N>
void add_masked(json& object, std::string_view prefix, const std::array<StringField<Message>, N>& fields,
                const std::vector<std::string>& mask) {
  for (const auto& field : fields) {
    const std::string path = std::string(prefix) + "." + std::string(field.proto);
    if (std::find(mask.begin(), mask.end(), path) != mask.end() && !object.contains(field.json))
      object[field.json] = "";
  }
}

}  // namespace

json spec_to_json(const ClusterSpec& spec) {
  json object = json::object();
  if (!spec.display_name.empty()) object["displayName"] = spec.display_name;
  if (spec.eks) object["eksCluster"] = kind_to_json(*spec.eks, kEksFields);
  if (spec.fake) object["fakeCluster"] = kind_to_json(*spec.fake, kFakeFields);
  return object;
}

void write_spec(JsonWriter& out, const ClusterSpec& spec) {
  if (!spec.display_name.empty()) out.field("displayName", spec.display_name);
  if (spec.eks) write_kind(out, "eksCluster", *spec.eks, kEksFields);
  if (spec.fake) write_kind(out, "fakeCluster", *spec.fake, kFakeFields);
}

std::string create_body(const ClusterSpec& spec, std::string_view cluster_id) {
  std::string body;
  JsonWriter out(body);
  out.begin_object();
  out.begin_object("cluster");
  write_spec(out, spec);
  out.end_object();
  out.field("clusterId", cluster_id);
  out.end_object();
  return body;
}

std::string update_body(const ClusterSpec& spec, const std::vector<std::string>& mask) {
  json body = spec_to_json(spec);
  if (std::find(mask.begin(), mask.end(), "display_name") != mask.end() && !body.contains("displayName"))
    body["displayName"] = "";
  if (spec.eks) add_masked(body["eksCluster"], "eks_cluster", kEksFields, mask);
  if (spec.fake) add_masked(body["fakeCluster"], "fake_cluster", kFakeFields, mask);
  return dump(body);
}

}  // namespace fwop::api
