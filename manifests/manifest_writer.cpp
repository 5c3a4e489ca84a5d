#include "manifests/manifest_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <string_view>

#include "api/fields.hpp"

namespace fwop::manifests {
namespace {

bool is_plain(const std::string& text) {
  // YAML 1.1's words, which readers of today still take for truth values and nothing.
  static constexpr std::array<std::string_view, 11> kWords = {"true", "false", "null", "yes", "no", "on",
                                                              "off",  "y",     "n",    "inf", "nan"};
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0 || text.back() == ' ')
    return false;
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (std::find(kWords.begin(), kWords.end(), lower) != kWords.end()) return false;
  const bool known = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view(" -_./:+=@").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return known && text.find(": ") == std::string::npos && text.back() != ':';
}

void put(std::string& out, std::size_t indent, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  out += std::string(indent, ' ') + std::string(name) + ": " + yaml_scalar(value) + "\n";
}

template <class Message, std::size_t N>
void put_kind(std::string& out, std::string_view name, const api::Boxed<Message>& message,
              const std::array<api::StringField<Message>, N>& fields) {
  if (!message) return;
  std::string inner;
  for (const auto& field : fields) put(inner, 4, field.json, *message.*field.member);
  // An empty map is a kind of cluster too.
  out += "  " + std::string(name) + ":" + (inner.empty() ? " {}\n" : "\n" + inner);
}

void put_suspension(std::string& out, const Suspension& suspension) {
  std::string inner;
  put(inner, 6, "reason", suspension.reason);
  put(inner, 6, "owner", suspension.owner);
  if (suspension.until) put(inner, 6, "until", api::format_rfc3339(*suspension.until));
  out += "    suspend:" + (inner.empty() ? " true\n" : "\n" + inner);
}

void put_policy(std::string& out, const Policy& policy) {
  const Policy usual;
  std::string inner;
  if (policy.adoption != usual.adoption) put(inner, 4, "adoption", std::string(to_string(policy.adoption)));
  if (policy.drift != usual.drift) put(inner, 4, "drift", std::string(to_string(policy.drift)));
  if (policy.deletion != usual.deletion) put(inner, 4, "deletion", std::string(to_string(policy.deletion)));
  if (policy.on_failed != usual.on_failed)
    put(inner, 4, "onFailed", std::string(to_string(policy.on_failed)));
  if (policy.suspend) put_suspension(inner, *policy.suspend);
  if (!inner.empty()) out += "  policy:\n" + inner;
}

}  // namespace

std::string yaml_scalar(const std::string& text) {
  if (is_plain(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string to_yaml(const Manifest& manifest) {
  std::string out = "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n";
  put(out, 2, "name", manifest.name());
  if (manifest.labels) {
    out += "  labels:\n";
    for (const auto& [name, value] : *manifest.labels)
      out += "    " + yaml_scalar(name) + ": " + (value.empty() ? "\"\"" : yaml_scalar(value)) + "\n";
  }
  out += "spec:\n";
  put(out, 2, "accountId", manifest.key.account_id);
  if (manifest.other_name) put(out, 2, "clusterId", manifest.key.cluster_id);
  put(out, 2, "displayName", manifest.spec->display_name);
  put_kind(out, "eksCluster", manifest.spec->eks, api::kEksFields);
  put_kind(out, "fakeCluster", manifest.spec->fake, api::kFakeFields);
  put_policy(out, manifest.policy);
  return out;
}

}  // namespace fwop::manifests
