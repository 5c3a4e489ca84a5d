#pragma once

#include <string_view>

namespace fwop::api::standin {

/// True when `pattern`, in which `*` stands for any text, is the whole of `text`.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace fwop::api::standin
