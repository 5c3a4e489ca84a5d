#include "controller/journal/journal_error.hpp"

#include <stdexcept>

namespace fwop::controller {

void throw_exception_from_error(const JournalError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a journal that failed: " + error.message);
}

}  // namespace fwop::controller
