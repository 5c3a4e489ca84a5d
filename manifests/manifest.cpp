#include "manifests/manifest.hpp"

#include "api/base/digest.hpp"
#include "api/clusters/fields.hpp"
#include "manifests/diagnostic.hpp"

namespace fwop::manifests {
namespace {

/// Unset fields are left out, so that a field that a later release adds does not change today's digests.
void add_if_set(Digest& digest, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  digest.add(name);
  digest.add(value);
}

template <class Message, class Fields>
void add_message(Digest& digest, std::string_view name, const Message& message, const Fields& fields) {
  digest.add(name);
  for (const auto& field : fields) add_if_set(digest, field.json, message.*field.member);
}

void add_suspension(Digest& digest, const Suspension& suspension) {
  digest.add("suspend");
  add_if_set(digest, "reason", suspension.reason);
  add_if_set(digest, "owner", suspension.owner);
  if (!suspension.until) return;
  const auto until =
      std::chrono::duration_cast<std::chrono::milliseconds>(suspension.until->time_since_epoch());
  add_if_set(digest, "until", std::to_string(until.count()));
}

}  // namespace

std::string to_string(const Origin& origin) { return place_text(origin.file.str(), origin.line); }

std::string_view to_string(Adoption value) {
  switch (value) {
    case Adoption::Never: return "Never";
    case Adoption::IfIdentical: return "IfIdentical";
    case Adoption::Always: return "Always";
  }
  return "";
}

std::string_view to_string(Drift value) {
  switch (value) {
    case Drift::Heal: return "Heal";
    case Drift::Report: return "Report";
  }
  return "";
}

std::string_view to_string(Deletion value) {
  switch (value) {
    case Deletion::Retain: return "Retain";
    case Deletion::Delete: return "Delete";
  }
  return "";
}

std::string_view to_string(OnFailed value) {
  switch (value) {
    case OnFailed::Hold: return "Hold";
    case OnFailed::Recreate: return "Recreate";
  }
  return "";
}

std::uint64_t digest_of(const api::ClusterSpec& spec, const Policy& policy) {
  Digest digest;
  add_if_set(digest, "displayName", spec.display_name);
  if (spec.eks) add_message(digest, "eksCluster", *spec.eks, api::kEksFields);
  if (spec.fake) add_message(digest, "fakeCluster", *spec.fake, api::kFakeFields);
  digest.add("policy");
  add_if_set(digest, "adoption", to_string(policy.adoption));
  add_if_set(digest, "drift", to_string(policy.drift));
  add_if_set(digest, "deletion", to_string(policy.deletion));
  add_if_set(digest, "onFailed", to_string(policy.on_failed));
  if (policy.suspend) add_suspension(digest, *policy.suspend);
  return digest.value();
}

}  // namespace fwop::manifests
