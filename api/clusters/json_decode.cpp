#include <charconv>
#include <utility>

#include "api/clusters/fields.hpp"
#include "api/clusters/json_sax.hpp"
#include "api/clusters/json_value.hpp"

namespace fwop::api {
namespace {

using detail::Failure;
using detail::member;
using detail::read_string;
using nlohmann::json;

// How Go writes a time that was never set.
constexpr std::string_view kZeroTime = "0001-01-01T00:00:00Z";

template <class Json, class Message, std::size_t N>
bool read_kind(Json& object, std::string_view name, const std::array<StringField<Message>, N>& fields,
               Boxed<Message>& target, Failure& failure) {
  auto* value = member(object, name);
  if (value == nullptr) return true;
  if (!value->is_object()) return failure.wrong_type("an object", *value) || failure.within(name);
  auto& message = target.emplace();
  for (const auto& field : fields) {
    if (!read_string(*value, field.json, message.*field.member, failure)) return failure.within(name);
  }
  return true;
}

template <class Json>
bool read_spec(Json& object, ClusterSpec& spec, Failure& failure) {
  return read_string(object, "displayName", spec.display_name, failure) &&
         read_kind(object, "eksCluster", kEksFields, spec.eks, failure) &&
         read_kind(object, "fakeCluster", kFakeFields, spec.fake, failure);
}

/// Reads an rpc code by name or by number. A number without a name becomes its digits.
template <class Json>
bool read_status_code(Json& status, std::string& code, Failure& failure) {
  auto* value = member(status, "code");
  if (value == nullptr) return true;
  if (value->is_number_integer()) {
    const auto number = value->template get<std::int64_t>();
    const auto known = number >= 0 && number <= 16 ? rpc_code_from_number(static_cast<int>(number))
                                                   : std::optional<RpcCode>();
    code = known ? std::string(rpc_code_name(*known)) : value->dump();
    return true;
  }
  if (!value->is_string()) return failure.wrong_type("a name or a number", *value) || failure.within("code");
  std::string text;
  if (!read_string(status, "code", text, failure)) return false;
  if (!text.empty()) code = std::move(text);
  return true;
}

template <class Json>
bool read_status(Json& object, ClusterStatus& status, Failure& failure) {
  auto* value = member(object, "status");
  if (value == nullptr) return true;
  if (!value->is_object()) return failure.wrong_type("an object", *value) || failure.within("status");
  return (read_status_code(*value, status.code, failure) &&
          read_string(*value, "message", status.message, failure)) ||
         failure.within("status");
}

template <class Json>
bool read_time(Json& object, std::string_view name, std::optional<WallTime>& target, Failure& failure) {
  std::string text;
  if (!read_string(object, name, text, failure)) return false;
  if (text.empty() || text == kZeroTime) return true;
  target = parse_rfc3339(text);
  return target.has_value() || failure.invalid("expected an RFC 3339 time, found another text") ||
         failure.within(name);
}

template <class Json>
bool read_cluster(Json& object, Cluster& cluster, Failure& failure) {
  if (!object.is_object()) return failure.wrong_type("an object", object);
  const bool read = read_string(object, "name", cluster.name, failure) &&
                    read_spec(object, cluster.spec, failure) &&
                    read_string(object, "state", cluster.state_text, failure) &&
                    read_status(object, cluster.status, failure) &&
                    read_time(object, "createTime", cluster.create_time, failure) &&
                    read_time(object, "updateTime", cluster.update_time, failure);
  cluster.state = cluster_state_from_name(cluster.state_text);
  return read;
}

/// The body of an error with a 2xx status must not pass for a cluster without fields, or for an empty page:
/// "could not read it" would look like "it is gone".
bool looks_like_an_error(const json& object) {
  const auto has = [&object](const char* name) { return member(object, name) != nullptr; };
  return has("error") || has("detail") || (has("code") && has("message"));
}

bool has_anything_of_a_cluster(const Cluster& cluster) {
  return !cluster.name.empty() || !cluster.state_text.empty() || !cluster.spec.display_name.empty() ||
         cluster.spec.eks || cluster.spec.fake || cluster.create_time;
}

Decoded<void> feed(std::string_view body, detail::ClusterSax& sax) {
  if (!json::sax_parse(body.begin(), body.end(), &sax)) {
    if (sax.too_many_clusters()) return detail::too_many_clusters();
    return sax.too_deep() ? detail::too_deep() : detail::not_json(body);
  }
  if (sax.failed()) return Failure(sax.failure()).to_error();
  return {};
}

}  // namespace

Decoded<Cluster> cluster_from_json(const json& value) {
  Cluster cluster;
  Failure failure;
  if (!read_cluster(value, cluster, failure)) return std::move(failure).to_error();
  return cluster;
}

Decoded<Cluster> parse_cluster(std::string_view body) {
  Cluster cluster;
  detail::ClusterSax sax(cluster);
  if (const auto fed = feed(body, sax); !fed) return fed.error();
  if (!has_anything_of_a_cluster(cluster)) return DecodeError{"an object that holds nothing of a cluster"};
  return cluster;
}

Decoded<ClusterPage> parse_cluster_page(std::string_view body) {
  ClusterPage page;
  detail::ClusterSax sax(page);
  if (const auto fed = feed(body, sax); !fed) return fed.error();
  if (!sax.has_clusters() && sax.looks_like_an_error())
    return DecodeError{"an error where a page of clusters belongs"};
  return page;
}

Decoded<void> check_empty_answer(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  const auto parsed = detail::parse_json(body);
  if (!parsed) return parsed.error();
  Failure failure;
  if (parsed->is_object() ? !looks_like_an_error(*parsed) : failure.wrong_type("an object", *parsed))
    return {};
  if (parsed->is_object()) failure.invalid("an error where nothing belongs");
  return std::move(failure).to_error();
}

Decoded<ClusterSpec> spec_from_json(const json& value) {
  ClusterSpec spec;
  Failure failure;
  if (!value.is_object()) {
    failure.wrong_type("an object", value);
    return std::move(failure).to_error();
  }
  if (!read_spec(value, spec, failure)) return std::move(failure).to_error();
  return spec;
}

}  // namespace fwop::api
