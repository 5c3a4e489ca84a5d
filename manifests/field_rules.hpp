#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "manifests/diagnostic.hpp"

namespace fwop::manifests {

/// What a rule found in one value. The caller knows where the value is.
struct Finding {
  Severity severity = Severity::Error;
  std::string rule;
  std::string message;

  bool operator==(const Finding&) const = default;
};

/// Preflight rules on single values (contract, sections 0 and 1.2). Each takes a value that is not empty and
/// says what to write instead.
/// Rules: NameForm, AccountIdForm, ClusterIdForm, DisplayNameLength, AwsAccountIdForm, RegionForm,
/// BucketName, EksClusterName, ArnForm.
std::optional<Finding> check_object_name(std::string_view value);
std::optional<Finding> check_account_id(std::string_view value);
std::optional<Finding> check_cluster_id(std::string_view value);
std::optional<Finding> check_display_name(std::string_view value);
std::optional<Finding> check_aws_account_id(std::string_view value);
/// A region that AWS may have opened after this release is a warning, any other form an error.
std::optional<Finding> check_region(std::string_view value);
std::optional<Finding> check_bucket_name(std::string_view value);
std::optional<Finding> check_eks_cluster_name(std::string_view value);
std::optional<Finding> check_role_arn(std::string_view value);

/// The cluster id that was probably meant: in lower case, with a hyphen for everything else. Empty if that is
/// not valid either.
std::string as_cluster_id(std::string_view value);

/// Rules ArnAccount and ArnPartition for an IAM role; nothing for one that is not well formed.
/// `aws_account_id` and `region` are compared where they are well formed; either may be empty.
std::optional<Finding> check_role_place(std::string_view value, std::string_view aws_account_id,
                                        std::string_view region);

}  // namespace fwop::manifests
