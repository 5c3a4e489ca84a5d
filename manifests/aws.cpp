#include "manifests/aws.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "api/base/characters.hpp"
#include "api/base/take_until.hpp"
#include "manifests/diagnostic.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

constexpr std::size_t kMaxRoleName = 64;
constexpr std::size_t kMaxArn = 2048;

bool is_role_name_character(char c) {
  return is_alphanumeric(c) || std::string_view("+=,.@_-").find(c) != std::string_view::npos;
}

std::string role_problem(std::string_view resource) {
  if (!resource.starts_with("role/")) {
    return "it names " + quoted(resource.substr(0, resource.find('/'))) + ", not a \"role/…\"";
  }
  const std::string_view name = resource.substr(resource.rfind('/') + 1);
  if (name.empty()) return "the role's name is missing at its end";
  if (name.size() > kMaxRoleName) return "a role's name has at most 64 characters";
  if (!consists_of(name, is_role_name_character)) {
    return "the role's name has a character other than letters, digits and +=,.@_-";
  }
  const bool printable = consists_of(resource, [](char c) { return c > 0x20 && c < 0x7F; });
  return printable ? std::string() : "its path has a character that no path may have";
}

}  // namespace

bool is_aws_account_id(std::string_view value) { return value.size() == 12 && is_number(value); }

const std::vector<std::string_view>& known_partitions() {
  static const std::vector<std::string_view> partitions = {
      "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"};
  return partitions;
}

const std::vector<std::string_view>& known_regions() {
  static const std::vector<std::string_view> regions = {
      "us-east-1",      "us-east-2",      "us-west-1",      "us-west-2",      "af-south-1",
      "ap-east-1",      "ap-east-2",      "ap-south-1",     "ap-south-2",     "ap-northeast-1",
      "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
      "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
      "ca-west-1",      "eu-central-1",   "eu-central-2",   "eu-north-1",     "eu-south-1",
      "eu-south-2",     "eu-west-1",      "eu-west-2",      "eu-west-3",      "il-central-1",
      "me-central-1",   "me-south-1",     "mx-central-1",   "sa-east-1",      "cn-north-1",
      "cn-northwest-1", "us-gov-east-1",  "us-gov-west-1",  "us-iso-east-1",  "us-iso-west-1",
      "us-isob-east-1", "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1",
      "eusc-de-east-1"};
  return regions;
}

bool is_known_region(std::string_view region) {
  const auto& regions = known_regions();
  return std::find(regions.begin(), regions.end(), region) != regions.end();
}

bool has_region_form(std::string_view region) {
  const std::size_t first = region.find('-');
  const std::size_t last = region.rfind('-');
  if (first == std::string_view::npos || first == last || first < 2 || first > 4) return false;
  const std::string_view number = region.substr(last + 1);
  const std::string_view words = region.substr(0, last);
  return is_number(number) && number.size() <= 2 && words.back() != '-' &&
         words.find("--") == std::string_view::npos &&
         consists_of(words, [](char c) { return is_lower(c) || c == '-'; });
}

std::string_view partition_of(std::string_view region) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPrefixes = {{
      {"cn-", "aws-cn"},
      {"us-gov-", "aws-us-gov"},
      {"us-iso-", "aws-iso"},
      {"us-isob-", "aws-iso-b"},
      {"eu-isoe-", "aws-iso-e"},
      {"us-isof-", "aws-iso-f"},
      {"eusc-", "aws-eusc"},
  }};
  if (!is_known_region(region)) return {};
  for (const auto& [prefix, partition] : kPrefixes) {
    if (region.starts_with(prefix)) return partition;
  }
  return "aws";
}

RoleArn parse_role_arn(std::string_view arn) {
  RoleArn result;
  if (arn.size() > kMaxArn) {
    result.problem = "it is too long";
    return result;
  }
  std::string_view rest = arn;
  if (take_until(rest, ':') != "arn") {
    result.problem = "write arn:aws:iam::ACCOUNT:role/NAME";
    return result;
  }
  result.partition = take_until(rest, ':');
  const std::string_view service = take_until(rest, ':');
  const std::string_view region = take_until(rest, ':');
  result.account = take_until(rest, ':');
  result.path_and_name = rest;

  const auto& partitions = known_partitions();
  if (std::find(partitions.begin(), partitions.end(), result.partition) == partitions.end()) {
    const std::string_view nearest = nearest_name(result.partition, partitions);
    result.problem = "the partition " + quoted(result.partition) + " does not exist" +
                     (nearest.empty() ? std::string() : "; did you mean " + quoted(nearest) + "?");
  } else if (service != "iam") {
    result.problem = "its service is " + quoted(service) + ", not \"iam\"";
  } else if (!region.empty()) {
    result.problem = "IAM has no region: write nothing between the third and the fourth ':'";
  } else if (!is_aws_account_id(result.account)) {
    result.problem = "its account " + quoted(result.account) + " is not 12 digits";
  } else {
    result.problem = role_problem(result.path_and_name);
  }
  return result;
}

}  // namespace fwop::manifests
