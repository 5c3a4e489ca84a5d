#include "api/standin/decode.hpp"

#include <optional>

#include "api/clusters/fields.hpp"
#include "api/clusters/json_value.hpp"

namespace fwop::api::standin {
namespace {

using nlohmann::json;

Refusal unknown_field(std::string_view path, std::string_view name) {
  return invalid("unknown field \"" + std::string(path) + std::string(name) + "\"");
}

template <class Message, std::size_t N>
std::optional<Refusal> check_kind(const json& value, const std::string& path, std::string_view proto,
                                  const std::array<StringField<Message>, N>& fields, Paths& present) {
  if (!value.is_object()) return std::nullopt;  // Null is absent, and spec_from_json() names a wrong type.
  if (value.empty()) present.emplace_back(proto);
  for (const auto& [name, member] : value.items()) {
    const StringField<Message>* known = nullptr;
    for (const auto& field : fields) {
      if (field.json == name) known = &field;
    }
    if (known == nullptr) return unknown_field(path + ".", name);
    if (!member.is_null()) present.push_back(std::string(proto) + "." + std::string(known->proto));
  }
  return std::nullopt;
}

/// Notes what is there; a refusal for what a caller may not set.
std::optional<Refusal> check_input(const json& object, const std::string& path, Paths& present) {
  if (!object.is_object()) return std::nullopt;
  for (const auto& [name, value] : object.items()) {
    std::optional<Refusal> refusal;
    if (name == "displayName") {
      if (!value.is_null()) present.emplace_back("display_name");
    } else if (name == "eksCluster") {
      refusal = check_kind(value, path + name, "eks_cluster", kEksFields, present);
    } else if (name == "fakeCluster") {
      refusal = check_kind(value, path + name, "fake_cluster", kFakeFields, present);
    } else {
      refusal = unknown_field(path, name);
    }
    if (refusal) return refusal;
  }
  return std::nullopt;
}

Answer<json> parse_body(std::string_view body) {
  auto parsed = detail::parse_json(body);
  if (!parsed) return invalid("the body is not JSON: " + parsed.error().message);
  if (!parsed->is_object()) return invalid("the body is not a JSON object");
  return Answer<json>(boost::system::in_place_value, std::move(*parsed));
}

}  // namespace

Answer<CreateBody> decode_create(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return parsed.error();
  const json& object = *parsed;
  CreateBody create;
  Paths present;
  for (const auto& [name, value] : object.items()) {
    if (name == "cluster") {
      if (auto refusal = check_input(value, "cluster.", present)) return std::move(*refusal);
    } else if (name != "clusterId") {
      return unknown_field("", name);
    }
  }
  detail::Failure failure;
  if (!detail::read_string(object, "clusterId", create.cluster_id, failure))
    return invalid(std::move(failure).to_error().message);
  if (create.cluster_id.empty()) return invalid("cluster_id is required");
  const json* cluster = detail::member(object, "cluster");
  if (cluster == nullptr) return invalid("cluster is required");
  auto spec = spec_from_json(*cluster);
  if (!spec) return invalid("cluster." + spec.error().message);
  create.spec = std::move(*spec);
  return create;
}

Answer<UpdateBody> decode_update(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return parsed.error();
  const json& object = *parsed;
  UpdateBody update;
  if (auto refusal = check_input(object, "", update.present)) return std::move(*refusal);
  auto spec = spec_from_json(object);
  if (!spec) return invalid(spec.error().message);
  update.spec = std::move(*spec);
  return update;
}

}  // namespace fwop::api::standin
