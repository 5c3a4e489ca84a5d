#include "api/clusters/auth_ini.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

TEST(AuthIni, IsReadInEveryFormThatIsAbout) {
  for (const char* text : {
           "[fireworks]\napi_key = fw_1\naccount_id = acme\n",
           "api_key=fw_1\naccount_id=acme",
           "\xEF\xBB\xBF[fireworks]\r\napi_key: \"fw_1\"\r\naccount_id: 'acme'\r\n",
           "# api_key = old\n; account_id = old\n[work]\n  api_key = fw_1\n  account_id = acme\n",
           "api_key = general\n[fireworks]\napi_key = fw_1\naccount_id = acme\n[other]\naccount_id = not\n",
           "[other]\napi_key = not\naccount_id = not\n[DEFAULT]\napi_key = fw_1\naccount_id = acme\n",
       }) {
    const AuthIni ini = parse_auth_ini(text);
    EXPECT_EQ(ini.api_key, "fw_1") << text;
    EXPECT_EQ(ini.account_id, "acme") << text;
  }
}

TEST(AuthIni, WhatItDoesNotSayIsEmpty) {
  for (const char* text : {"", "api_key", "[api_key]", "api_key =\n", "my_api_key = fw_1", "\n\n=\n:\n", "[",
                           "api_key = \"\""}) {
    EXPECT_EQ(parse_auth_ini(text).api_key, "") << text;
  }
  EXPECT_EQ(parse_auth_ini("api_key = a=b:c").api_key, "a=b:c");
  EXPECT_EQ(parse_auth_ini("api_key = \"").api_key, "\"");
}

}  // namespace
}  // namespace fwop::api
