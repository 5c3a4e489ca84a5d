#include "manifests/manifest_writer.hpp"

#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

#include "api/clusters/fields.hpp"

namespace fwop::manifests {
namespace {

/// With all of its digits: format_rfc3339 stops at milliseconds.
std::string exact_time(WallTime time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  std::string text = format_rfc3339(whole);
  const auto fraction = std::chrono::duration_cast<std::chrono::nanoseconds>(time - whole).count();
  if (fraction == 0) return text;
  char digits[16];
  std::snprintf(digits, sizeof digits, ".%09lld", static_cast<long long>(fraction));
  text.pop_back();  // the Z
  text += digits;
  while (text.back() == '0') text.pop_back();
  return text + "Z";
}

class Writer {
 public:
  explicit Writer(const Placeholders& placeholders) : placeholders_(placeholders) {}

  void write(const Manifest& manifest) {
    text_ += "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\n";
    open("metadata");
    field("name", manifest.name());
    if (manifest.labels) {
      open("labels");
      for (const auto& [label, value] : *manifest.labels)
        line(yaml_scalar(label) + ": " + yaml_scalar(value));
      close();
    }
    close();
    open("spec");
    field("accountId", manifest.key.account_id);
    if (manifest.other_name) field("clusterId", manifest.key.cluster_id);
    if (manifest.spec) write(*manifest.spec);
    write(manifest.policy);
    close();
  }

  std::string take() { return std::move(text_); }

 private:
  void write(const api::ClusterSpec& spec) {
    field("displayName", spec.display_name);
    if (spec.eks) write("eksCluster", *spec.eks, api::kEksFields);
    if (spec.fake) write("fakeCluster", *spec.fake, api::kFakeFields);
  }

  template <class Message, class Fields>
  void write(std::string_view name, const Message& message, const Fields& fields) {
    open(name);
    for (const auto& each : fields) field(each.json, message.*each.member);
    close();
  }

  void write(const Policy& policy) {
    const Policy defaults;
    if (policy == defaults) return;
    open("policy");
    if (policy.adoption != defaults.adoption) field("adoption", to_string(policy.adoption));
    if (policy.drift != defaults.drift) field("drift", to_string(policy.drift));
    if (policy.deletion != defaults.deletion) field("deletion", to_string(policy.deletion));
    if (policy.on_failed != defaults.on_failed) field("onFailed", to_string(policy.on_failed));
    if (policy.suspend) write(*policy.suspend);
    close();
  }

  void write(const Suspension& suspension) {
    if (suspension == Suspension{}) return line("suspend: true");
    open("suspend");
    field("reason", suspension.reason);
    field("owner", suspension.owner);
    if (suspension.until) field("until", exact_time(*suspension.until));
    close();
  }

  /// Writes a field; if it is not set, its placeholder, or nothing if there is none.
  void field(std::string_view name, std::string_view value) {
    if (!value.empty()) return line(std::string(name) + ": " + yaml_scalar(value));
    const auto found = placeholders_.find(path_ + std::string(name));
    if (found == placeholders_.end()) return;
    line("# " + std::string(name) + ": " + yaml_scalar(found->second.example) + "   # " + found->second.hint);
  }

  void open(std::string_view name) {
    open_.push_back({text_.size() + indent_ + name.size() + 1, path_.size()});
    line(std::string(name) + ":");
    path_ += std::string(name) + ".";
    indent_ += 2;
  }

  /// Writes "{}" for an empty map, which would read as null otherwise.
  void close() {
    const Header header = open_.back();
    open_.pop_back();
    if (text_.size() == header.end + 1) text_.insert(header.end, " {}");
    path_.resize(header.path);
    indent_ -= 2;
  }

  void line(const std::string& text) { text_ += std::string(indent_, ' ') + text + "\n"; }

  struct Header {
    std::size_t end = 0;   ///< In `text_`, just after the colon.
    std::size_t path = 0;  ///< Length of `path_` around it.
  };

  const Placeholders& placeholders_;
  std::string text_;
  std::string path_;
  std::vector<Header> open_;
  std::size_t indent_ = 0;
};

}  // namespace

std::string to_yaml(const Manifest& manifest) { return to_yaml(manifest, {}); }

std::string to_yaml(const Manifest& manifest, const Placeholders& placeholders) {
  Writer writer(placeholders);
  writer.write(manifest);
  return writer.take();
}

}  // namespace fwop::manifests
