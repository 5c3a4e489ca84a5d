#include "api/clusters/error.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

TEST(RpcCode, NumbersAreGoogleRpcCodeAndNotThePositionInTheStatusEnum) {
  EXPECT_EQ(rpc_code_from_number(16), RpcCode::Unauthenticated);
  EXPECT_EQ(rpc_code_from_number(8), RpcCode::ResourceExhausted);
  EXPECT_EQ(rpc_code_name(RpcCode::ResourceExhausted), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(rpc_code_from_number(17), std::nullopt);
}

TEST(Error, OnlyAnUnreadOrServerSideEndIsAmbiguous) {
  EXPECT_TRUE(is_ambiguous(Error{.kind = ErrorKind::Lost, .message = "reset"}));
  EXPECT_TRUE(is_ambiguous(Error{.kind = ErrorKind::Unavailable, .http_status = 503, .message = "down"}));
  EXPECT_FALSE(is_ambiguous(Error{.kind = ErrorKind::Unreachable, .message = "refused"}));
  EXPECT_FALSE(is_ambiguous(Error{.kind = ErrorKind::Throttled, .http_status = 429, .message = "slow"}));
}

TEST(Error, ReadsAsOneLine) {
  const Error error{.kind = ErrorKind::Throttled,
                    .http_status = 429,
                    .code = RpcCode::ResourceExhausted,
                    .message = "slow down",
                    .retry_after = std::chrono::seconds(2)};
  EXPECT_EQ(to_string(error), "HTTP 429 RESOURCE_EXHAUSTED: slow down (retry after 2 s)");
}

}  // namespace
}  // namespace fwop::api
