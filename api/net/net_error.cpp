#include "api/net/net_error.hpp"

#include <stdexcept>

namespace fwop::api {

void throw_exception_from_error(const NetError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed result: " + error.message);
}

}  // namespace fwop::api
