#pragma once

#include <string>
#include <string_view>

#include "api/standin/list.hpp"

namespace fwop::api::standin {

/// Makes an opaque token from the id after which the next page starts. It is bound to the account and to
/// every other parameter of the query.
std::string make_page_token(std::string_view last_id, std::string_view account_id, const ListQuery& query);

/// The id in query.page_token; a refusal for garbage and for a token of another query.
Answer<std::string> read_page_token(std::string_view account_id, const ListQuery& query);

}  // namespace fwop::api::standin
