#pragma once

#include <string>
#include <string_view>

namespace fwop::controller {

/// The status page: one document without external resources, which fetches the status API by itself.
std::string_view html_page();

/// The Content-Security-Policy under which it works: its own script and style by their digests, and
/// fetches from where it came.
const std::string& content_security_policy();

}  // namespace fwop::controller
