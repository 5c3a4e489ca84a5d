#include "controller/show/api_call_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"

namespace fwop::controller {
namespace {

ApiCall an_update() {
  return {.verb = api::Verb::Update,
          .http_status = 200,
          .duration = std::chrono::milliseconds(12),
          .request_id = "r7",
          .error = "",
          .request = "PATCH /v1/x",
          .body = R"({"displayName":"A"})"};
}

TEST(ApiCallText, TellsHowACallEndedAndWhatItSent) {
  EXPECT_EQ(call_ending(an_update()), "update: HTTP 200, 12 ms, request id r7");
  EXPECT_EQ(call_sent(an_update()), R"(PATCH /v1/x {"displayName":"A"})");
  EXPECT_EQ(call_sentence(an_update()),
            R"(update: HTTP 200, 12 ms, request id r7; it sent PATCH /v1/x {"displayName":"A"})");
}

TEST(ApiCallText, AnErrorStandsInPlaceOfTheStatus) {
  ApiCall call = an_update();
  call.error = "HTTP 403 PERMISSION_DENIED: quota";
  call.request_id.clear();
  EXPECT_EQ(call_ending(call), "update: HTTP 403 PERMISSION_DENIED: quota, 12 ms");
}

TEST(ApiCallText, ACallThatSentNothingEndsTheSentence) {
  const ApiCall read{.verb = api::Verb::Get,
                     .http_status = 404,
                     .duration = {},
                     .request_id = "",
                     .error = "NOT_FOUND",
                     .request = "",
                     .body = ""};
  EXPECT_EQ(call_sentence(read), "get: NOT_FOUND, 0 ms");
  ApiCall removal = read;
  removal.request = "DELETE /v1/x";
  EXPECT_EQ(call_sent(removal), "DELETE /v1/x");
}

// As it was cut when request and body were one text.
TEST(ApiCallText, CutsWhatWasSentToItsColumns) {
  ApiCall call = an_update();
  call.body = fit(std::string(590, 'a') + "漢漢漢漢漢漢漢漢", kCallBodyKept);
  const std::string whole = call.request + " " + std::string(590, 'a') + "漢漢漢漢漢漢漢漢";
  EXPECT_EQ(call_sent(call), fit(whole, kCallBodyKept));
  EXPECT_EQ(display_width(call_sent(call)), kCallBodyKept);
}

TEST(ApiCallText, LetsNoControlCharacterThrough) {
  ApiCall call = an_update();
  call.error = "bad\x1b[31m\nred";
  EXPECT_EQ(call_ending(call).find('\x1b'), std::string::npos);
  EXPECT_EQ(call_ending(call).find('\n'), std::string::npos);
}

TEST(ApiCallText, ComesBackFromItsJson) {
  EXPECT_EQ(call_of_json(call_json(an_update())), an_update());
  ApiCall call;
  call.verb = api::Verb::Delete;
  EXPECT_EQ(call_of_json(call_json(call)), call);
  EXPECT_FALSE(call_json(call).contains("httpStatus")) << "no status line was read";
  EXPECT_FALSE(call_json(call).contains("error"));
}

TEST(ApiCallText, OddJsonIsACallWithoutThoseFields) {
  const auto odd =
      nlohmann::json::parse(R"({"verb": 7, "httpStatus": "200", "durationMs": 1.5, "error": []})");
  EXPECT_EQ(call_of_json(odd), ApiCall{});
}

}  // namespace
}  // namespace fwop::controller
