#pragma once

#include "api/clusters/error.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// The reason to show for a failed call.
Reason reason_of(api::ErrorKind kind);

/// True if the same request will get the same answer until a person does something.
bool is_terminal(const api::Error& error);

/// True for a 404 that does not say NOT_FOUND: it is a proxy's or a load balancer's, not the API's.
bool is_foreign(const api::Error& error);

}  // namespace fwop::controller
