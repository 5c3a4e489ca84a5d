#pragma once

#include <string>
#include <string_view>

namespace fwop::controller {

/// The status page: one HTML document without external resources. Its script reads the status API.
std::string_view html_page();

/// The Content-Security-Policy for the page: allows its own script and style (by digest), and fetches from
/// the same origin.
const std::string& content_security_policy();

}  // namespace fwop::controller
