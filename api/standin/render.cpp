#include "api/standin/render.hpp"

#include "api/clusters/fields.hpp"

namespace fwop::api::standin {
namespace {

constexpr std::size_t kTypicalCluster = 768;

/// Writes one object's members in order, with the commas between.
class Object {
 public:
  Object(std::string& out, const Look& look) : out_(out), look_(look) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  /// Appends a member's name; the caller appends its value.
  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }

  void text(std::string_view name, std::string_view value) {
    if (!value.empty())
      append_json_string(member(name), value);
    else if (look_.unset == Unset::Null)
      member(name) += "null";
    else if (look_.unset == Unset::Empty)
      member(name) += "\"\"";
  }

  /// Writes a message that is not set.
  void no_message(std::string_view name) {
    if (look_.unset == Unset::Null) member(name) += "null";
  }

 private:
  std::string& out_;
  const Look& look_;
  bool first_ = true;
};

template <class Message, std::size_t N>
void append_kind(Object& cluster, std::string_view name, std::string_view proto,
                 const Boxed<Message>& message, const std::array<StringField<Message>, N>& fields,
                 const Look& look) {
  if (!selects(look.read_mask, proto)) return;
  if (!message) return cluster.no_message(name);
  std::string path(proto);
  path += '.';
  const auto prefix = path.size();
  Object object(cluster.member(name), look);
  for (const auto& field : fields) {
    path.resize(prefix);
    path += field.proto;
    if (selects(look.read_mask, path)) object.text(field.json, *message.*field.member);
  }
}

void append_status(Object& cluster, const ClusterStatus& status, const Look& look) {
  Object object(cluster.member("status"), look);
  if (selects(look.read_mask, "status.code")) object.text("code", status.code);
  if (!selects(look.read_mask, "status.message")) return;
  if (status.message.empty() && look.unset == Unset::Plain)
    object.member("message") += "\"\"";
  else
    object.text("message", status.message);
}

void append_cluster(std::string& out, const Cluster& cluster, const Look& look) {
  const auto wants = [&look](std::string_view path) { return selects(look.read_mask, path); };
  Object object(out, look);
  if (wants("name")) object.text("name", cluster.name);
  if (wants("display_name")) object.text("displayName", cluster.spec.display_name);
  if (wants("create_time")) object.text("createTime", format_rfc3339(*cluster.create_time));
  if (wants("update_time")) object.text("updateTime", format_rfc3339(*cluster.update_time));
  append_kind(object, "eksCluster", "eks_cluster", cluster.spec.eks, kEksFields, look);
  append_kind(object, "fakeCluster", "fake_cluster", cluster.spec.fake, kFakeFields, look);
  if (wants("state")) object.text("state", cluster.state_text);
  if (wants("status")) append_status(object, cluster.status, look);
}

void append_page(std::string& out, const ListPage& page, const Look& look) {
  Object object(out, look);
  if (page.clusters.empty() && look.unset == Unset::Null) {
    object.member("clusters") += "null";
  } else if (!page.clusters.empty() || look.unset != Unset::Omit) {
    auto& list = object.member("clusters");
    list += '[';
    for (const auto& cluster : page.clusters) {
      if (list.back() != '[') list += ',';
      append_cluster(list, cluster, look);
    }
    list += ']';
  }
  object.text("nextPageToken", page.next_page_token);
  if (page.total_size != 0 || look.unset != Unset::Omit)
    object.member("totalSize") += std::to_string(page.total_size);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string render_cluster(const Cluster& cluster, const Look& look) {
  std::string out;
  out.reserve(kTypicalCluster);
  append_cluster(out, cluster, look);
  return out;
}

std::string render_page(const ListPage& page, const Look& look) {
  std::string out;
  out.reserve((page.clusters.size() + 1) * kTypicalCluster);
  append_page(out, page, look);
  return out;
}

std::string render_refusal(const Refusal& refusal, bool wrapped) {
  std::string out = wrapped ? R"({"error":{"message":)" : R"({"code":)";
  if (!wrapped) out += std::to_string(static_cast<int>(refusal.code)) + R"(,"message":)";
  append_json_string(out, refusal.message);
  if (wrapped)
    out += R"(,"code":)" + std::to_string(refusal.http_status) + "}}";
  else
    out += R"(,"details":[]})";
  return out;
}

}  // namespace fwop::api::standin
