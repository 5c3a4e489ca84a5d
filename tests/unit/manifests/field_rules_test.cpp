#include "manifests/field_rules.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "manifests/aws.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

using Check = std::function<std::optional<Finding>(std::string_view)>;

struct Case {
  std::string value;
  std::string found;  ///< "Rule: message", a warning with a '?' before; empty when all is well.
};

std::string told(const std::optional<Finding>& finding) {
  if (!finding) return {};
  return (finding->severity == Severity::Warning ? "?" : "") + finding->rule + ": " + finding->message;
}

void expect(const Check& check, const std::vector<Case>& cases) {
  for (const Case& each : cases) EXPECT_EQ(told(check(each.value)), each.found) << each.value;
}

TEST(FieldRules, ClusterId) {
  const std::string form =
      " is not a cluster id: 1 to 63 of a-z, 0-9 and '-', beginning with a letter and not ending with '-'";
  expect(check_cluster_id,
         {{"a", ""},
          {"prod-us-east-1", ""},
          {std::string(63, 'a'), ""},
          {std::string(64, 'a'), "ClusterIdForm: \"" + std::string(64, 'a') +
                                     "\" is not a cluster id: it has 64 characters, at most 63 are allowed"},
          {"Prod_US", "ClusterIdForm: \"Prod_US\"" + form + "; write \"prod-us\""},
          // What is left of these may well be another cluster's name.
          {"1prod", "ClusterIdForm: \"1prod\"" + form},
          {"prod-", "ClusterIdForm: \"prod-\"" + form},
          {"a/b", "ClusterIdForm: \"a/b\"" + form},
          {"accounts/x/clusters/prod",
           "ClusterIdForm: \"accounts/x/clusters/prod\"" + form + "; write \"prod\""},
          {"123", "ClusterIdForm: \"123\"" + form}});
}

TEST(FieldRules, AccountId) {
  expect(check_account_id, {{"my-account", ""},
                            {"Name_x698", ""},
                            {"accounts/my-account", "AccountIdForm: write the id alone: \"my-account\""},
                            {"a/b", "AccountIdForm: \"a/b\" is not an account id: it has a '/' or a space"},
                            {"a b", "AccountIdForm: \"a b\" is not an account id: it has a '/' or a space"}});
}

TEST(FieldRules, ObjectName) {
  const std::string form =
      " is not a name that Kubernetes takes: lower-case letters, digits, '-' and '.', at most 253";
  expect(check_object_name, {{"a.b-c", ""},
                             {"1", ""},
                             {"A", "NameForm: \"A\"" + form},
                             {"a.", "NameForm: \"a.\"" + form},
                             {"é", "NameForm: \"é\"" + form}});
}

TEST(FieldRules, AwsAccountId) {
  const std::string form = " is not an AWS account id: it must be 12 digits in quotes";
  expect(
      check_aws_account_id,
      {{"012345678901", ""},
       {"12345678901", "AwsAccountIdForm: \"12345678901\"" + form + ", it has 11: was a leading zero lost?"},
       {"1234567890123", "AwsAccountIdForm: \"1234567890123\"" + form + ", it has 13"},
       {"1234-5678-9012", "AwsAccountIdForm: \"1234-5678-9012\"" + form + "; write \"123456789012\""},
       {"arn:aws:iam::123456789012:role/x",
        "AwsAccountIdForm: \"arn:aws:iam::123456789012:role/x\"" + form + "; it is the fifth part of an ARN"},
       {"my-account", "AwsAccountIdForm: \"my-account\"" + form}});
}

TEST(FieldRules, Region) {
  const std::string form = " is not an AWS region code such as us-east-1";
  expect(
      check_region,
      {{"us-east-1", ""},
       {"us-gov-west-1", ""},
       {"us-isob-east-1", ""},
       {"ap-southeast-2", ""},
       {"us-east-1a", "RegionForm: \"us-east-1a\" is an availability zone: write the region, \"us-east-1\""},
       {"us-est-1",
        "?RegionForm: \"us-est-1\" is not a region that this release knows; did you mean \"us-east-1\"?"},
       {"xx-nowhere-77", "?RegionForm: \"xx-nowhere-77\" is not a region that this release knows"},
       {"us_east_1", "RegionForm: \"us_east_1\"" + form + "; did you mean \"us-east-1\"?"},
       {"US-EAST-1", "RegionForm: \"US-EAST-1\"" + form + "; did you mean \"us-east-1\"?"},
       {"Frankfurt", "RegionForm: \"Frankfurt\"" + form},
       {"no", "RegionForm: \"no\"" + form},
       {"us--1", "RegionForm: \"us--1\"" + form}});
}

TEST(FieldRules, DisplayNameCountsCharactersNotBytes) {
  std::string long_name;
  for (int i = 0; i < 63; ++i) long_name += "é";
  expect(check_display_name,
         {{long_name, ""},
          {long_name + "🚀", "DisplayNameLength: a display name has at most 63 characters; this one has 64"}});
}

