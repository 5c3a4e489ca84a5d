#include "manifests/string_forms.hpp"

#include "api/clusters/types.hpp"
#include "manifests/aws.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

std::string role_arn_pattern() {
  std::string partitions;
  for (const std::string_view partition : known_partitions()) {
    partitions += (partitions.empty() ? "" : "|") + std::string(partition);
  }
  return "^arn:(" + partitions + "):iam::[0-9]{12}:role/([!-~]*/)?[A-Za-z0-9+=,.@_-]{1,64}$";
}

std::optional<Finding> check_time(std::string_view value) {
  if (parse_rfc3339(value)) return std::nullopt;
  return Finding{Severity::Error, "TimeForm",
                 quoted(value) + " is not a time in UTC such as 2026-12-24T18:00:00Z"};
}

}  // namespace

const StringForm& cluster_id_form() {
  static const StringForm form{
      .wanted = "1 to 63 of a-z, 0-9 and '-', beginning with a letter, not ending with '-'",
      .pattern = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$",
      .max_length = 63,
      .check = check_cluster_id};
  return form;
}

const StringForm& object_name_form() {
  static const StringForm form{.wanted = "lower-case letters, digits, '-' and '.', at most 253",
                               .pattern = "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
                               .max_length = 253,
                               .check = check_object_name};
  return form;
}

const StringForm& role_arn_form() {
  static const StringForm form{.wanted = "an IAM role's ARN: arn:aws:iam::ACCOUNT:role/NAME",
                               .pattern = role_arn_pattern(),
                               .max_length = 2048,
                               .check = check_role_arn};
  return form;
}

const StringForm& account_id_form() {
  static const StringForm form{.wanted = "the account's id alone, without a '/' or a space",
                               .pattern = R"(^[^/\x00-\x20]+$)",
                               .check = check_account_id};
  return form;
}

const StringForm& display_name_form() {
  static const StringForm form{
      .wanted = "at most 63 characters", .max_length = 63, .check = check_display_name};
  return form;
}

const StringForm& aws_account_id_form() {
  static const StringForm form{.wanted = "12 digits, in quotes so that YAML makes no number of them",
                               .pattern = "^[0-9]{12}$",
                               .examples = {"123456789012"},
                               .check = check_aws_account_id};
  return form;
}

const StringForm& region_form() {
  static const StringForm form{.wanted = "an AWS region code such as us-east-1",
                               .pattern = "^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$",
                               .examples = known_regions(),
                               .check = check_region};
  return form;
}

const StringForm& bucket_name_form() {
  static const StringForm form{.wanted =
                                   "a bucket's name alone: 3 to 63 of a-z, 0-9, '-' and '.', beginning and "
                                   "ending with a letter or digit",
                               .pattern = R"(^[a-z0-9](\.?[a-z0-9-])*\.?[a-z0-9]$)",
                               .excluded = R"(^..?$|^[0-9]*\.[0-9]*\.[0-9]*\.[0-9]*$)",
                               .max_length = 63,
                               .check = check_bucket_name};
  return form;
}

const StringForm& eks_cluster_name_form() {
  static const StringForm form{
      .wanted = "at most 100 letters, digits, '-' and '_', beginning with a letter or digit",
      .pattern = "^[A-Za-z0-9][A-Za-z0-9_-]*$",
      .max_length = 100,
      .check = check_eks_cluster_name};
  return form;
}

const StringForm& time_form() {
  static const StringForm form{
      .wanted = "a time in UTC such as 2026-12-24T18:00:00Z, in quotes",
      .pattern =
          "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:"
          R"(([0-5][0-9]|60)(\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$)",
      .examples = {"2026-12-24T18:00:00Z"},
      .check = check_time};
  return form;
}

}  // namespace fwop::manifests
