#include "manifests/field_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "api/base/characters.hpp"
#include "manifests/aws.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

constexpr std::size_t kMaxIdLength = 63;
constexpr std::size_t kMaxObjectNameLength = 253;
constexpr std::size_t kMaxDisplayName = 63;  // "must be fewer than 64 characters"
constexpr std::size_t kMinBucketName = 3;
constexpr std::size_t kMaxBucketName = 63;
constexpr std::size_t kMaxEksClusterName = 100;

bool is_lower_or_digit(char c) { return is_lower(c) || is_digit(c); }

Finding error(std::string rule, std::string message) {
  return {Severity::Error, std::move(rule), std::move(message)};
}
Finding warning(std::string rule, std::string message) {
  return {Severity::Warning, std::move(rule), std::move(message)};
}

std::string_view after_last(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);  // npos + 1 is 0
}

bool is_cluster_id(std::string_view value) {
  return !value.empty() && value.size() <= kMaxIdLength && is_lower(value.front()) && value.back() != '-' &&
         consists_of(value, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool looks_like_ip_address(std::string_view value) {
  return std::count(value.begin(), value.end(), '.') == 3 &&
         consists_of(value, [](char c) { return is_digit(c) || c == '.'; });
}

/// "my-bucket" out of "arn:aws:s3:::my-bucket/x", "s3://my-bucket/x" or a bucket's URL; else empty.
std::string_view bucket_within(std::string_view value) {
  if (value.starts_with("arn:")) {
    const std::string_view name = after_last(value, ':');
    return name.substr(0, name.find('/'));
  }
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find('/'));
  return host.substr(0, host.find(".s3"));
}

/// The id that is certainly meant, because it keeps every letter and digit; else empty, because a name that
/// lost a part may be another cluster's.
std::string meant_id(std::string_view value) {
  constexpr std::string_view kAccounts = "accounts/";
  constexpr std::string_view kClusters = "/clusters/";
  const std::size_t clusters = value.find(kClusters);
  if (value.starts_with(kAccounts) && clusters != std::string_view::npos)
    value.remove_prefix(clusters + kClusters.size());
  const std::string id = as_cluster_id(value);
  return id.size() == value.size() ? id : std::string();
}

}  // namespace

std::string as_cluster_id(std::string_view value) {
  std::string id;
  for (char c : after_last(value, '/')) {
    const char lower = to_lower(c);
    id += is_lower_or_digit(lower) ? lower : '-';
  }
  while (id.ends_with('-')) id.pop_back();
  id.erase(0, std::min(id.find_first_not_of("-0123456789"), id.size()));
  return is_cluster_id(id) ? id : std::string();
}

std::optional<Finding> check_object_name(std::string_view value) {
  const bool good = value.size() <= kMaxObjectNameLength && is_lower_or_digit(value.front()) &&
                    is_lower_or_digit(value.back()) &&
                    consists_of(value, [](char c) { return is_lower_or_digit(c) || c == '-' || c == '.'; });
  if (good) return std::nullopt;
  return error(
      "NameForm",
      quoted(value) +
          " is not a name that Kubernetes takes: lower-case letters, digits, '-' and '.', at most 253");
}

std::optional<Finding> check_account_id(std::string_view value) {
  if (value.starts_with("accounts/")) {
    const std::string_view rest = value.substr(std::string_view("accounts/").size());
    return error("AccountIdForm", "write the id alone: " + quoted(rest.substr(0, rest.find('/'))));
  }
  const bool good =
      consists_of(value, [](char c) { return c != '/' && static_cast<unsigned char>(c) > 0x20; });
  if (good) return std::nullopt;
  return error("AccountIdForm", quoted(value) + " is not an account id: it has a '/' or a space");
}

std::optional<Finding> check_cluster_id(std::string_view value) {
  if (is_cluster_id(value)) return std::nullopt;
  std::string message = quoted(value) + " is not a cluster id: ";
  if (value.size() > kMaxIdLength) {
    message += "it has " + std::to_string(value.size()) + " characters, at most 63 are allowed";
  } else {
    message += "1 to 63 of a-z, 0-9 and '-', beginning with a letter and not ending with '-'";
  }
  const std::string meant = meant_id(value);
  if (!meant.empty()) message += "; write " + quoted(meant);
  return error("ClusterIdForm", message);
}

