#include "api/standin/validation.hpp"

#include <algorithm>
#include <string>

#include "api/base/characters.hpp"
#include "api/clusters/fields.hpp"

namespace fwop::api::standin {
namespace {

constexpr std::size_t kMaxId = 63;
constexpr std::size_t kMaxDisplayName = 63;  // Code points.
constexpr std::size_t kAwsAccountDigits = 12;

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_aws_account(std::string_view text) { return text.size() == kAwsAccountDigits && is_number(text); }

/// Words of lower-case letters and digits with dashes between, the last of them a number: us-gov-west-1.
bool is_region(std::string_view text) {
  const auto last_dash = text.rfind('-');
  if (last_dash == std::string_view::npos || !is_lower(text.front()) || text.size() > kMaxId) return false;
  const auto number = text.substr(last_dash + 1);
  const auto words = text.substr(0, last_dash);
  return is_number(number) && words.find('-') != std::string_view::npos &&
         words.find("--") == std::string_view::npos && words.back() != '-' &&
         consists_of(words, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// arn:aws[a-z-]*:iam::<12 digits>:role/<something>
bool is_role_arn(std::string_view text) {
  if (!take(text, "arn:aws")) return false;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  if (!consists_of(text.substr(0, colon), [](char c) { return is_lower(c) || c == '-'; })) return false;
  text.remove_prefix(colon);
  if (!take(text, ":iam::") || !is_aws_account(text.substr(0, kAwsAccountDigits))) return false;
  text.remove_prefix(kAwsAccountDigits);
  return take(text, ":role/") && !text.empty();
}

bool is_role_field(std::string_view proto) { return proto.ends_with("_role"); }

std::optional<Refusal> check_eks(const EksCluster& eks) {
  for (const auto& field : kEksFields) {
    const std::string& value = eks.*field.member;
    const std::string path = "cluster.eks_cluster." + std::string(field.proto);
    if (value.empty()) {
      if (field.required) return invalid(path + " is required");
      continue;
    }
    if (is_role_field(field.proto) && !is_role_arn(value))
      return invalid(path + " must be the ARN of an IAM role, as in arn:aws:iam::123456789012:role/name");
  }
  if (!is_aws_account(eks.aws_account_id))
    return invalid("cluster.eks_cluster.aws_account_id must be 12 digits");
  if (!is_region(eks.region))
    return invalid("cluster.eks_cluster.region must be an AWS region, as in us-east-1");
  const std::string_view bucket = eks.storage_bucket_name;
  if (bucket.starts_with("arn:") || bucket.find('/') != std::string_view::npos)
    return invalid("cluster.eks_cluster.storage_bucket_name must be the bucket's name, not its ARN or URL");
  return std::nullopt;
}

template <class Message, std::size_t N>
std::optional<Refusal> check_kind_identity(const Message& before, const Message& after,
                                           const std::array<StringField<Message>, N>& fields,
                                           std::string_view kind) {
  for (const auto& field : fields) {
    if (field.immutable && before.*field.member != after.*field.member)
      return invalid(std::string(kind) + "." + std::string(field.proto) +
                     " is immutable: delete the cluster and create it again");
  }
  return std::nullopt;
}

}  // namespace

bool is_resource_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxId && is_lower(text.front()) && text.back() != '-' &&
         consists_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

std::optional<Refusal> check_spec(const ClusterSpec& spec) {
  if (code_points(spec.display_name) > kMaxDisplayName)
    return invalid("cluster.display_name must be fewer than 64 characters");
  if (spec.eks && spec.fake)
    return invalid("cluster: set exactly one of eks_cluster and fake_cluster, not both");
  if (!spec.eks && !spec.fake) return invalid("cluster: set exactly one of eks_cluster and fake_cluster");
  return spec.eks ? check_eks(*spec.eks) : std::nullopt;
}

std::optional<Refusal> check_identity(const ClusterSpec& before, const ClusterSpec& after) {
  if (before.eks.has_value() != after.eks.has_value() || before.fake.has_value() != after.fake.has_value())
    return invalid("the kind of a cluster is immutable: delete the cluster and create it again");
  if (before.eks) return check_kind_identity(*before.eks, *after.eks, kEksFields, "cluster.eks_cluster");
  if (before.fake) return check_kind_identity(*before.fake, *after.fake, kFakeFields, "cluster.fake_cluster");
  return std::nullopt;
}

}  // namespace fwop::api::standin
