#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fwop::manifests {

/// Exactly 12 digits.
bool is_aws_account_id(std::string_view value);

/// "aws", "aws-cn" and so on.
const std::vector<std::string_view>& known_partitions();
/// The regions that AWS had when this was released, in all partitions.
const std::vector<std::string_view>& known_regions();
bool is_known_region(std::string_view region);
/// True for the form of a region, such as `us-east-1` or `us-gov-west-1`, whether AWS has it or not.
bool has_region_form(std::string_view region);
/// "aws-us-gov" for "us-gov-west-1"; empty for a region that is not known.
std::string_view partition_of(std::string_view region);

/// The parts of `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`. They view the parsed text.
struct RoleArn {
  std::string_view partition;
  std::string_view account;
  std::string_view path_and_name;
  std::string problem;  ///< For people; empty when the ARN is well formed.
};
RoleArn parse_role_arn(std::string_view arn);

}  // namespace fwop::manifests
