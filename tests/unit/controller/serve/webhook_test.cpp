#include "controller/serve/webhook.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

// Made with `openssl dgst -sha256 -mac HMAC` over "msg_1.1790000000.BODY".
constexpr const char* kSecret = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
constexpr const char* kSignature = "v1,bFAh5bBaPAqFaOEraJjDKUP9jiqF/BK0P8Q/qtlXo6I=";
const WallTime kSent{std::chrono::seconds(1'790'000'000)};

WebhookRequest signed_one() {
  WebhookRequest request;
  request.id = "msg_1";
  request.timestamp = "1790000000";
  request.signature = kSignature;
  request.body = R"({"ref": "refs/heads/main"})";
  return request;
}

TEST(Webhook, TakesASignatureOfStandardWebhooks) {
  EXPECT_TRUE(is_genuine(signed_one(), kSecret, kSent));
  EXPECT_TRUE(is_genuine(signed_one(), kSecret, kSent + std::chrono::minutes(5)));
  WebhookRequest several = signed_one();
  several.signature = "v1,AAAA v1a,bbbb " + several.signature;
  EXPECT_TRUE(is_genuine(several, kSecret, kSent));
}

TEST(Webhook, RefusesWhatIsOldChangedOrUnsigned) {
  EXPECT_FALSE(is_genuine(signed_one(), kSecret, kSent + std::chrono::seconds(301)));
  EXPECT_FALSE(is_genuine(signed_one(), kSecret, kSent - std::chrono::seconds(301)));
  EXPECT_FALSE(is_genuine(signed_one(), "whsec_dGVzdA==", kSent));
  EXPECT_FALSE(is_genuine(signed_one(), "whsec_%%%", kSent));
  EXPECT_FALSE(is_genuine(signed_one(), "whsec_", kSent));
  EXPECT_FALSE(is_genuine(signed_one(), "", kSent));
  for (auto WebhookRequest::*part :
       {&WebhookRequest::id, &WebhookRequest::timestamp, &WebhookRequest::signature, &WebhookRequest::body}) {
    WebhookRequest changed = signed_one();
    changed.*part += "0";
    EXPECT_FALSE(is_genuine(changed, kSecret, kSent));
    changed.*part = "";
    EXPECT_FALSE(is_genuine(changed, kSecret, kSent));
  }
  WebhookRequest overflow = signed_one();
  overflow.timestamp = "-9223372036854775808";
  EXPECT_FALSE(is_genuine(overflow, kSecret, kSent));
}

TEST(Webhook, NothingOfAnEmptyRequestIsGenuine) {
  EXPECT_FALSE(is_genuine({}, "secret", kSent));
  EXPECT_FALSE(is_genuine({}, "", kSent));
}

}  // namespace
}  // namespace fwop::controller
