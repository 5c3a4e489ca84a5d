#include "api/clusters/http_request.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

const ClusterKey kKey{.account_id = "acme", .cluster_id = "prod"};
const RequestHead kHead{.host = "h:1", .base_path = "/base", .user_agent = "fireworks-operator/1"};

std::string written(const HttpRequest& request) {
  std::string text = "left over from the request before";
  write_request(request, kHead, "fw_key", text);
  return text;
}

TEST(HttpRequest, IsWrittenWithABodyAsTheContractHasIt) {
  const ClusterSpec spec{.display_name = "D", .eks = {}, .fake = {}};
  EXPECT_EQ(written(create_request(kKey, spec)),
            "POST /base/v1/accounts/acme/clusters HTTP/1.1\r\n"
            "Host: h:1\r\n"
            "Authorization: Bearer fw_key\r\n"
            "User-Agent: fireworks-operator/1\r\n"
            "Accept: application/json\r\n"
            "Content-Type: application/json\r\n"
            "Content-Length: 50\r\n"
            "\r\n"
            R"({"cluster":{"displayName":"D"},"clusterId":"prod"})");
}

TEST(HttpRequest, HasNoContentTypeWithoutABody) {
  for (const auto& request : {get_request(kKey), list_request("acme", ""), remove_request(kKey)})
    EXPECT_EQ(written(request).find("Content-"), std::string::npos);
}

TEST(HttpRequest, EncodesIdsAndTokens) {
  EXPECT_EQ(get_request({.account_id = "a/b c", .cluster_id = "x:getConnectionInfo"}).target,
            "/v1/accounts/a%2Fb%20c/clusters/x%3AgetConnectionInfo");
  EXPECT_EQ(list_request("acme", "").target, "/v1/accounts/acme/clusters?pageSize=200");
  EXPECT_EQ(list_request("acme", "a+b&c=\r\n").target,
            "/v1/accounts/acme/clusters?pageSize=200&pageToken=a%2Bb%26c%3D%0D%0A");
}

TEST(HttpRequest, NamesWhatAnUpdateChanges) {
  const ClusterSpec spec{.display_name = "D", .eks = {}, .fake = {}};
  EXPECT_EQ(update_request(kKey, spec, {"display_name", "eks_cluster.inference_role"}).target,
            "/v1/accounts/acme/clusters/prod?updateMask=display_name,eks_cluster.inference_role");
  EXPECT_EQ(update_request(kKey, spec, {}).target, "/v1/accounts/acme/clusters/prod");
}

TEST(HttpRequest, RefusesIdsThatWouldReachAnotherPath) {
  EXPECT_EQ(unusable_id(get_request(kKey)), "");
  EXPECT_EQ(unusable_id(list_request("acme", "")), "");
  EXPECT_NE(unusable_id(list_request("", "")), "");
  EXPECT_NE(unusable_id(list_request("..", "")), "");
  EXPECT_NE(unusable_id(remove_request({.account_id = "acme", .cluster_id = ""})), "");
  EXPECT_NE(unusable_id(remove_request({.account_id = "acme", .cluster_id = "."})), "");
}

}  // namespace
}  // namespace fwop::api
