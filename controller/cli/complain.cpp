#include "controller/cli/complain.hpp"

#include <iostream>

#include "api/base/text_width.hpp"

namespace fwop::controller::cli {

void complain(std::string_view what) { std::cerr << "fireworks-operator: " << printable(what) << '\n'; }

}  // namespace fwop::controller::cli
