#include <gtest/gtest.h>

#include "api/clusters/json.hpp"

namespace fwop::api {
namespace {

TEST(ErrorFromAnswer, HasTheKindOfItsStatusAndCode) {
  const struct {
    int status;
    const char* body;
    ErrorKind kind;
  } cases[] = {
      {301, "", ErrorKind::Unsupported},
      {400, R"({"code":3,"message":"x"})", ErrorKind::Invalid},
      {400, R"({"code":9,"message":"x"})", ErrorKind::Precondition},
      {400, R"({"code":"FAILED_PRECONDITION","message":"x"})", ErrorKind::Precondition},
      {401, "", ErrorKind::Unauthenticated},
      {402, "", ErrorKind::PermissionDenied},
      {403, "", ErrorKind::PermissionDenied},
      {404, "", ErrorKind::NotFound},
      {405, "", ErrorKind::Unsupported},
      {408, "", ErrorKind::Unavailable},
      {409, "", ErrorKind::AlreadyExists},
      {409, R"({"code":6})", ErrorKind::AlreadyExists},
      {409, R"({"code":10})", ErrorKind::Aborted},
      {409, R"({"code":9})", ErrorKind::Precondition},
      {412, "", ErrorKind::PermissionDenied},
      {413, "", ErrorKind::Invalid},
      {422, "", ErrorKind::Invalid},
      {429, "", ErrorKind::Throttled},
      {499, "", ErrorKind::Unavailable},
      {500, "", ErrorKind::Unavailable},
      {501, "", ErrorKind::Unsupported},
      {502, "", ErrorKind::Unavailable},
      {503, "", ErrorKind::Unavailable},
      {504, "", ErrorKind::Unavailable},
      {520, "", ErrorKind::Unavailable},
      {999, "", ErrorKind::Lost},
  };
  for (const auto& c : cases) {
    const auto error = error_from_answer(c.status, c.body);
    EXPECT_EQ(error_kind_name(error.kind), error_kind_name(c.kind)) << c.status << " " << c.body;
    EXPECT_EQ(error.http_status, c.status);
    EXPECT_NE(error.message, "") << c.status;
  }
}

TEST(ErrorFromAnswer, ReadsEveryShapeOfBody) {
  const struct {
    const char* body;
    const char* message;
    std::optional<RpcCode> code;
  } cases[] = {
      {R"({"code":5,"message":"no such cluster","details":[]})", "no such cluster", RpcCode::NotFound},
      {R"({"code":"NOT_FOUND","message":"no such cluster"})", "no such cluster", RpcCode::NotFound},
      {R"({"error":"no such cluster"})", "no such cluster", std::nullopt},
      {R"({"error":"no such cluster","code":5})", "no such cluster", RpcCode::NotFound},
      {R"({"error":{"message":"no","code":400}})", "no", std::nullopt},
      {R"({"error":{"message":"no","code":"NOT_FOUND","type":"error"},"request_id":"r"})", "no",
       RpcCode::NotFound},
      {R"({"error":{"message":"no","code":404,"status":"NOT_FOUND"}})", "no", RpcCode::NotFound},
      {R"({"error":{"why":"no"}})", R"({"why":"no"})", std::nullopt},
      {R"({"detail":"no such route"})", "no such route", std::nullopt},
      {R"({"detail":[{"msg":"bad"}]})", R"([{"msg":"bad"}])", std::nullopt},
      {R"("just text")", "just text", std::nullopt},
      {"<html>\r\n  <title>502</title></html>", "<html> <title>502</title></html>", std::nullopt},
      {"plain\x01text", "plain text", std::nullopt},
      {"caf\xe9", "caf\xEF\xBF\xBD", std::nullopt},
  };
  for (const auto& c : cases) {
    const auto error = error_from_answer(404, c.body);
    EXPECT_EQ(error.message, c.message) << c.body;
    EXPECT_EQ(error.code, c.code) << c.body;
  }
}

TEST(ErrorFromAnswer, SaysWhatTheStatusMeansWhenTheServerDoesNot) {
  for (const char* body : {"", " \n", "null", "{}", "\"\"", R"({"code":5,"message":""})", R"({"error":""})",
                           R"({"error":{"message":"","code":5}})"}) {
    EXPECT_EQ(error_from_answer(404, body).message, "not found, or not visible to this API key") << body;
  }
}

/// Each status of the contract has a text of its own; the others have their class's.
TEST(ErrorFromAnswer, SaysMoreThanItsClassForEveryStatusOfTheContract) {
  EXPECT_EQ(error_from_answer(507, "").message, "the server failed");
  EXPECT_EQ(error_from_answer(418, "").message, "the request was refused");
  EXPECT_EQ(error_from_answer(199, "").message, "the server answered with a status that means nothing here");
  for (const int status :
       {400, 401, 402, 403, 404, 405, 408, 409, 412, 413, 422, 429, 499, 501, 502, 503, 504, 520}) {
    EXPECT_NE(error_from_answer(status, "").message, error_from_answer(507, "").message) << status;
    EXPECT_NE(error_from_answer(status, "").message, error_from_answer(418, "").message) << status;
  }
}

TEST(ErrorFromAnswer, TrimsWhatIsNotJsonBetweenCharacters) {
  EXPECT_EQ(error_from_answer(502, std::string(5000, 'x')).message, std::string(200, 'x'));
  std::string text(199, 'x');
  text += "\xC3\xA9tail";
  EXPECT_EQ(error_from_answer(502, text).message, std::string(199, 'x'));
}

TEST(ErrorFromAnswer, NeverTakesOkForAnErrorsCode) {
  EXPECT_EQ(error_from_answer(500, R"({"code":0,"message":"x"})").code, std::nullopt);
}

}  // namespace
}  // namespace fwop::api
