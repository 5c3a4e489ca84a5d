#include <utility>

#include "api/base/trimmed.hpp"
#include "api/clusters/fields.hpp"
#include "api/clusters/json_sax.hpp"
#include "api/clusters/json_value.hpp"

namespace fwop::api {
namespace {

using detail::Failure;
using detail::member;
using detail::read_string;
using nlohmann::json;

template <class Message, std::size_t N>
bool read_kind(const json& object, std::string_view name, const std::array<StringField<Message>, N>& fields,
               Boxed<Message>& target, Failure& failure) {
  const json* value = member(object, name);
  if (value == nullptr) return true;
  if (!value->is_object()) return failure.wrong_type("an object", *value) || failure.within(name);
  auto& message = target.emplace();
  for (const auto& field : fields) {
    if (!read_string(*value, field.json, message.*field.member, failure)) return failure.within(name);
  }
  return true;
}

bool read_spec(const json& object, ClusterSpec& spec, Failure& failure) {
  return read_string(object, "displayName", spec.display_name, failure) &&
         read_kind(object, "eksCluster", kEksFields, spec.eks, failure) &&
         read_kind(object, "fakeCluster", kFakeFields, spec.fake, failure);
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
  if (is_blank(body, kWhiteSpaceOfJson)) return {};
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