TEST(FieldRules, BucketName) {
  const std::string form =
      " is not an S3 bucket name: 3 to 63 of a-z, 0-9, '-' and '.', beginning and ending with a letter or "
      "digit";
  expect(
      check_bucket_name,
      {{"my-bucket.example", ""},
       {"arn:aws:s3:::my-bucket", "BucketName: write the bucket's name alone: \"my-bucket\""},
       {"arn:aws-us-gov:s3:::my-bucket/prefix", "BucketName: write the bucket's name alone: \"my-bucket\""},
       {"s3://my-bucket/prefix", "BucketName: write the bucket's name alone: \"my-bucket\""},
       {"https://my-bucket.s3.us-east-1.amazonaws.com/",
        "BucketName: write the bucket's name alone: \"my-bucket\""},
       {"ab", "BucketName: \"ab\"" + form},
       {"My-Bucket", "BucketName: \"My-Bucket\"" + form},
       {"a..b", "BucketName: \"a..b\"" + form},
       {"192.168.0.1", "BucketName: \"192.168.0.1\"" + form},
       {"-ab", "BucketName: \"-ab\"" + form}});
}

TEST(FieldRules, EksClusterName) {
  expect(check_eks_cluster_name, {{"My_Cluster-1", ""},
                                  {"arn:aws:eks:us-east-1:123456789012:cluster/foo",
                                   "EksClusterName: write the cluster's name alone: \"foo\""},
                                  {"a b",
                                   "EksClusterName: \"a b\" is not an EKS cluster name: at most 100 letters, "
                                   "digits, '-' and '_', beginning "
                                   "with a letter or digit"}});
}

TEST(FieldRules, RoleArn) {
  const auto bad = [](const std::string& arn, const std::string& why) {
    return Case{arn, "ArnForm: \"" + shortened(arn) + "\" is not an IAM role ARN: " + why};
  };
  expect(
      check_role_arn,
      {{"arn:aws:iam::123456789012:role/Manager", ""},
       {"arn:aws:iam::123456789012:role/path/to/Name+=,.@_-", ""},
       bad("Manager", "write arn:aws:iam::ACCOUNT:role/NAME"),
       bad("arn:asw:iam::123456789012:role/x", "the partition \"asw\" does not exist; did you mean \"aws\"?"),
       bad("arn:aws:s3:::bucket", "its service is \"s3\", not \"iam\""),
       bad("arn:aws:sts::123456789012:assumed-role/x/y", "its service is \"sts\", not \"iam\""),
       bad("arn:aws:iam:us-east-1:123456789012:role/x",
           "IAM has no region: write nothing between the third and the fourth ':'"),
       bad("arn:aws:iam::12345:role/x", "its account \"12345\" is not 12 digits"),
       bad("arn:aws:iam::123456789012:user/x", "it names \"user\", not a \"role/…\""),
       bad("arn:aws:iam::123456789012:role/", "the role's name is missing at its end"),
       bad("arn:aws:iam::123456789012:role/a b",
           "the role's name has a character other than letters, digits and +=,.@_-"),
       bad("arn:aws:iam::123456789012:role/" + std::string(65, 'x'),
           "a role's name has at most 64 characters"),
       bad("arn:aws:iam::123456789012:role/a b/c", "its path has a character that no path may have")});
}

TEST(FieldRules, RoleInTheAccountAndPartitionOfItsCluster) {
  expect([](std::string_view arn) { return check_role_place(arn, "123456789012", "us-east-1"); },
         {{"arn:aws:iam::123456789012:role/Manager", ""},
          {"Manager", ""},
          {"arn:aws:iam::210987654321:role/x",
           "ArnAccount: the role is in account 210987654321, but awsAccountId is 123456789012"},
          {"arn:aws-cn:iam::123456789012:role/x",
           "ArnPartition: the role is in partition \"aws-cn\", but region us-east-1 is in \"aws\""}});
}

TEST(FieldRules, RoleArnInEveryPartition) {
  const std::vector<std::pair<std::string, std::string>> partitions = {{"aws", "eu-west-1"},
                                                                       {"aws-cn", "cn-north-1"},
                                                                       {"aws-us-gov", "us-gov-east-1"},
                                                                       {"aws-iso", "us-iso-east-1"},
                                                                       {"aws-iso-b", "us-isob-east-1"},
                                                                       {"aws-iso-e", "eu-isoe-west-1"},
                                                                       {"aws-iso-f", "us-isof-south-1"},
                                                                       {"aws-eusc", "eusc-de-east-1"}};
  for (const auto& [partition, region] : partitions) {
    EXPECT_EQ(
        told(check_role_place("arn:" + partition + ":iam::123456789012:role/x", "123456789012", region)), "");
    EXPECT_EQ(partition_of(region), partition);
  }
}

TEST(FieldRules, ComparesAnArnWithNothingThatIsMalformedItself) {
  EXPECT_EQ(told(check_role_place("arn:aws-cn:iam::123456789012:role/x", "1", "nowhere")), "");
  EXPECT_EQ(told(check_role_place("arn:aws-cn:iam::123456789012:role/x", "", "")), "");
}

TEST(FieldRules, EveryKnownRegionHasTheFormOfOne) {
  for (const std::string_view region : known_regions()) EXPECT_TRUE(has_region_form(region)) << region;
}

}  // namespace
}  // namespace fwop::manifests