std::optional<Finding> check_display_name(std::string_view value) {
  const std::size_t length = count_code_points(value);
  if (length <= kMaxDisplayName) return std::nullopt;
  return error("DisplayNameLength",
               "a display name has at most 63 characters; this one has " + std::to_string(length));
}

std::optional<Finding> check_aws_account_id(std::string_view value) {
  if (is_aws_account_id(value)) return std::nullopt;
  std::string digits;
  std::copy_if(value.begin(), value.end(), std::back_inserter(digits), is_digit);
  std::string message = quoted(value) + " is not an AWS account id: it must be 12 digits in quotes";
  if (value.starts_with("arn:")) {
    message += "; it is the fifth part of an ARN";
  } else if (is_aws_account_id(digits)) {
    message += "; write " + quoted(digits);
  } else if (digits == value && digits.size() < 12 && digits.size() >= 9) {
    message += ", it has " + std::to_string(digits.size()) + ": was a leading zero lost?";
  } else if (digits == value) {
    message += ", it has " + std::to_string(digits.size());
  }
  return error("AwsAccountIdForm", message);
}

std::optional<Finding> check_region(std::string_view value) {
  if (is_known_region(value)) return std::nullopt;
  const std::string_view nearest = nearest_name(value, known_regions());
  const std::string hint = nearest.empty() ? std::string() : "; did you mean " + quoted(nearest) + "?";
  if (!value.empty() && is_lower(value.back()) && has_region_form(value.substr(0, value.size() - 1))) {
    return error("RegionForm", quoted(value) + " is an availability zone: write the region, " +
                                   quoted(value.substr(0, value.size() - 1)));
  }
  if (!has_region_form(value)) {
    return error("RegionForm", quoted(value) + " is not an AWS region code such as us-east-1" + hint);
  }
  return warning("RegionForm", quoted(value) + " is not a region that this release knows" + hint);
}

std::optional<Finding> check_bucket_name(std::string_view value) {
  const std::string_view within = bucket_within(value);
  if (!within.empty()) {
    return error("BucketName", "write the bucket's name alone: " + quoted(within));
  }
  const bool good = value.size() >= kMinBucketName && value.size() <= kMaxBucketName &&
                    is_lower_or_digit(value.front()) && is_lower_or_digit(value.back()) &&
                    value.find("..") == std::string_view::npos && !looks_like_ip_address(value) &&
                    consists_of(value, [](char c) { return is_lower_or_digit(c) || c == '-' || c == '.'; });
  if (good) return std::nullopt;
  return error("BucketName", quoted(value) +
                                 " is not an S3 bucket name: 3 to 63 of a-z, 0-9, '-' and '.', beginning and "
                                 "ending with a letter or digit");
}

std::optional<Finding> check_eks_cluster_name(std::string_view value) {
  if (value.starts_with("arn:")) {
    return error("EksClusterName", "write the cluster's name alone: " + quoted(after_last(value, '/')));
  }
  const bool good = value.size() <= kMaxEksClusterName && is_alphanumeric(value.front()) &&
                    consists_of(value, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
  if (good) return std::nullopt;
  return error("EksClusterName", quoted(value) +
                                     " is not an EKS cluster name: at most 100 letters, digits, '-' and '_', "
                                     "beginning with a letter or digit");
}

std::optional<Finding> check_role_arn(std::string_view value) {
  const RoleArn arn = parse_role_arn(value);
  if (arn.problem.empty()) return std::nullopt;
  return error("ArnForm", quoted(value) + " is not an IAM role ARN: " + arn.problem);
}

std::optional<Finding> check_role_place(std::string_view value, std::string_view aws_account_id,
                                        std::string_view region) {
  const RoleArn arn = parse_role_arn(value);
  if (!arn.problem.empty()) return std::nullopt;
  if (is_aws_account_id(aws_account_id) && arn.account != aws_account_id) {
    return error("ArnAccount", "the role is in account " + std::string(arn.account) +
                                   ", but awsAccountId is " + std::string(aws_account_id));
  }
  const std::string_view partition = partition_of(region);
  if (!partition.empty() && partition != arn.partition) {
    return error("ArnPartition", "the role is in partition " + quoted(arn.partition) + ", but region " +
                                     std::string(region) + " is in " + quoted(partition));
  }
  return std::nullopt;
}

}  // namespace fwop::manifests
